import Certification
import Foundation
import Glibc
import SystemPackage
import Testing
import Wording

@testable import DropFolder

@Suite("Readiness")
struct ReadinessTests {
    private let now = Date(timeIntervalSince1970: 1_000_000)

    @Test("A file is being written as long as a writer has it open, and ready when it is closed")
    func writer() throws {
        let scratch = try ScratchRoot()
        let path = scratch.root.inbox(.import).appending("march.csv")
        let check = ReadinessCheck(settle: 2)
        let writer = open(path.string, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        #expect(check.check(path, now: now) == .beingWritten)
        #expect(write(writer, "a", 1) == 1)
        #expect(check.check(path, now: now + 100) == .beingWritten)
        close(writer)
        #expect(check.check(path, now: now) == .ready)
    }

    @Test("A reader does not keep a file from being ready")
    func reader() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", "a")
        let path = scratch.root.inbox(.import).appending("march.csv")
        let reader = open(path.string, O_RDONLY | O_CLOEXEC)
        defer { close(reader) }
        let check = ReadinessCheck(settle: 2)
        #expect(check.check(path, now: now) == .ready)
    }

    @Test("A file with a second name must stand still first, and is ready as soon as that name is gone")
    func hardLink() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", "a")
        let path = scratch.root.inbox(.import).appending("march.csv")
        let other = scratch.directory + "/other"
        #expect(link(path.string, other) == 0)
        let check = ReadinessCheck(settle: 2)
        #expect(check.checkOnceClosed(path, now: now) == .linked(until: now + 2))
        #expect(check.checkOnceClosed(path, now: now + 1) == .linked(until: now + 2))
        #expect(check.checkOnceClosed(path, now: now + 2) == .ready)
        unlink(other)
        #expect(check.checkOnceClosed(path, now: now) == .ready)
    }

    private func fileWithSecondName(_ scratch: ScratchRoot) throws -> FilePath {
        try scratch.drop("march.csv", "a")
        let path = scratch.root.inbox(.import).appending("march.csv")
        #expect(link(path.string, scratch.directory + "/other") == 0)
        return path
    }

    @Test("A file with a second name that changes begins to stand still anew")
    func changedLink() throws {
        let scratch = try ScratchRoot()
        let path = try fileWithSecondName(scratch)
        let check = ReadinessCheck(settle: 2)
        _ = check.checkOnceClosed(path, now: now)
        #expect(truncate(path.string, 6) == 0)
        #expect(check.checkOnceClosed(path, now: now + 1.5) == .linked(until: now + 3.5))
    }

    @Test("A clock that is set back lets it wait for as long as before, and no longer")
    func clock() throws {
        let scratch = try ScratchRoot()
        let path = try fileWithSecondName(scratch)
        let check = ReadinessCheck(settle: 2)
        _ = check.checkOnceClosed(path, now: now)
        let before = now - 86_400
        #expect(check.checkOnceClosed(path, now: before) == .linked(until: before + 2))
        #expect(check.checkOnceClosed(path, now: before + 2) == .ready)
    }

    @Test("What is no regular file is named for what it is")
    func notRegular() throws {
        let scratch = try ScratchRoot()
        let inbox = scratch.root.inbox(.import)
        mkdir(inbox.appending("folder").string, 0o755)
        mkfifo(inbox.appending("pipe").string, 0o644)
        symlink("/etc/passwd", inbox.appending("link").string)
        symlink("nowhere", inbox.appending("dangling").string)
        let check = ReadinessCheck(settle: 2)
        #expect(check.check(inbox.appending("folder"), now: now) == .notRegular(.folder))
        #expect(check.check(inbox.appending("pipe"), now: now) == .notRegular(.namedPipe))
        #expect(check.check(inbox.appending("link"), now: now) == .notRegular(.symbolicLink))
        #expect(check.check(inbox.appending("dangling"), now: now) == .notRegular(.symbolicLink))
        #expect(check.check(inbox.appending("nothing"), now: now) == .gone)
    }
}

@Suite("Looking through the inboxes")
struct InboxScanTests {
    @Test("Ready files come in the order in which they arrived, over all inboxes")
    func order() throws {
        let scratch = try ScratchRoot()
        for (name, mode) in [("z", RunMode.importSilent), ("a", .import), ("m", .verify), ("b", .import)] {
            try scratch.drop(name, "x", into: mode)
            usleep(12_000)
        }
        #expect(try scan(scratch).ready.map(\.name.display) == ["z", "a", "m", "b"])
    }

    @Test("A file waits for its checksum while that is being written, and no other file does")
    func sidecar() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", "x")
        try scratch.drop("april.csv", "x")
        let sidecar = open(
            scratch.root.inbox(.import).appending("march.csv.sha256").string,
            O_WRONLY | O_CREAT | O_CLOEXEC,
            0o644
        )
        let waiting = try scan(scratch)
        #expect(waiting.ready.map(\.name.display) == ["april.csv"])
        #expect(waiting.waiting.map(\.name.display) == ["march.csv"])
        close(sidecar)
        #expect(try scan(scratch).ready.count == 2)
    }

    @Test(
        "A file that is still being written makes no other wait, whatever checksums there are",
        arguments: [
            ["a.csv", "b.csv"], ["b.csv", "a.csv"], ["a.csv", "b.csv", "c.csv"],
        ]
    )
    func sidecarOfAnUnfinishedFile(_ names: [String]) throws {
        let scratch = try ScratchRoot()
        let inbox = scratch.root.inbox(.import)
        for name in names { try scratch.drop(name, "x") }
        for unfinished in names {
            let writers = [unfinished, unfinished + ".sha256"].map {
                open(inbox.appending($0).string, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
            }
            defer { writers.forEach { close($0) } }
            let scan = try scan(scratch)
            #expect(scan.waiting.map(\.name.display) == [unfinished])
            #expect(Set(scan.ready.map(\.name.display)) == Set(names).subtracting([unfinished]))
            unlink(inbox.appending(unfinished + ".sha256").string)
        }
    }

    @Test("A checksum that is no file keeps its file waiting, and is shown itself")
    func strangeSidecar() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", "x")
        symlink("/etc/passwd", scratch.root.inbox(.import).appending("march.csv.sha256").string)
        let scan = try scan(scratch)
        #expect(scan.ready.isEmpty)
        #expect(scan.waiting.map(\.name) == [FileName("march.csv.sha256")])
        #expect(scan.waiting.map(\.readiness) == [.notRegular(.symbolicLink)])
    }

    private func scan(_ scratch: ScratchRoot) throws -> InboxScan {
        let check = ReadinessCheck(settle: 0)
        return try InboxScan(scratch.root, check, now: Date())
    }
}

extension ReadinessCheck {
    /// A process that another test starts at this moment holds our files open until it has begun its own program.
    fileprivate func checkOnceClosed(_ path: FilePath, now: Date) -> Readiness {
        for _ in 0..<100 {
            let readiness = check(path, now: now)
            if readiness != .beingWritten { return readiness }
            usleep(20_000)
        }
        return .beingWritten
    }
}
