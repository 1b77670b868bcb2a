import Certification
import Testing

@Suite("Lists of results")
struct ResultTests {
    @Test(
        "A word that nobody knows does not keep a row from its award, but is pointed out",
        arguments: [
            ("Nicht bestanden", Outcome.rejected, false), ("ÉCHOUÉ", .rejected, false),
            ("Knapp daneben", .awarded, true),
            ("Bestanden", .awarded, false), ("78 %", .awarded, false), ("In progress", .awarded, false),
        ]
    )
    func words(_ word: String, _ outcome: Outcome, _ isUnknown: Bool) throws {
        let file = "Username,Certification reference,Award date,Result\njsmith,FA-01,2026-03-01,\(word)\n"
        for mode in [RunMode.verify, .import] {
            let judged = try Trial.filled().run(file, mode: mode)
            #expect(judged.outcomes == [outcome])
            #expect(judged.summary.assumptions.contains { $0.contains("not known: '\(word)'") } == isUnknown)
        }
    }
}
