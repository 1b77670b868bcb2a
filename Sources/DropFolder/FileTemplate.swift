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
    /// Puts an empty file of every kind into `templates/`, unless it is there already as it is now.
    ///
    /// - Returns: the paths of those that were written.
    public func writeTemplates() throws -> [String] {
        try FileKind.allCases.compactMap { kind in
            let path = "\(templates)/\(kind.rawValue).csv"
            let content = FileTemplate.bytes(kind)
            if let present = try? FileSystem.read(FilePath(path), limit: 1 << 16), present == content { return nil }
            try FileSystem.write(content, to: FilePath(path), permissions: 0o644)
            return path
        }
    }
}
