import Foundation
import SystemPackage
import Testing

@testable import DropFolder

@Suite("Files that fail again and again")
struct FailedFilesTests {
    private let path: FilePath = "/drop/import/march.csv"
    private let now = Date(timeIntervalSince1970: 1_000_000)

    @Test("A file is set aside after so many failures in a row, and tried again after a pause", arguments: 1...4)
    func patience(_ patience: Int) {
        var failed = FailedFiles(patience: patience)
        for count in 1..<patience {
            let isLast = failed.note(path, "failure \(count)", now: now)
            #expect(!isLast)
        }
        #expect(!failed.isSetAside(path, now: now))
        #expect(failed.nextAttempt(after: now) == nil)
        let isLast = failed.note(path, "the last", now: now)
        #expect(isLast)
        #expect(failed.cause(path, now: now) == "the last")
        #expect(failed.nextAttempt(after: now) == now + FailedFiles.pause)
        #expect(!failed.isSetAside(path, now: now + FailedFiles.pause))
    }

    @Test("A failure after the pause sets it aside at once; a success makes it a file like any other")
    func again() {
        var failed = FailedFiles(patience: 2)
        for _ in 0..<2 { _ = failed.note(path, "", now: now) }
        let later = now + FailedFiles.pause
        let isAgain = failed.note(path, "", now: later)
        #expect(isAgain)
        #expect(failed.isSetAside(path, now: later))
        failed.forget(path)
        #expect(!failed.isSetAside(path, now: later))
        let isForgotten = !failed.note(path, "", now: later)
        #expect(isForgotten)
    }

    @Test("It is not set aside for as long as the clock is set back")
    func clock() {
        var failed = FailedFiles(patience: 1)
        _ = failed.note(path, "", now: now)
        #expect(failed.isSetAside(path, now: now))
        #expect(!failed.isSetAside(path, now: now - 86_400))
        #expect(failed.setAside(now: now - 86_400).isEmpty)
    }

    @Test("Another file is not set aside with it")
    func others() {
        var failed = FailedFiles(patience: 1)
        _ = failed.note(path, "", now: now)
        #expect(!failed.isSetAside("/drop/import/april.csv", now: now))
    }
}
