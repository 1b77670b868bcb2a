import Certification
import Testing

@testable import Store

@Suite("Undoing a run")
struct RunUndoTests {
    /// More than are taken back at once.
    private static let count = 12_000

    @Test("Thousands of awards are taken back, but those that a later run changed, each named in the order of the rows")
    func manyAwards() throws {
        let scratch = try ScratchStore()
        let store = scratch.store
        let keys = (0..<Self.count).map { AwardKey(Int64($0 % 7 + 1), 1, Int32($0)) }.sorted()
        // The first row holds the last key.
        func row(_ index: Int) -> Int { Self.count - index + 1 }
        let changed = Set([0, 4_999, 5_000, 5_001, Self.count - 1].map { keys[$0] })
        let undone = try store.transaction { transaction in
            let learners = try LearnerTable(transaction)
            for number in 1...7 {
                _ = try learners.insert(Learner(username: "ü\(number)", firstName: "", surname: ""))
            }
            _ = try CertificationTable(transaction).insert(Certification(reference: "FAW", name: "First aid"))
            let first = try AwardWriter(transaction, run: RunID(rawValue: 5))
            try first.insert(AwardList(keys.enumerated().map { AwardList.Award(key: $1, row: row($0)) }))
            let second = try AwardWriter(transaction, run: RunID(rawValue: 6))
            for key in changed { try second.revoke(key, row: 2) }
            try second.finish()
            return try transaction.undo(RunID(rawValue: 5), of: .certificates, by: RunID(rawValue: 7))
        }
        #expect(undone.map(\.row) == Array(2...Self.count + 1))
        for (change, key) in zip(undone, keys.reversed()) {
            #expect(change.cells == ["ü\(key.learner)", "FAW", key.awarded.description])
            let isKept = changed.contains(key)
            #expect(change.outcome == (isKept ? .changedLater(by: RunID(rawValue: 6)) : .takenBack))
        }
        #expect(try Set(store.awards(AwardFilter(), limit: Self.count).map(\.key)) == changed)
        let gone = keys[Self.count / 2]
        let story = try store.story(of: gone)
        #expect(story.map(\.kind) == [.awarded, .undone])
        #expect(story.map(\.runID.rawValue) == [5, 7])
    }

    @Test("What was undone is named by all its cells, whatever is in them")
    func packed() {
        var changes = UndoneChanges(width: 3)
        changes.append(UndoneChange(outcome: .unchanged, row: 7, cells: ["", "ÿ", ""]))
        changes.append(UndoneChange(outcome: .nameTaken("a"), row: 3, cells: ["a", "", "日本"]))
        changes.append(UndoneChange(outcome: .restored, row: 7, cells: ["\0", " ", "x"]))
        changes.sortByRow()
        #expect(changes.map(\.cells) == [["a", "", "日本"], ["", "ÿ", ""], ["\0", " ", "x"]])
        #expect(changes.map(\.row) == [3, 7, 7])
        #expect(changes[0].outcome == .nameTaken("a"))
    }
}
