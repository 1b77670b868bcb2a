import Certification
import Foundation
import Glibc
import Import
import Store
import SystemPackage
import Testing

@testable import DropFolder

@Suite("Serving a drop root")
struct DropServiceTests {
    @Test("A clean file goes to done/ with its reports; the awards are stored and everyone is told")
    func clean() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        let (runs, waiting) = try scratch.serveOnce()
        #expect(runs.map(\.isClean) == [true])
        #expect(waiting.isEmpty)
        #expect(try scratch.names("done") == ["march.csv", "march.report.csv", "march.report.html"])
        #expect(try scratch.text("done/march.csv") == ScratchRoot.clean)
        #expect(try scratch.names("import").isEmpty)
        #expect(try scratch.names("failed").isEmpty)
        #expect(try scratch.store.counts().awards == 2)
        #expect(try scratch.messages().count == 3)
        #expect(try scratch.store.unfinishedRuns().isEmpty)
        try scratch.expectEmptySpool()
    }

    @Test("A file with a wrong row goes to failed/ with its corrections; the good rows are stored")
    func faulty() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.faulty)
        try scratch.serveOnce()
        #expect(
            try scratch.names("failed")
                == ["march.corrections.csv", "march.csv", "march.report.csv", "march.report.html"]
        )
        #expect(try scratch.text("failed/march.csv") == ScratchRoot.faulty)
        #expect(try scratch.store.counts().awards == 1)

        let corrections = try scratch.text("failed/march.corrections.csv")
        #expect(corrections.hasPrefix("Problem,Username"))
        try scratch.drop("march.corrections.csv", corrections.replacing("nobody,", with: "mbrown,"))
        #expect(try scratch.serveOnce().runs.map(\.isClean) == [true])
        #expect(try scratch.store.counts().awards == 2)
    }

    @Test("A file dropped again changes no awards and tells no learner")
    func droppedAgain() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        try scratch.serveOnce()
        let messages = try scratch.messages().count
        try scratch.drop("march.csv", ScratchRoot.clean)
        let (runs, _) = try scratch.serveOnce()
        #expect(runs[0].counts[.unchanged] == 2)
        #expect(try scratch.messages().count == messages + 1)
        #expect(try scratch.names("done").count == 6)
        #expect(try scratch.text("done/march.csv") == ScratchRoot.clean)
    }

    @Test(
        "verify/ changes nothing, and neither it nor import-silent/ tells learners",
        arguments: [
            (RunMode.verify, 0), (.importSilent, 2),
        ]
    )
    func otherInboxes(_ mode: RunMode, _ awards: Int) throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean, into: mode)
        try scratch.serveOnce()
        #expect(try scratch.names("done").contains("march.csv"))
        #expect(try scratch.store.counts().awards == awards)
        #expect(try scratch.messages().count == 1)
    }

    @Test(
        "Any name that a file can have is served",
        arguments: [
            Array("a b 'c' \"d\" <e> & f.csv".utf8), Array("line\nbreak.csv".utf8), [0x6D, 0xFF, 0xFE, 0x2E, 0x63],
            Array(repeating: UInt8(ascii: "x"), count: 255), Array(String(repeating: "é", count: 127).utf8),
            Array("-rf.csv".utf8), Array("%s%n.csv".utf8), Array("\u{202E}vsc.csv".utf8), Array("=cmd.csv".utf8),
        ]
    )
    func strangeNames(_ bytes: [UInt8]) throws {
        let scratch = try ScratchRoot()
        for _ in 0..<2 {
            try scratch.drop(FileName(bytes), ScratchRoot.clean)
            #expect(try scratch.serveOnce().runs.map(\.isClean) == [true])
        }
        #expect(try FileSystem.names(in: scratch.root.done).contains(FileName(bytes)))
        #expect(try scratch.names("done").count == 6)
        try scratch.expectEmptySpool()
    }

    @Test(
        "What is no CSV file is refused, to failed/, with a report",
        arguments: [
            [], [0x50, 0x4B, 0x03, 0x04, 0, 0, 0, 0], Array("%PDF-1.7".utf8), (0..<4096).map { UInt8($0 & 0xFF) },
        ] as [[UInt8]]
    )
    func noCSV(_ bytes: [UInt8]) throws {
        let scratch = try ScratchRoot()
        try FileSystem.write(bytes, to: scratch.root.inbox(.import).appending("march.xlsx"), permissions: 0o644)
        #expect(try scratch.serveOnce().runs.map { $0.refusal != nil } == [true])
        #expect(try scratch.names("failed") == ["march.report.csv", "march.report.html", "march.xlsx"])
        #expect(try scratch.messages().count == 1)
    }

    @Test("What is no regular file stays where it is and is shown; the files beside it are served")
    func notRegular() throws {
        let scratch = try ScratchRoot()
        let inbox = scratch.root.inbox(.import)
        mkdir(inbox.appending("folder.csv").string, 0o755)
        mkfifo(inbox.appending("pipe.csv").string, 0o644)
        symlink("/etc/passwd", inbox.appending("link.csv").string)
        try scratch.drop("march.csv", ScratchRoot.clean)
        try scratch.drop(".hidden.csv", ScratchRoot.clean)
        let (runs, waiting) = try scratch.serveOnce()
        #expect(runs.map(\.fileName) == ["march.csv"])
        #expect(Set(waiting.map(\.name.display)) == ["folder.csv", "pipe.csv", "link.csv"])
        #expect(try scratch.names("import") == [".hidden.csv", "folder.csv", "link.csv", "pipe.csv"])
    }

    @Test("A file that keeps a second name is refused: its owner need not be who dropped it")
    func hardLink() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        #expect(link(scratch.root.path + "/import/march.csv", scratch.directory + "/other") == 0)
        #expect(try scratch.serveOnce().runs.map(\.refusal?.reason) == [.linked])
        #expect(try scratch.names("failed").contains("march.csv"))
        #expect(try scratch.store.counts().awards == 0)
    }

    @Test(
        "A file that its checksum describes is imported, and the checksum goes with it",
        arguments: [
            "%@  march.csv\n", "%@", "%@ *march.csv\r\n",
        ]
    )
    func rightChecksum(_ format: String) throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        try scratch.drop("march.csv.sha256", format.replacing("%@", with: Self.checksumOfClean.uppercased()))
        #expect(try scratch.serveOnce().runs.map(\.isClean) == [true])
        #expect(try scratch.names("done").contains("march.csv.sha256"))
        #expect(try scratch.names("import").isEmpty)
    }

    @Test(
        "A file that its checksum does not describe is refused",
        arguments: [
            String(repeating: "0", count: 64) + "  march.csv\n", "", "no checksum here",
            String(repeating: "a", count: 65),
        ]
    )
    func wrongChecksum(_ sidecar: String) throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        try scratch.drop("march.csv.sha256", sidecar)
        #expect(try scratch.serveOnce().runs.map(\.refusal?.reason) == [.checksum])
        #expect(try scratch.names("failed").contains("march.csv.sha256"))
        #expect(try scratch.store.counts().awards == 0)
    }

    @Test("A large file, whose reports are written while its awards are stored, loses nothing")
    func large() throws {
        let scratch = try ScratchRoot()
        let note = String(repeating: "n", count: 3_900)
        let rows = (0..<1_200).map { row in
            let learner = row % 10 == 9 ? "nobody" : "jsmith"
            return "\(learner),FA-01,\(CalendarDay(number: Int32(10_000 + row))),\(note)\n"
        }
        try scratch.drop("march.csv", ScratchRoot.header + rows.joined(), into: .importSilent)
        let (runs, _) = try scratch.serveOnce()
        #expect(runs[0].fileSize > 4 << 20)
        #expect(runs[0].counts[.awarded] == 1_080)
        #expect(try scratch.store.counts().awards == 1_080)
        let report = try scratch.text("failed/march.report.csv").split(whereSeparator: \.isNewline)
        #expect(report.count == 1_201)
        #expect(report.count { $0.contains("learner.unknown") } == 120)
        #expect(try scratch.text("failed/march.corrections.csv").split(whereSeparator: \.isNewline).count == 121)
    }

    @Test("A running service takes a file when its writer closes it, and ends when it is told to")
    func running() throws {
        let scratch = try ScratchRoot()
        let service = try scratch.service()
        try scratch.drop("early.csv", ScratchRoot.clean)
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            try? service.serve()
            ended.signal()
        }
        #expect(eventually { try scratch.names("done").contains("early.csv") })

        let writer = open(scratch.root.path + "/import/slow.csv", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        let text = Array(ScratchRoot.clean.utf8)
        #expect(write(writer, text, 60) == 60)
        try scratch.drop("other.csv", ScratchRoot.clean)
        #expect(eventually { try scratch.names("done").contains("other.csv") })
        #expect(try scratch.names("import") == ["slow.csv"])
        #expect(write(writer, Array(text[60...]), text.count - 60) == text.count - 60)
        close(writer)
        #expect(eventually { try scratch.names("done").contains("slow.csv") })

        try scratch.drop(".upload", ScratchRoot.clean)
        #expect(rename(scratch.root.path + "/import/.upload", scratch.root.path + "/import/renamed.csv") == 0)
        #expect(eventually { try scratch.names("done").contains("renamed.csv") })
        #expect(try scratch.text("done/slow.csv") == ScratchRoot.clean)

        service.stop()
        #expect(ended.wait(timeout: .now() + 10) == .success)
        #expect(try scratch.text("status.html").contains("renamed.csv"))
    }

    /// Whether it becomes true within a few seconds.
    private func eventually(_ condition: () throws -> Bool) -> Bool {
        for _ in 0..<1_000 {
            if (try? condition()) == true { return true }
            usleep(10_000)
        }
        return false
    }

    @Test("Anyone else's file is refused and told to the contact", .enabled(if: getuid() == 0))
    func unauthorised() throws {
        let scratch = try ScratchRoot()
        try scratch.drop("march.csv", ScratchRoot.clean)
        #expect(chown(scratch.root.path + "/import/march.csv", 65_534, 65_534) == 0)
        #expect(try scratch.serveOnce().runs.map(\.refusal?.reason) == [.unauthorised])
        #expect(try scratch.names("failed").contains("march.csv"))
        let message = try scratch.text("outbox/" + scratch.messages()[0])
        #expect(message.contains("To: Contact <contact@example.org>"))
        #expect(try scratch.store.counts().awards == 0)
    }

    @Test("A certifications administrator's learners file is refused, and their certificates are imported")
    func roles() throws {
        let scratch = try ScratchRoot(role: .certifications)
        try scratch.drop("people.csv", "Username,First name,Surname\nnew,A,B\n")
        usleep(12_000)
        try scratch.drop("march.csv", ScratchRoot.clean)
        #expect(try scratch.serveOnce().runs.map(\.refusal?.reason) == [.unauthorised, nil])
        #expect(try scratch.store.counts().learners == 3)
    }

    @Test("A drop root has one service")
    func oneService() throws {
        let scratch = try ScratchRoot()
        let lock = try ServiceLock(scratch.root)
        let error = #expect(throws: DropFolderError.self) { try scratch.serveOnce() }
        #expect(error?.code == .alreadyRunning)
        #expect(error?.message.contains("\(getpid())") == true)
        #expect(ServiceLock.holder(scratch.root) == getpid())
        withExtendedLifetime(lock) {}
    }

    @Test("A drop root that lacks a folder is not served, and the folder is named")
    func missingFolder() throws {
        let scratch = try ScratchRoot()
        rmdir(scratch.root.failed.string)
        let error = #expect(throws: DropFolderError.self) { try scratch.serveOnce() }
        #expect(error?.code == .notUsable)
        #expect(error?.message.contains(scratch.root.failed.string) == true)
    }

    @Test("From the command line, the file stays, and its reports lie beside it, always under the same names")
    func inPlace() throws {
        let scratch = try ScratchRoot()
        let path = FilePath(scratch.directory).appending("march.csv")
        try FileSystem.write(Array(ScratchRoot.faulty.utf8), to: path, permissions: 0o644)
        let processor = RunProcessor(settings: scratch.settings, store: scratch.store, logger: ScratchRoot.logger)
        let uploader = scratch.settings.accounts.uploader(uid: getuid())
        for mode in [RunMode.verify, .import, .import] {
            let (summary, report) = try processor.processInPlace(
                path,
                mode: mode,
                uploader: uploader,
                progress: ImportProgress()
            )
            #expect(summary.counts.total == 2)
            #expect(report.fileName.display == "march.report.html")
        }
        let names = try FileSystem.names(in: FilePath(scratch.directory)).map(\.display).sorted()
        #expect(
            names == ["drop", "march.corrections.csv", "march.csv", "march.report.csv", "march.report.html", "state"]
        )
        #expect(try scratch.store.counts().awards == 1)
        #expect(try scratch.store.lastRuns(5).map(\.state) == [.finished, .finished, .finished])
        #expect(try scratch.messages().count == 1)
    }

    /// What `sha256sum` says of ``ScratchRoot/clean``.
    private static let checksumOfClean = "6ec60f143708cd1d525f58feb439aebcd9a3fd76bba8fb394ec70286e4ea2675"
}
