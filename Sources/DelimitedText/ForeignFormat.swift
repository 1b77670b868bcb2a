/// A kind of file that is no delimited text, but is dropped as such.
public enum ForeignFormat: String, Sendable, CaseIterable {
    /// `.xlsx`, `.xlsm`, `.xlsb`: a ZIP archive with an `xl/` folder.
    case excelWorkbook
    /// `.xls`, or an `.xlsx` with a password: an OLE2 compound file, or a bare BIFF stream.
    case legacyExcelWorkbook
    case openDocument
    /// Apple's Numbers, Pages or Keynote.
    case appleDocument
    /// `.docx` or `.pptx`.
    case officeDocument
    case pdf
    case zip
    case gzip
    /// 7-Zip, RAR, bzip2, xz, Zstandard.
    case archive
    case image
    case html
    case xml
    case richText
    case binary
}
