import Foundation
import Mail
import Testing

@Suite("Delivering the outbox")
struct OutboxDeliveryTests {
    private let folder: TemporaryFolder
    private let outbox: Outbox
    private let now = Date()

    init() throws {
        folder = try TemporaryFolder()
        outbox = Outbox(path: folder.url("outbox").path)
        try outbox.create()
    }

    private func queue(_ count: Int) throws {
        try outbox.queue((0..<count).map { ("run-1-learner-\($0)", Array("message \($0)\r\n".utf8)) })
    }

    private func command(_ script: String, timeout: Double = 20) throws -> DeliveryCommand {
        DeliveryCommand(program: "/bin/sh", arguments: [try folder.script(script)], timeout: timeout)
    }

    @Test("What the command accepts moves to sent, after it had the message on its standard input", arguments: [1, 3])
    func sent(workers: Int) throws {
        try queue(12)
        let report = try outbox.deliver(by: try command("cat >> \(folder.path)/got.$$"), now: now, workers: workers)
        #expect(Set(report.sent) == Set((0..<12).map { "run-1-learner-\($0)" }))
        #expect(report.sent.count == 12)
        #expect(try folder.names("outbox/sent").count == 12)
        #expect(try outbox.list().isEmpty)
        let got = try folder.names().filter { $0.hasPrefix("got.") }.map { try folder.text($0) }
        #expect(Set(got) == Set((0..<12).map { "message \($0)\r\n" }))
    }

    @Test("A refusal is final, with its reason beside the message", arguments: [64, 65, 67, 68, 77])
    func refused(code: Int) throws {
        try queue(1)
        let report = try outbox.deliver(by: try command("echo 'no such\tuser' >&2; exit \(code)"), now: now)
        #expect(report.undeliverable.map(\.name) == ["run-1-learner-0"])
        #expect(try folder.names("outbox/undeliverable") == ["run-1-learner-0.eml", "run-1-learner-0.reason.txt"])
        let reason = try folder.text("outbox/undeliverable/run-1-learner-0.reason.txt")
        #expect(reason.contains("(exit status \(code))"))
        #expect(reason.hasSuffix(": no such user\n"))
    }

    @Test(
        "Any other failure is tried again, each time later",
        arguments: ["exit 75", "exit 1", "exit 69", "kill -9 $$"]
    )
    func postponed(script: String) throws {
        try queue(1)
        let failing = try command("echo greylisted >&2; \(script)")
        var time = now
        for (attempt, pause) in [60.0, 120, 240].enumerated() {
            #expect(try outbox.deliver(by: failing, now: time).postponed.map(\.name) == ["run-1-learner-0"])
            let listed = try #require(try outbox.list().first)
            #expect(listed.attempts == attempt + 1)
            #expect(listed.lastError?.contains("greylisted") == true)
            #expect(abs((listed.nextAttempt ?? now).timeIntervalSince(time) - pause) <= 1)
            #expect(try outbox.deliver(by: failing, now: time + pause - 2).notDue == 1)
            time += pause + 1
        }
        #expect(try outbox.deliver(by: try command("cat > /dev/null"), now: time).sent.count == 1)
        #expect(try folder.names("outbox").filter { $0.hasSuffix(".retry") }.isEmpty)
    }

    @Test("Nothing is left of a message that was withdrawn while it was handed over", arguments: [0, 67, 75])
    func withdrawn(code: Int) throws {
        try queue(1)
        let withdrawing = try command("rm \(folder.path)/outbox/run-1-learner-0.eml; exit \(code)")
        let report = try outbox.deliver(by: withdrawing, now: now)
        #expect(report.postponed.isEmpty && report.undeliverable.isEmpty)
        #expect(try folder.names("outbox").filter { $0.contains("learner") }.isEmpty)
        #expect(try folder.names("outbox/undeliverable").isEmpty)
    }

