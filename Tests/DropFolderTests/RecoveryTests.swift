import Certification
import Foundation
import Glibc
import Store
import SystemPackage
import Testing
import Wording

@testable import DropFolder

@Suite("Recovery")
struct RecoveryTests {
    @Test("A claim whose file was not moved yet is forgotten, and the file is taken as if for the first time")
    func claimedOnly() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        let id = try claim(scratch)
        #expect(try scratch.serveOnce().runs.map(\.isClean) == [true])
        #expect(try scratch.store.run(id) == nil)
        try expectDoneOnce(scratch)
    }

    @Test("A claim whose file is gone is forgotten")
    func claimedAndGone() throws {
        let scratch = try ScratchRoot()
        let id = try claim(scratch)
        #expect(try scratch.serveOnce().runs.isEmpty)
        #expect(try scratch.store.run(id) == nil)
        try scratch.expectEmptySpool()
    }

    @Test("A file that lies in the spool is processed, with the half-written results of the attempt before replaced")
    func spooled() throws {
        let scratch = try ScratchRoot()
        let id = try claim(scratch)
        let places = try spool(scratch, id)
        try FileSystem.write(Array(ScratchRoot.clean.utf8), to: places.file, permissions: 0o644)
        for leftover in [places.page, places.table, places.corrections, places.message] {
            try FileSystem.write(Array(repeating: 0x78, count: 100_000), to: leftover, permissions: 0o600)
        }
        #expect(try scratch.serveOnce().runs.map(\.id) == [id])
        try expectDoneOnce(scratch)
        #expect(try !scratch.text("done/march.report.html").contains("xxxx"))
    }

    @Test("A checksum that was moved before its file was goes back, and is checked when the file is taken")
    func checksumMovedFirst() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        let places = try spool(scratch, try claim(scratch))
        try FileSystem.write(Array(repeating: 0x30, count: 64), to: places.sidecar, permissions: 0o644)
        #expect(try scratch.serveOnce().runs.map(\.refusal?.reason) == [.checksum])
        #expect(try scratch.names("failed").contains("march.csv.sha256"))
        #expect(try scratch.store.counts().awards == 0)
    }

    @Test(
        "What took a file's place at the last moment goes back to the inbox, and stops nothing",
        arguments: [
            EntryKind.folder, .namedPipe, .symbolicLink,
        ]
    )
    func notRegular(_ kind: EntryKind) throws {
        let scratch = try ScratchRoot()
        let file = try spool(scratch, try claim(scratch)).file.string
        switch kind {
        case .folder: mkdir(file, 0o755)
        case .namedPipe: mkfifo(file, 0o644)
        default: symlink("/etc/passwd", file)
        }
        try scratch.drop("april.csv", ScratchRoot.clean)
        let (runs, waiting) = try scratch.serveOnce()
        #expect(runs.map(\.fileName) == ["april.csv"])
        #expect(waiting.map(\.readiness) == [.notRegular(kind)])
        #expect(try scratch.names("import") == ["march.csv"])
        try scratch.expectEmptySpool()
    }

    @Test("What cannot return under its name, because that is taken, returns under another")
    func nameTaken() throws {
        let scratch = try ScratchRoot()
        mkfifo(try spool(scratch, try claim(scratch)).file.string, 0o644)
        try scratch.drop("march.csv", ScratchRoot.clean)
        #expect(try scratch.serveOnce().runs.map(\.isClean) == [true])
        #expect(try scratch.names("import") == ["march.run-1.csv"])
        try scratch.expectEmptySpool()
    }

    @Test(
        "A committed run whose publishing failed goes on where it stopped, and nothing is stored or told twice",
        arguments: [
            "done", "outbox",
        ]
    )
    func committed(_ folder: String) throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        let away = scratch.root.path + "/" + folder
        let service = try scratch.service()
        // The folder vanishes while the file is processed, after the drop root was found in order.
        let id = try processWithout(away, scratch)
        #expect(try scratch.store.run(id)?.state == .committed)
        #expect(FileSystem.exists(RunPlaces(spooledIn: scratch.root.spool(of: id)).file) || folder == "outbox")
        for _ in 0..<2 { #expect(try service.serveOnce().runs.isEmpty) }
        #expect(try scratch.store.run(id)?.state == .finished)
        try expectDoneOnce(scratch)
    }

    @Test("Publishing a run again, finished or not, does no harm")
    func publishingAgain() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        let id = try #require(try scratch.serveOnce().runs.first?.id)
        let processor = RunProcessor(settings: scratch.settings, store: scratch.store, logger: ScratchRoot.logger)
        try processor.publish(id)
        try processor.publish(RunID(rawValue: 999))
        try expectDoneOnce(scratch)
    }

    @Test("A name that someone takes between choosing and publishing is not overwritten", arguments: [1, 2])
    func nameTakenMeanwhile(_ rivals: Int) throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        let id = try processWithout(scratch.root.done.string, scratch)
        for name in ["march.csv", "march.run-\(id).csv"].prefix(rivals) {
            try FileSystem.write(Array("theirs".utf8), to: scratch.root.done.appending(name), permissions: 0o644)
        }
        try scratch.serveOnce()
        #expect(try scratch.text("done/march.csv") == "theirs")
        #expect(try scratch.text("done/march.run-\(id)\(rivals == 2 ? "-2" : "").csv") == ScratchRoot.clean)
        try scratch.expectEmptySpool()
    }

    /// Processes `march.csv` while a folder of the drop root is away, so that it is committed and not published.
    private func processWithout(_ folder: String, _ scratch: ScratchRoot) throws -> RunID {
        let id = try claim(scratch)
        let places = try spool(scratch, id)
        _ = try FileSystem.move(scratch.root.inbox(.import).appending("march.csv"), to: places.file)
        #expect(rename(folder, folder + ".away") == 0)
        let processor = RunProcessor(settings: scratch.settings, store: scratch.store, logger: ScratchRoot.logger)
        let record = try #require(try scratch.store.run(id))
        #expect(throws: (any Error).self) {
            _ = try processor.process(record, progress: .init())
            try processor.publish(id)
        }
        #expect(rename(folder + ".away", folder) == 0)
        return id
    }

    private func claim(_ scratch: ScratchRoot) throws -> RunID {
        let claim = CertificationStore.Claim(
            mode: .import,
            folder: scratch.root.inbox(.import).bytes,
            fileName: FileName("march.csv").bytes
        )
        return try scratch.store.claim([claim], at: Date())[0]
    }

    private func spool(_ scratch: ScratchRoot, _ id: RunID) throws -> RunPlaces {
        #expect(mkdir(scratch.root.spool(of: id).string, 0o700) == 0)
        return RunPlaces(spooledIn: scratch.root.spool(of: id))
    }

    private func expectDoneOnce(_ scratch: ScratchRoot, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let names = try scratch.names("done")
        #expect(names == ["march.csv", "march.report.csv", "march.report.html"], sourceLocation: sourceLocation)
        let (awards, messages) = (try scratch.store.counts().awards, try scratch.messages().count)
        #expect(awards == 2, sourceLocation: sourceLocation)
        #expect(messages == 3, sourceLocation: sourceLocation)
        try scratch.expectEmptySpool(sourceLocation: sourceLocation)
    }
}
