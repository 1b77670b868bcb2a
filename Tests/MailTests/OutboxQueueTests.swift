import Foundation
import Mail
import Testing

@Suite("Queueing in the outbox")
struct OutboxQueueTests {
    private let folder: TemporaryFolder
    private let outbox: Outbox

    init() throws {
        folder = try TemporaryFolder()
        outbox = Outbox(path: folder.url("outbox").path)
        try outbox.create()
    }

    private func messages(_ count: Int) -> [(name: String, bytes: [UInt8])] {
        (0..<count).map { ("run-1-learner-\($0)", Array("message \($0)\r\n".utf8)) }
    }

    @Test("A message is queued once, however often and wherever it lies", arguments: [1, 4, 5, 300])
    func idempotent(count: Int) throws {
        #expect(try outbox.queue(messages(count)) == count)
        #expect(try outbox.queue(messages(count)) == 0)
        let move = { (name: String, place: String) in
            let from = folder.url("outbox/\(name).eml").path
            try FileManager.default.moveItem(atPath: from, toPath: folder.url("outbox/\(place)/\(name).eml").path)
        }
        try move("run-1-learner-0", "sent")
        if count > 1 { try move("run-1-learner-1", "undeliverable") }
        #expect(try outbox.queue(messages(count + 1)) == 1)
        #expect(try folder.names("outbox").count(where: { $0.hasSuffix(".eml") }) == count + 1 - min(count, 2))
        #expect(try folder.text("outbox/run-1-learner-\(count).eml") == "message \(count)\r\n")
    }

    @Test("A name twice in one call is queued once")
    func twice() throws {
        #expect(try outbox.queue(messages(10) + messages(12)) == 12)
    }

    @Test("Files can be read by the group whatever the umask, and nothing temporary stays")
    func files() throws {
        try outbox.queue(messages(2))
        let path = folder.url("outbox/run-1-learner-0.eml").path
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        #expect(try folder.names("outbox").filter { $0.hasSuffix(".tmp") }.isEmpty)
    }

    @Test("What a crash left is removed at start, and does not hinder queueing")
    func leftovers() throws {
        try folder.write("outbox/.run-1-learner-0.eml.tmp", "half")
        try folder.write("outbox/.run-9-learner-9.eml.tmp", "half")
        try folder.write("outbox/.run-9-learner-9.retry", "1\n2\nreason\n")
        try folder.write("outbox/undeliverable/.run-9-learner-9.reason.txt.tmp", "half")
        #expect(try outbox.queue(messages(1)) == 1)
        try folder.write("outbox/.run-1-learner-0.retry", "1\n2\nreason\n")
        try outbox.removeLeftovers()
        let left = try folder.names("outbox").filter { !$0.hasSuffix(".lock") }
        #expect(left == [".run-1-learner-0.retry", "run-1-learner-0.eml", "sent", "undeliverable"])
        #expect(try folder.names("outbox/undeliverable").isEmpty)
    }

    @Test("A link in the place of the temporary file is not followed")
    func link() throws {
        try folder.write("target", "untouched")
        try FileManager.default.createSymbolicLink(
            at: folder.url("outbox/.run-1-learner-0.eml.tmp"),
            withDestinationURL: folder.url("target")
        )
        #expect(try outbox.queue(messages(1)) == 1)
        #expect(try folder.text("target") == "untouched")
    }

    @Test(
        "A name that is not fit for a file is refused",
        arguments: ["", ".", "..", "a/b", ".x", "a\0b", "a\nb", "ü", "a b"]
    )
    func names(name: String) {
        let error = #expect(throws: MailError.self) { try outbox.queue([(name, [])]) }
        #expect(error?.code == .nameInvalid)
    }

    @Test("An outbox that is not there is an error that names it")
    func missing() {
        let error = #expect(throws: MailError.self) { try Outbox(path: "/nowhere/outbox").queue(messages(1)) }
        #expect(error?.code == .missing)
        #expect(error?.errorNumber == ENOENT)
        #expect(error?.message.contains("/nowhere/outbox") == true)
    }

    @Test("A full disk queues nothing, says so, and leaves nothing half done", .enabled(if: geteuid() == 0))
    func full() throws {
        let mount = folder.url("disk").path
        try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
        guard Glibc.mount("tmpfs", mount, "tmpfs", 0, "size=64k") == 0 else { return }
        defer { umount(mount) }
        let outbox = Outbox(path: mount + "/outbox")
        try outbox.create()
        let large = (0..<20).map { ("run-1-learner-\($0)", [UInt8](repeating: 65, count: 8192)) }
        let error = #expect(throws: MailError.self) { try outbox.queue(large) }
        #expect(error?.code == .full)
        #expect(error?.message.contains("Make space") == true)
        let left = try FileManager.default.contentsOfDirectory(atPath: mount + "/outbox")
        #expect(left.filter { $0.contains("learner") }.isEmpty)
    }

    @Test("The list tells name, recipients, subject and age of what waits")
    func list() throws {
        let hostile = "Zoë, \"x\": 日本語の件名はとても長いので折り返さなければなりません"
        let message = try Samples.message(subject: hostile, to: ["Smith, \"Jo\" <x>", "Zoë"])
        try outbox.queue([("run-1-administrator", message.encoded()), ("run-1-learner-2", Array("no header".utf8))])
        let listed = try outbox.list()
        #expect(listed.map(\.name) == ["run-1-administrator", "run-1-learner-2"])
        #expect(listed.first?.to == ["jo@example.org", "jo@example.org"])
        #expect(listed.first?.subject == hostile)
        #expect(listed.first?.attempts == 0)
        #expect(listed.first?.nextAttempt == nil)
        #expect(abs(listed.first?.queued.timeIntervalSinceNow ?? .infinity) < 60)
    }
}
