import Certification
import Foundation

@testable import Store

/// A store in a directory of its own, both gone with the value that made them.
final class ScratchStore {
    let directory: String
    let store: CertificationStore

    var path: String { directory + "/store.sqlite" }

    init() throws {
        directory = NSTemporaryDirectory() + "store-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        store = try CertificationStore(path: directory + "/store.sqlite")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }
}

extension StoreTransaction {
    /// The first column of every row, as text.
    func texts(_ sql: String) throws -> [String] {
        let rows = try statement(sql, work: "reading in a test")
        var texts: [String] = []
        while try rows.step() { texts.append(rows.string(0)) }
        return texts
    }
}

extension AwardKey {
    init(_ learner: Int64, _ certification: Int64, _ day: Int32) {
        self.init(learner: learner, certification: certification, awarded: CalendarDay(number: day))
    }
}

/// Awards in memory, in the order of their keys.
final class AwardList: AwardStream {
    struct Award {
        var key: AwardKey
        var expires: CalendarDay?
        var number = ""
        var notes = ""
        var row = 2
    }

    private var awards: ArraySlice<Award>
    /// What the store reads, until the next call.
    private var texts = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 10)

    init(_ awards: [Award]) {
        self.awards = awards[...]
    }

    deinit {
        texts.deallocate()
    }

    func next() -> StreamedAward? {
        guard let award = awards.popFirst() else { return nil }
        let (number, notes) = (Array(award.number.utf8), Array(award.notes.utf8))
        _ = texts.update(fromContentsOf: number + notes)
        let numberBytes = UnsafeBufferPointer(rebasing: texts[..<number.count])
        let notesBytes = UnsafeBufferPointer(rebasing: texts[number.count..<(number.count + notes.count)])
        return StreamedAward(
            key: award.key,
            expires: award.expires,
            number: numberBytes,
            awardingBody: .name(UnsafeBufferPointer(start: nil, count: 0)),
            notes: notesBytes,
            row: award.row
        )
    }
}

extension AwardWriter {
    func insert(_ key: AwardKey, expires: CalendarDay? = nil, number: String = "", notes: String = "") throws {
        try insert(AwardList([AwardList.Award(key: key, expires: expires, number: number, notes: notes)]))
    }

    func notify(of key: AwardKey) throws {
        try notify(AwardList([AwardList.Award(key: key)]))
    }
}
