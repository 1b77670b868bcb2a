import Certification
import DelimitedText
import SystemPackage

/// An empty file of a kind, with its column headings: what people start from in Excel.
public enum FileTemplate {
    public static func bytes(_ kind: FileKind) -> [UInt8] {
        var writer = DelimitedWriter(dialect: .excel)
        for column in kind.columns { writer.field(column.heading) }
        writer.endRecord()
        return Dialect.excel.preamble + writer.buffer.bytes
    }
}

extension DropRoot {
    /// - Returns: the path of the file in `templates/`.
    public func writeTemplate(_ kind: FileKind) throws -> String {
        let path = "\(templates)/\(kind.rawValue).csv"
        try FileSystem.write(FileTemplate.bytes(kind), to: FilePath(path), permissions: 0o644)
        return path
    }
}
