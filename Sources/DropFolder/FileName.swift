import Certification
import SystemPackage

/// The name of a dropped file: bytes, since a file system promises no encoding.
public struct FileName: Hashable, Sendable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The longest name that Linux file systems take, in bytes.
    static let longest = 255

    /// Fit for reports, messages, logs and terminals: valid UTF-8, nothing that moves a cursor or turns the direction
    /// of the text.
    public var display: String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                text.unicodeScalars.append("\u{FFFD}")
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// Whether a file of this name is not yet meant to be taken: uploads under a temporary name, hidden files, and the
    /// checksums that accompany other files.
    public var isIgnored: Bool {
        let lowered = bytes.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        return bytes.first == UInt8(ascii: ".") || bytes.first == UInt8(ascii: "~")
            || Self.ignoredSuffixes.contains { lowered.count >= $0.count && lowered.suffix($0.count).elementsEqual($0) }
    }

    private static let ignoredSuffixes = [".part", ".filepart", ".tmp", ".crdownload", checksumSuffix]
        .map { Array($0.utf8) }

    static let checksumSuffix = ".sha256"

    /// The sidecar that may accompany the file: `NAME.sha256`. nil if the name leaves no room for it.
    var checksumName: FileName? {
        bytes.count + Self.checksumSuffix.utf8.count <= Self.longest
            ? FileName(bytes + Array(Self.checksumSuffix.utf8)) : nil
    }

    /// The name without its ending, and the ending with its full stop; `march` and `.csv`.
    var parts: (stem: [UInt8], ending: [UInt8]) {
        guard let stop = bytes.lastIndex(of: UInt8(ascii: ".")), stop > 0 else { return (bytes, []) }
        let ending = bytes[stop...]
        let isShort = (2...6).contains(ending.count) && ending.dropFirst().allSatisfy { $0 >= 0x30 && $0 < 0x7B }
        return isShort ? (Array(bytes[..<stop]), Array(ending)) : (bytes, [])
    }

    /// The name for a file whose own is taken: `march.run-7.csv`, and after that `march.run-7-2.csv`, …
    func marked(with run: RunID, attempt: Int) -> FileName {
        let (stem, ending) = parts
        let mark = ".run-\(run)" + (attempt > 1 ? "-\(attempt)" : "")
        return FileName.make(stem: stem, endings: mark, String(decoding: ending, as: UTF8.self))
    }

    /// A name of the stem, shortened so that the whole fits, and these endings.
    static func make(stem: [UInt8], endings: String...) -> FileName {
        let ending = Array(endings.joined().utf8)
        return FileName(cut(stem, to: longest - ending.count) + ending)
    }

    /// The first `length` bytes of a stem, or fewer so as not to end within a UTF-8 character.
    static func cut(_ stem: [UInt8], to length: Int) -> [UInt8] {
        var end = min(stem.count, length)
        while end > 0, end < stem.count, stem[end] & 0xC0 == 0x80 { end -= 1 }
        return Array(stem[..<end])
    }
}

extension FilePath {
    /// The path as a file system has it: bytes without a promise of an encoding.
    public init(bytes: [UInt8]) {
        self = (bytes + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { FilePath(platformString: $0.baseAddress.unsafelyUnwrapped) }
        }
    }

    public var bytes: [UInt8] {
        withPlatformString { [UInt8](UnsafeRawBufferPointer(start: $0, count: length)) }
    }

    func appending(_ name: FileName) -> FilePath {
        FilePath(bytes: bytes + [UInt8(ascii: "/")] + name.bytes)
    }

    /// The name of the file that the path leads to.
    public var fileName: FileName {
        let bytes = bytes
        let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return FileName(Array(bytes[start...]))
    }

    /// The folder that the file lies in.
    public var directory: FilePath {
        let parent = removingLastComponent()
        return parent.isEmpty ? "." : parent
    }

    /// For sentences.
    public var display: String { FileName(bytes).display }
}