    @Test("Patience ends, and a message that was put back is tried anew")
    func patience() throws {
        try queue(1)
        let retry = RetryPolicy(firstPause: 60, longestPause: 100, patience: 3600)
        let report = try outbox.deliver(by: try command("exit 75"), now: now + 4000, retry: retry)
        #expect(report.undeliverable.first?.reason.hasPrefix("Given up after 1 attempts") == true)
        try outbox.requeue("run-1-learner-0")
        #expect(try folder.names("outbox/undeliverable").isEmpty)
        #expect(try outbox.deliver(by: try command("exit 75"), now: now, retry: retry).postponed.count == 1)
        let error = #expect(throws: MailError.self) { try outbox.requeue("run-1-learner-7") }
        #expect(error?.code == .missing)
    }

    @Test("A command that hangs is killed with all that it started, and tried again")
    func timeout() throws {
        try queue(1)
        let started = Date()
        let report = try outbox.deliver(by: try command("sleep 600 & sleep 600", timeout: 0.3), now: now)
        #expect(Date().timeIntervalSince(started) < 10)
        #expect(report.postponed.first?.reason.contains("took longer") == true)
    }

    @Test("A command that leaves a child behind, holding its output, does not hold up the next")
    func background() throws {
        try queue(3)
        let started = Date()
        let report = try outbox.deliver(by: try command("sleep 5 & exit 0"), now: now)
        #expect(report.sent.count == 3)
        #expect(Date().timeIntervalSince(started) < 4)
    }

    @Test("A flood of output and an unread message do no harm")
    func flood() throws {
        try outbox.queue([("run-1-learner-0", [UInt8](repeating: 65, count: 1 << 20))])
        let report = try outbox.deliver(by: try command("head -c 1000000 /dev/zero | tr '\\0' x; exit 75"), now: now)
        #expect((report.postponed.first?.reason.count ?? 0) > 100)
        #expect((report.postponed.first?.reason.count ?? 0) < 400)
    }

    @Test(
        "A command that cannot be started is no fault of the messages",
        arguments: ["/nowhere/sendmail", "/etc/passwd"]
    )
    func noCommand(program: String) throws {
        try queue(2)
        let error = #expect(throws: MailError.self) {
            try outbox.deliver(by: DeliveryCommand(program: program, arguments: []), now: now)
        }
        #expect(error?.code == .command)
        #expect(error?.message.contains(program) == true)
        #expect(try outbox.list().map(\.attempts) == [0, 0])
    }

    @Test("Only one delivers at a time")
    func busy() async throws {
        try queue(1)
        let slow = try command("touch \(folder.path)/started; while [ ! -e \(folder.path)/go ]; do sleep 0.02; done")
        let outbox = outbox
        let now = now
        let first = Task.detached { try outbox.deliver(by: slow, now: now) }
        while !FileManager.default.fileExists(atPath: folder.url("started").path) {
            try await Task.sleep(for: .milliseconds(10))
        }
        let error = #expect(throws: MailError.self) { try outbox.deliver(by: slow, now: now) }
        #expect(error?.code == .busy)
        try folder.write("go", "")
        #expect(try await first.value.sent.count == 1)
    }

    @Test("A stop finishes the message in hand and leaves the others")
    func stop() throws {
        try queue(5)
        let path = folder.url("stop").path
        let report = try outbox.deliver(by: try command("touch \(path)"), now: now) {
            FileManager.default.fileExists(atPath: path)
        }
        #expect(report.sent.count == 1)
        #expect(try outbox.list().count == 4)
    }

    @Test("No shell sees the words of the command")
    func words() throws {
        try queue(1)
        let script = try folder.script("printf '%s|' \"$@\" > \(folder.path)/words")
        _ = try outbox.deliver(
            by: try DeliveryCommand(["/bin/sh", script, "a b", "$HOME", "; rm -rf x", ""]),
            now: now
        )
        #expect(try folder.text("words") == "a b|$HOME|; rm -rf x||")
        let error = #expect(throws: MailError.self) { try DeliveryCommand([]) }
        #expect(error?.code == .command)
    }
}
