import Certification
import Testing

@Suite struct AwardRuleTests {
    @Test(arguments: [
        ("Completed", ActivityStatus.completed), ("COMPLETE", .completed), ("100%", .completed),
        ("Complete via RPL", .completed), ("Passed", .passed), ("complete-pass", .passed), ("Attended", .attended),
        ("Fully attended", .attended), ("Failed", .nothing), ("Incomplete", .nothing), ("not_attempted", .nothing),
        ("Not started", .nothing), ("Did not attend", .nothing), ("In progress", .nothing), ("in-progress", .nothing),
        ("no-show", .nothing), ("browsed", .nothing), ("unknown", .nothing), ("Partially attended", .nothing),
        ("Bestanden", .passed), ("NICHT BESTANDEN", .nothing), ("Abgeschlossen", .completed),
        ("Teilgenommen", .attended), ("Réussi", .passed), ("E\u{301}CHOUE\u{301}", .nothing), ("Terminée", .completed),
        ("Présent", .attended),
        ("http://adlnet.gov/expapi/verbs/completed", .completed), ("http://adlnet.gov/expapi/verbs/passed", .passed),
        ("http://adlnet.gov/expapi/verbs/failed", .nothing), ("https://w3id.org/xapi/adl/verbs/satisfied", .completed),
    ])
    func wordsOfCommonSystemsAreKnown(_ word: String, _ status: ActivityStatus) {
        #expect(StatusWords().status(word) == status)
    }

    @Test(arguments: ["", "perhaps", "http://example.org/verbs/juggled"])
    func otherWordsAreNot(_ word: String) {
        #expect(StatusWords().status(word) == nil)
    }

    @Test func whoFailedOrDidNotComeHasEarnedNothingAndOthersMayHave() {
        let words = StatusWords(adding: [.nothing: ["gezakt"], .completed: ["absent"]])
        for word in ["Failed", "FAIL", "no-show", "Did not attend", "Gezakt", "Nicht bestanden", "ÉCHOUÉ"] {
            #expect(words.isFailure(word), "\(word)")
            #expect(words.status(word) == .nothing || words.status(word) == nil)
        }
        for word in ["", "Passed", "Expired", "In progress", "enrolled", "78", "0", "No", "Distinction", "absent"] {
            #expect(!words.isFailure(word), "\(word)")
        }
    }

    @Test func theConfigurationAddsWordsAndOverridesThem() {
        let words = StatusWords(adding: [.passed: ["Geslaagd"], .nothing: ["Waived"]])
        #expect(words.status("geslaagd") == .passed)
        #expect(words.status("waived") == .nothing)
        #expect(words.status("passed") == .passed)
    }

    @Test func aPassIsACompletionButNotTheOtherWayRound() {
        let met = AwardCriterion.allCases.map { criterion in ActivityStatus.allCases.filter(criterion.isMet) }
        #expect(met == [[.completed, .passed], [.passed], [.attended], []])
    }
}
