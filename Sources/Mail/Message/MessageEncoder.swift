import Foundation

/// Writes one message. Its structure is the smallest of: text; text or page (`multipart/alternative`); either of them
/// and attachments (`multipart/mixed`).
struct MessageEncoder {
    private let message: Message
    private var out: HeaderWriter
    /// `=_` cannot occur in quoted-printable or base64 (RFC 2045 section 6.7), so no body can hold a boundary.
    private let boundary: String

    init(_ message: Message) {
        self.message = message
        boundary = "=_certdrop_" + MessageEncoder.hash(message.id.text)
        let attached = message.attachments.reduce(0) { $0 + $1.bytes.count * 14 / 10 + 600 }
        out = HeaderWriter(
            capacity: 1500 + message.text.utf8.count * 9 / 8 + (message.html?.utf8.count ?? 0) * 9 / 8 + attached
        )
    }

    consuming func encoded() -> [UInt8] {
        out.mailboxes("From", [message.from])
        out.mailboxes("To", message.to)
        out.unstructured("Subject", message.subject)
        out.field("Date", MessageDate.text(message.date))
        out.field("Message-ID", message.id.description)
        out.field("Auto-Submitted", "auto-generated")
        out.field("MIME-Version", "1.0")
        if message.attachments.isEmpty {
            body()
        } else {
            mixed()
        }
        return out.bytes
    }

    private mutating func mixed() {
        let boundary = self.boundary + "_m"
        multipart("multipart/mixed", boundary)
        delimiter(boundary)
        body()
        for attachment in message.attachments {
            delimiter(boundary)
            part(attachment)
        }
        delimiter(boundary, last: true)
    }

    private mutating func body() {
        guard let html = message.html else {
            part(message.text, "text/plain")
            return
        }
        let boundary = self.boundary + "_a"
        multipart("multipart/alternative", boundary)
        delimiter(boundary)
        part(message.text, "text/plain")
        delimiter(boundary)
        part(html, "text/html")
        delimiter(boundary, last: true)
    }

    private mutating func multipart(_ type: String, _ boundary: String) {
        out.begin("Content-Type")
        out.word("\(type);")
        out.word("boundary=\"\(boundary)\"")
        out.end()
    }

    /// The line break before a delimiter belongs to it, not to the part (RFC 2046 section 5.1.1).
    private mutating func delimiter(_ boundary: String, last: Bool = false) {
        out.bytes.append(contentsOf: "\r\n--".utf8)
        out.bytes.append(contentsOf: boundary.utf8)
        out.bytes.append(contentsOf: (last ? "--\r\n" : "\r\n").utf8)
    }

    private mutating func part(_ text: String, _ type: String) {
        var text = text
        text.withUTF8 { bytes in
            let isMostlyASCII = bytes.count(where: { $0 >= 0x80 }) * 6 <= bytes.count
            out.field("Content-Type", "\(type); charset=utf-8")
            out.field("Content-Transfer-Encoding", isMostlyASCII ? "quoted-printable" : "base64")
            out.blankLine()
            if isMostlyASCII {
                QuotedPrintable.append(bytes, to: &out.bytes)
            } else {
                Base64Lines.append(Array(LineEnds.normalised(bytes)), to: &out.bytes)
            }
        }
    }

    /// RFC 2231 names what mail programs of today read; the plain name of RFC 2045 is for the old ones.
    private mutating func part(_ attachment: Attachment) {
        let name = ParameterName(attachment.fileName)
        out.begin("Content-Type")
        out.word("\(attachment.safeMediaType);")
        if let charset = attachment.safeCharset { out.word("charset=\(charset);") }
        out.word("name=\"\(name.ascii)\"")
        out.end()
        out.field("Content-Transfer-Encoding", "base64")
        out.begin("Content-Disposition")
        out.word("attachment;")
        let parameters = name.parameters("filename")
        for (index, parameter) in parameters.enumerated() {
            out.word(index == parameters.count - 1 ? parameter : parameter + ";")
        }
        out.end()
        out.blankLine()
        Base64Lines.append(attachment.bytes, to: &out.bytes)
    }

    /// FNV-1a: a boundary has to be the same each time and to look like no other, not to keep a secret.
    private static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
