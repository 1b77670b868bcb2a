import Foundation
import Mail
import Testing

@Suite("Delivering by a real mail program to a mail server", .enabled(if: Program.exists("/usr/bin/msmtp")))
struct SMTPDeliveryTests {
    /// A mail server on a port of its own, that takes mail for everyone but `nobody@` and `later@`, and writes each
    /// message to a file `N.received`, with the recipients in its first line.
    private static let server = """
        import asyncio, os, sys

        folder, count = sys.argv[1], 0

        async def serve(reader, writer):
            global count
            def say(text): writer.write(text.encode() + b"\\r\\n")
            say("220 test")
            recipients = []
            while line := (await reader.readline()).decode().strip():
                verb = line[:4].upper()
                if verb == "RCPT" and "nobody@" in line: say("550 5.1.1 no such user")
                elif verb == "RCPT" and "later@" in line: say("451 4.7.1 greylisted, try again later")
                elif verb == "RCPT":
                    recipients.append(line[8:].strip("<>: "))
                    say("250 ok")
                elif verb == "DATA":
                    say("354 go on")
                    body = b""
                    while (part := await reader.readline()) != b".\\r\\n":
                        body += part[1:] if part.startswith(b".") else part
                    with open(f"{folder}/{count}.part", "wb") as f:
                        f.write(",".join(recipients).encode() + b"\\n" + body)
                    os.rename(f"{folder}/{count}.part", f"{folder}/{count}.received")
                    count += 1
                    say("250 ok")
                elif verb == "QUIT":
                    say("221 bye")
                    break
                else: say("250 ok")
            writer.close()

        async def main():
            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            with open(folder + "/port.part", "w") as f: f.write(str(server.sockets[0].getsockname()[1]))
            os.rename(folder + "/port.part", folder + "/port")
            await server.serve_forever()

        asyncio.run(main())
        """

    @Test("Messages arrive byte for byte, and each failure ends where it belongs")
    func endToEnd() async throws {
        let folder = try TemporaryFolder()
        let server = Process()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        server.arguments = ["python3", "-c", Self.server, folder.path]
        try server.run()
        // Not SIGTERM: the test runner may have left that blocked.
        defer { kill(server.processIdentifier, SIGKILL) }
        for _ in 0..<500 where !FileManager.default.fileExists(atPath: folder.url("port").path) {
            try await Task.sleep(for: .milliseconds(20))
        }
        let port = try folder.text("port")

        let outbox = Outbox(path: folder.url("outbox").path)
        try outbox.create()
        var message = try Samples.message(
            subject: "Grüße 🏅",
            text: ".\n..\nFrom here\n",
            html: "<p>.</p>\n.\n",
            attachments: [Mail.Attachment(fileName: "März.csv", mediaType: "text/csv", bytes: Array(0...255))]
        )
        message.to.append(try Mailbox(name: "Zoë", address: "zoe@example.org"))
        var unknown = message
        unknown.to = [try Mailbox(address: "nobody@example.org")]
        var later = message
        later.to = [try Mailbox(address: "later@example.org")]
        try outbox.queue([("good", message.encoded()), ("nobody", unknown.encoded()), ("later", later.encoded())])

        let command = DeliveryCommand(
            program: "/usr/bin/msmtp",
            arguments: [
                "--file=/dev/null", "--host=127.0.0.1", "--port=\(port)", "--from=learning@example.org",
                "--read-recipients",
            ]
        )
        let report = try outbox.deliver(by: command, now: Date())
        #expect(report.sent == ["good"])
        #expect(report.postponed.map(\.name) == ["later"])
        #expect(report.postponed.first?.reason.contains("451 4.7.1 greylisted, try again later") == true)
        #expect(report.undeliverable.map(\.name) == ["nobody"])
        #expect(report.undeliverable.first?.reason.contains("550 5.1.1 no such user") == true)
        let received = try folder.names().filter { $0.hasSuffix(".received") }
        #expect(received == ["0.received"])
        let parts = try folder.text("0.received").split(separator: "\n", maxSplits: 1)
        #expect(parts.first == "jo@example.org,zoe@example.org")
        #expect(Array(parts[1].utf8) == message.encoded())
    }
}
