import Foundation
import Mail
import Testing

@Suite("A message")
struct MessageTests {
    /// What holds for every message, whatever is in it.
    private func expectSound(_ message: ParsedMessage, _ comment: Comment) {
        #expect(message.defects.isEmpty, comment)
        #expect(message.longestLine <= 998, comment)
        #expect(message.longestHeaderLine <= 78, comment)
        #expect(!message.hasBareLineEnds, comment)
        #expect(message.dotLines == 0, comment)
        #expect(message.is7Bit, comment)
        let expected = [
            "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
        ]
        #expect(Array(message.headers.prefix(8)) == expected, comment)
        #expect(Set(message.headers).count == message.headers.count, comment)
        #expect(!message.headers.contains("Bcc"), comment)
    }

    @Test("Any subject and any name come back as they went in, without control characters")
    func headersRoundTrip() throws {
        let texts = Samples.hostile + Samples.random(400, longest: 120)
        let messages = try texts.map { try Samples.message(subject: $0, from: $0, to: [$0, "Second", $0]).encoded() }
        for (text, parsed) in zip(texts, try PythonEmail.parse(messages)) {
            let comment: Comment = "\(text.debugDescription)"
            expectSound(parsed, comment)
            #expect(parsed.subject.unicodeScalars.elementsEqual(Samples.cleaned(text).unicodeScalars), comment)
            let name = Samples.trimmed(Samples.cleaned(text))
            #expect(parsed.from.map(\.address) == ["learning@example.org"], comment)
            #expect(parsed.to.map(\.address) == ["jo@example.org", "jo@example.org", "jo@example.org"], comment)
            for person in [parsed.from.first, parsed.to.first, parsed.to.last] {
                let found = person?.name ?? ""
                #expect(found.unicodeScalars.elementsEqual(name.unicodeScalars), comment)
            }
        }
    }

    @Test("Any text and page come back as they went in, line ends apart")
    func bodiesRoundTrip() throws {
        let texts =
            Samples.hostile + Samples.random(300, longest: 400) + [
                ".\n..\n.\r\n. \n", "From here\nFrom \n>From x", "a \nb\t\n \n\t\n", "\n\n\n", "no line end",
                "one\rtwo\r\nthree\nfour",
                String(repeating: "x", count: 75) + "\n" + String(repeating: "y", count: 76) + "\n",
                String(repeating: "x", count: 74) + " \n", String(repeating: "x", count: 75) + ".\n",
                String(repeating: "é", count: 5000), "--=_certdrop_x\n--\n",
            ]
        let messages = try texts.map { try Samples.message(text: $0, html: $0).encoded() }
        for (text, parsed) in zip(texts, try PythonEmail.parse(messages)) {
            let comment: Comment = "\(text.debugDescription)"
            expectSound(parsed, comment)
            #expect(parsed.structure == ["multipart/alternative", "text/plain", "text/html"], comment)
            for body in [parsed.text, parsed.page] {
                #expect(lines(body ?? "") == lines(text), comment)
            }
        }
    }

    @Test(
        "Names of people come back by every interface of Python",
        arguments: [
            "Zoë Müller", "山田 太郎", "Nguyễn Thị Minh Khai", "Müller, Zoë (Leeds)", "Dr. José \"Pepe\" Núñez-García",
            "🏅 Team", "O'Brien", "Smith, Jo", "Αλεξάνδρα Παππά",
        ]
    )
    func names(name: String) throws {
        let parsed = try PythonEmail.parse(try Samples.message(from: name, to: [name]).encoded())
        expectSound(parsed, "\(name)")
        #expect(parsed.from.map(\.newName) == [name])
        #expect(parsed.to.map(\.newName) == [name])
    }

