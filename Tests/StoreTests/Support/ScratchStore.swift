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

extension AwardWriter {
    func insert(_ key: AwardKey, expires: CalendarDay? = nil, number: String = "", notes: String = "") throws {
        try Array(number.utf8).withUnsafeBufferPointer { number in
            try Array(notes.utf8).withUnsafeBufferPointer { notes in
                try insert(key, Details(expires: expires, number: number, awardingBody: nil, notes: notes), row: 2)
            }
        }
    }
}
