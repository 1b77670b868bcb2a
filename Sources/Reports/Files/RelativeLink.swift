/// A link to a file by a path relative to the page, written so that any name is a name.
///
///     RelativeLink(path: "done/50% off?.csv").text   // "./done/50%25%20off%3F.csv"
public struct RelativeLink: Sendable, Equatable {
    /// The URL reference (RFC 3986 section 4.2). The leading `./` keeps a name such as `a:b` from being a scheme.
    public let text: String

    /// - Parameter path: the bytes of a relative path; they need not be UTF-8.
    public init(path: some Sequence<UInt8>) {
        var link = "./"
        for byte in path {
            if RelativeLink.isUnreserved(byte) || byte == UInt8(ascii: "/") {
                link.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                link += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        text = link
    }

    public init(path: String) {
        self.init(path: path.utf8)
    }

    /// RFC 3986 section 2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
