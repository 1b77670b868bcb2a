import Foundation
import Testing

/// What Python's `email` package reads from a message, under `policy.default` for the content and `policy.strict` for
/// faults.
struct ParsedMessage: Decodable {
    struct Person: Decodable, Equatable {
        var name: String
        /// The name by the newer interface, which leaves a space between two encoded-words of a name.
        var newName: String
        var address: String
    }

    struct Part: Decodable {
        var type: String
        var disposition: String?
        var fileName: String?
        /// The name that programs see that do not know RFC 2231.
        var plainName: String?
        var text: String?
        var bytes: Data
    }

    var defects: [String]
    var headers: [String]
    var subject: String
    var from: [Person]
    var to: [Person]
    var messageID: String
    var date: Double
    /// All parts that are no containers, in order.
    var parts: [Part]
    /// The types of all parts, containers first.
    var structure: [String]
    var longestLine: Int
    var longestHeaderLine: Int
    var hasBareLineEnds: Bool
    var dotLines: Int
    var is7Bit: Bool

    var text: String? { parts.first { $0.type == "text/plain" && $0.disposition == nil }?.text }
    /// ``text`` with plain line ends.
    var plainText: String? { text?.replacing("\r\n", with: "\n") }
    var page: String? { parts.first { $0.type == "text/html" && $0.disposition == nil }?.text }
}

enum PythonEmail {
    /// Reads many messages with one Python.
    static func parse(_ messages: [[UInt8]]) throws -> [ParsedMessage] {
        var input = Data()
        for message in messages {
            input += Data("\(message.count)\n".utf8)
            input += Data(message)
        }
        let output = try Program.run("/usr/bin/env", ["python3", "-c", script], input: input)
        return try JSONDecoder().decode([ParsedMessage].self, from: output)
    }

    static func parse(_ message: [UInt8]) throws -> ParsedMessage {
        try #require(try parse([message]).first)
    }

    private static let script = """
        import base64, email, email.header, email.policy, email.utils, json, re, sys

        def people(header, raw):
            # Names by the old interface: the new one leaves a space between two encoded-words of a name.
            pairs = email.utils.getaddresses([raw])
            names = [str(email.header.make_header(email.header.decode_header(name))) for name, _ in pairs]
            return [
                {"name": name, "newName": a.display_name, "address": a.addr_spec}
                for name, a in zip(names, header.addresses)
            ]

        def part(p):
            content = p.get_payload(decode=True)
            is_text = p.get_content_maintype() == "text" and p.get_content_disposition() is None
            plain = email.message_from_bytes(p.as_bytes(), policy=email.policy.compat32).get_param("name")
            return {
                "type": p.get_content_type(), "disposition": p.get_content_disposition(),
                "fileName": p.get_filename(), "plainName": plain,
                "text": p.get_content() if is_text else None, "bytes": base64.b64encode(content).decode(),
            }

        def read(raw):
            # Raises at the first defect.
            email.message_from_bytes(raw, policy=email.policy.strict)
            m = email.message_from_bytes(raw, policy=email.policy.default)
            old = email.message_from_bytes(raw)
            defects = []
            for p in m.walk():
                defects += p.defects
                for value in p.values():
                    defects += value.defects
            header = raw.split(b"\\r\\n\\r\\n")[0]
            return {
                "defects": [repr(d) for d in defects], "headers": m.keys(),
                "subject": m["Subject"], "from": people(m["From"], old["From"]), "to": people(m["To"], old["To"]),
                "messageID": m["Message-ID"], "date": m["Date"].datetime.timestamp(),
                "parts": [part(p) for p in m.walk() if not p.is_multipart()],
                "structure": [p.get_content_type() for p in m.walk()],
                "longestLine": max(map(len, raw.split(b"\\r\\n"))),
                "longestHeaderLine": max(map(len, header.split(b"\\r\\n"))),
                "hasBareLineEnds": bool(re.search(rb"(?<!\\r)\\n|\\r(?!\\n)", raw)) or not raw.endswith(b"\\r\\n"),
                "dotLines": len(re.findall(rb"(?m)^\\.", raw)), "is7Bit": all(b < 128 and b != 0 for b in raw),
            }

        messages = []
        while line := sys.stdin.buffer.readline():
            messages.append(read(sys.stdin.buffer.read(int(line))))
        json.dump(messages, sys.stdout)
        """
}
