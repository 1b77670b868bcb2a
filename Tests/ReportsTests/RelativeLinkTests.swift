import Testing

@testable import Reports

@Suite struct RelativeLinkTests {
    @Test(arguments: [
        ("march.report.csv", "./march.report.csv"),
        ("done/a b.csv", "./done/a%20b.csv"),
        ("javascript:alert(1)", "./javascript%3Aalert%281%29"),
        ("50%?#\"'<>\\&.csv", "./50%25%3F%23%22%27%3C%3E%5C%26.csv"),
        ("März\n.csv", "./M%C3%A4rz%0A.csv"),
        ("//evil.example/x", ".///evil.example/x"),
    ])
    func anyNameIsARelativePath(_ path: String, _ link: String) {
        #expect(RelativeLink(path: path).text == link)
    }

    @Test func namesNeedNotBeUTF8() {
        #expect(RelativeLink(path: [0x61, 0xFF, 0x62]).text == "./a%FFb")
    }
}
