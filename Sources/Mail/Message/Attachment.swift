/// A file that goes with a message.
public struct Attachment: Sendable {
    /// What the recipient's mail program proposes to save it as, in any script.
    public var fileName: String
    /// `text/csv`, `text/html`, …; what is no media type is sent as `application/octet-stream`.
    public var mediaType: String
    /// The encoding of a text, such as `utf-8`; nil if it is not known or the file is no text.
    public var charset: String?
    public var bytes: [UInt8]

    public init(fileName: String, mediaType: String, charset: String? = nil, bytes: [UInt8]) {
        self.fileName = fileName
        self.mediaType = mediaType
        self.charset = charset
        self.bytes = bytes
    }

    /// The media type if it is `token/token` (RFC 2045 section 5.1); a container type would change the message's
    /// structure.
    var safeMediaType: String {
        let parts = mediaType.split(separator: "/", omittingEmptySubsequences: false)
        let isToken = parts.count == 2 && parts.allSatisfy { Attachment.isToken($0) } && mediaType.utf8.count <= 60
        let isContainer = ["multipart", "message"].contains(parts.first?.lowercased())
        return isToken && !isContainer ? mediaType.lowercased() : "application/octet-stream"
    }

    var safeCharset: String? {
        guard let charset, charset.utf8.count <= 40, Attachment.isToken(charset[...]) else { return nil }
        return charset.lowercased()
    }

    private static func isToken(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { ASCIIClass.parameter[$0] }
    }
}