    /// Split at CR LF, CR and LF only, without the last line end.
    private func lines(_ text: String) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == 0x0A && previous == 0x0D {
                previous = byte
                continue
            }
            if byte == 0x0A || byte == 0x0D { lines.append([]) } else { lines[lines.count - 1].append(byte) }
            previous = byte
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    @Test("The structure is the smallest that holds what there is")
    func structure() throws {
        let attachment = Mail.Attachment(fileName: "a.csv", mediaType: "text/csv", charset: "utf-8", bytes: [1])
        let messages = try PythonEmail.parse([
            try Samples.message().encoded(),
            try Samples.message(attachments: [attachment]).encoded(),
            try Samples.message(html: "<p>x", attachments: [attachment, attachment]).encoded(),
        ])
        #expect(
            messages.map(\.structure) == [
                ["text/plain"], ["multipart/mixed", "text/plain", "text/csv"],
                ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/csv", "text/csv"],
            ]
        )
    }

    @Test("Attachments keep their bytes and their names in any script")
    func attachmentsRoundTrip() throws {
        let names =
            [
                "march.corrections.csv", "März Übersicht.csv", "三月.csv", "a \"b\" c.csv", "🏅.html", "x'y*z%.csv",
                String(repeating: "long ", count: 60) + ".csv", String(repeating: "ü", count: 250) + ".csv",
                "a;b=c.csv",
                "semi\\slash/../../etc/passwd", "cr\r\nBcc: x@y.example",
            ]
        let messages = try names.enumerated().map { index, name in
            let bytes = (0..<(index * 57 + index)).map { UInt8(truncatingIfNeeded: $0) }
            let attachment = Mail.Attachment(fileName: name, mediaType: "text/csv", bytes: bytes)
            return try Samples.message(html: "<p>x", attachments: [attachment]).encoded()
        }
        for ((index, name), parsed) in zip(names.enumerated(), try PythonEmail.parse(messages)) {
            expectSound(parsed, "\(name)")
            let part = try #require(parsed.parts.last)
            #expect(part.disposition == "attachment")
            let expected = name.replacing(#/[\/\\]/#, with: "_").replacing("\r\n", with: "__")
            #expect(part.fileName == expected)
            #expect(part.plainName?.allSatisfy { $0.isASCII } == true)
            #expect(Array(part.bytes) == (0..<(index * 57 + index)).map { UInt8(truncatingIfNeeded: $0) })
        }
    }

    @Test(
        "A media type cannot change the structure or the header",
        arguments: [
            "text/html\r\nBcc: x@y.example", "multipart/mixed", "message/rfc822", "", "text", "text/", "a/b/c",
            "text/csv; x=y",
        ]
    )
    func hostileMediaTypes(type: String) throws {
        let attachment = Mail.Attachment(fileName: "x", mediaType: type, charset: "utf-8\r\nX: y", bytes: [1, 2])
        let parsed = try PythonEmail.parse(try Samples.message(attachments: [attachment]).encoded())
        expectSound(parsed, "\(type)")
        #expect(parsed.structure == ["multipart/mixed", "text/plain", "application/octet-stream"])
    }

    @Test("The same message is the same bytes, and another has another boundary")
    func deterministic() throws {
        let message = try Samples.message(html: "<p>x")
        #expect(message.encoded() == message.encoded())
        var other = message
        other.id = try MessageID(name: "run-43-administrator", domain: "example.org")
        let boundaries = [message, other].map { message in
            String(decoding: message.encoded(), as: UTF8.self).firstMatch(of: #/boundary="([^"]+)"/#)?.output.1
        }
        #expect(boundaries[0] != nil)
        #expect(boundaries[0] != boundaries[1])
    }

    @Test(
        "The date is the instant, in UTC",
        arguments: [
            (0.0, "Thu, 01 Jan 1970 00:00:00 +0000"), (1_795_515_302.9, "Tue, 24 Nov 2026 10:15:02 +0000"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"), (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
        ]
    )
    func dates(seconds: Double, text: String) throws {
        var message = try Samples.message()
        message.date = Date(timeIntervalSince1970: seconds)
        let bytes = message.encoded()
        #expect(String(decoding: bytes, as: UTF8.self).contains("\r\nDate: \(text)\r\n"))
        #expect(try PythonEmail.parse(bytes).date == seconds.rounded(.down))
    }

    @Test("Many recipients fold")
    func recipients() throws {
        let names = (0..<200).map { "Recipient, Number \($0)" }
        let parsed = try PythonEmail.parse(try Samples.message(to: names).encoded())
        expectSound(parsed, "")
        #expect(parsed.to.map(\.name) == names)
    }
}
