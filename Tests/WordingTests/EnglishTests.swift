import Certification
import Foundation
import Testing
import Wording

@Suite("English")
struct EnglishTests {
    private let wording = English()

    @Test("Each reason has a sentence that ends as one, with and without a suggestion", arguments: Reason.allCases)
    func sentences(_ reason: Reason) {
        for suggestion in [nil, "jsmith"] {
            let finding = Finding(
                row: 7,
                reason: reason,
                column: 1,
                value: "VALUE",
                detail: "DETAIL",
                suggestion: suggestion
            )
            let sentence = wording.sentence(finding, header: ["Username", "HEADING"])
            #expect(sentence.hasSuffix(suggestion == nil ? "." : "Did you mean 'jsmith'?"), "\(sentence)")
            expectGoodEnglish(sentence, reason)
        }
    }

    @Test("Each reason has a title without a full stop and a remedy with one", arguments: Reason.allCases)
    func titlesAndRemedies(_ reason: Reason) {
        let title = wording.title(reason)
        #expect(title.last?.isLetter == true, "\(title)")
        expectGoodEnglish(title, reason)
        let remedy = wording.remedy(reason)
        #expect(remedy.hasSuffix("."), "\(remedy)")
        expectGoodEnglish(remedy, reason)
    }

    @Test("No two reasons have the same title")
    func distinctTitles() {
        #expect(Set(Reason.allCases.map(wording.title)).count == Reason.allCases.count)
    }

    @Test("A row's other problems follow its first")
    func others() {
        var finding = Finding(row: 2, reason: .learnerUnknown, column: 0, value: "jsmiht", suggestion: "jsmith")
        finding.others = [Finding(row: 2, reason: .dateMissing, column: 1)]
        #expect(
            wording.sentence(finding, header: ["Username", "Award date"])
                == "No learner 'jsmiht'. Did you mean 'jsmith'? 'Award date' is empty."
        )
    }

    @Test("A column beyond the header does no harm")
    func noSuchColumn() {
        let finding = Finding(row: 2, reason: .dateMissing, column: 9)
        expectGoodEnglish(wording.sentence(finding, header: ["Username"]), .dateMissing)
    }

    @Test(
        "Thousands are grouped",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_234, "-1,234"), (-123, "-123"),
        ]
    )
    func grouped(_ number: Int, _ text: String) {
        #expect(wording.grouped(number) == text)
    }

    @Test("One row is singular")
    func rows() {
        #expect(wording.rows(1) == "1 row")
        #expect(wording.rows(0) == "0 rows")
        #expect(wording.rows(12_000) == "12,000 rows")
    }

    @Test(
        "The verdict says what was done, or would be, and what is left to do",
        arguments: [
            (RunMode.import, [Outcome.awarded: 2], "All done: 2 awarded."),
            (.verify, [.awarded: 2, .unchanged: 1], "All rows are right: 2 would be awarded, 1 unchanged."),
            (.import, [.awarded: 184, .rejected: 1], "1 row needs correction; 184 awarded."),
            (.verify, [.rejected: 1_200], "1,200 rows need correction."),
            (
                .importSilent, [.updated: 1, .duplicate: 1, .rejected: 2],
                "2 rows need correction; 1 updated, 1 duplicate."
            ),
        ]
    )
    func verdicts(_ mode: RunMode, _ outcomes: [Outcome: Int], _ expected: String) {
        #expect(wording.verdict(summary(mode, outcomes)) == expected)
    }

    @Test("A refused file's verdict and subject say that nothing was imported")
    func refused() {
        var summary = summary(.import, [:])
        summary.refusal = Refusal(.empty, "The file is empty.", remedy: "Export it once more.")
        #expect(wording.verdict(summary) == "The file was refused and nothing was imported: The file is empty.")
        #expect(wording.shortVerdict(summary) == "refused, nothing imported")
    }

    private func summary(_ mode: RunMode, _ outcomes: [Outcome: Int]) -> RunSummary {
        var summary = RunSummary(
            id: RunID(rawValue: 1),
            mode: mode,
            fileName: "march.csv",
            fileSize: 1,
            uploader: Uploader(uid: 1, account: "ada", administrator: nil),
            started: Date()
        )
        for (outcome, count) in outcomes { summary.counts[outcome] = count }
        return summary
    }

    /// What a person would stumble over: names of Swift values, double spaces, a small letter at the start.
    private func expectGoodEnglish(_ text: String, _ reason: Reason) {
        #expect(text.first?.isUppercase == true || text.first == "'", "\(text)")
        for stumble in ["Optional(", "nil", "  ", "..", " .", reason.rawValue, "Certification.", "[", "]"] {
            #expect(!text.contains(stumble), "\(text)")
        }
    }
}
