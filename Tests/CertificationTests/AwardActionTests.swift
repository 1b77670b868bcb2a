import Certification
import Testing

@Suite("Words of a certificates file")
struct AwardActionTests {
    @Test(
        "An action is read in the words of people and of exports",
        arguments: [
            ("", AwardAction.award), ("Award", .award), ("add", .award), ("REVOKE", .revoke), ("withdraw", .revoke),
            ("restore", .restore), ("Restore-Revoked", .restoreRevoked), ("restore  revoked", .restoreRevoked),
        ]
    )
    func action(text: String, expected: AwardAction) {
        #expect(AwardAction(text) == expected)
    }

    @Test("A word that is no action is none", arguments: ["revoked", "restored", "update", "-"])
    func noAction(text: String) {
        #expect(AwardAction(text) == nil)
    }

    @Test("What an export writes is read back", arguments: AwardAction.allCases)
    func roundTrip(action: AwardAction) {
        #expect(AwardAction(action.rawValue) == action)
    }

    @Test(
        "An award that does not expire may be called so",
        arguments: ["never", "NEVER", "does not expire", "No expiry"]
    )
    func never(text: String) {
        #expect(Expiry.isNever(text))
    }

    @Test("A slip of the pen is not taken for it", arguments: ["", "-", "nev", "none", "n/a"])
    func notNever(text: String) {
        #expect(!Expiry.isNever(text))
    }
}
