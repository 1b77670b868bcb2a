import DelimitedText
import Glibc
import SystemPackage

/// A CSV file for Excel that is written row by row, whatever its length.
final class WrittenTable {
    private let path: FilePath
    private let descriptor: CInt
    private var writer = DelimitedWriter(dialect: .excel)

    private static let chunk = 1 << 16

    /// Byte order mark and header.
    static func beginning(_ headings: [String]) -> [UInt8] {
        var writer = DelimitedWriter(dialect: .excel)
        for heading in headings { writer.field(heading) }
        writer.endRecord()
        return Dialect.excel.preamble + writer.buffer.bytes
    }

    /// What stands there is removed first.
    init(_ path: FilePath, headings: [String]) throws {
        self.path = path
        try FileSystem.remove(path)
        descriptor = path.withPlatformString { open($0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640) }
        guard descriptor >= 0 else { throw DropFolderError(doing: "Writing \(path.display)", errno: errno) }
        fchmod(descriptor, 0o640)
        try FileSystem.write(Self.beginning(headings), to: descriptor, path)
    }

    deinit {
        close(descriptor)
    }

    func append(_ cells: [String]) throws {
        for cell in cells { writer.field(FormulaGuard.guarded(cell)) }
        writer.endRecord()
        if writer.buffer.count >= Self.chunk { try flush() }
    }

    /// Brings it to the disk. To be called after the last row.
    func finish() throws {
        try flush()
        try FileSystem.synchronise(descriptor, path)
    }

    private func flush() throws {
        try FileSystem.write(writer.buffer.bytes, to: descriptor, path)
        writer.buffer.removeAll()
    }
}
