/// A kind of file that is no delimited text, but is dropped as such.
public enum ForeignFormat: String, Sendable, CaseIterable, CustomStringConvertible {
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

    /// For a sentence that begins "This is …".
    public var description: String {
        switch self {
        case .excelWorkbook: "an Excel workbook (.xlsx)"
        case .legacyExcelWorkbook: "an Excel workbook (.xls)"
        case .openDocument: "an OpenDocument file (.ods)"
        case .appleDocument: "an Apple Numbers or Pages document"
        case .officeDocument: "a Word or PowerPoint document"
        case .pdf: "a PDF document"
        case .zip: "a ZIP archive"
        case .gzip: "a gzip archive"
        case .archive: "a compressed archive"
        case .image: "an image"
        case .html: "an HTML page"
        case .xml: "an XML document"
        case .richText: "an RTF document"
        case .binary: "a binary file"
        }
    }
}
