import Certification
import Crypto
import DelimitedText
import Dispatch
import Glibc

/// What one reading of a whole file tells before any row is judged.
struct FileSurvey {
    let file: DelimitedFile
    let header: Header
    let survey: DelimitedFile.Survey
    /// By the file's column.
    let dateEvidence: [Int: DateOrderEvidence]
    let sample: ColumnSample

    /// - Throws: ``Refusal`` if it is not a file that can be judged; else a fault of the machine.
    init(descriptor: CInt, scratchDirectory: String, settings: ImportSettings, progress: ImportProgress) throws {
        do {
            file = try DelimitedFile(
                descriptor: descriptor,
                scratchDirectory: scratchDirectory,
                limits: settings.limits
            )
            header = try Self.header(of: file, settings)
            let columns = [Column.awardDate, .expiryDate, .date].compactMap(header.position)
            var evidence = Array(repeating: DateOrderEvidence(), count: columns.count)
            var sample = ColumnSample(columns: header.headings.count)
            var rows = 0
            survey = try file.survey { batch in
                rows += batch.count
                guard rows <= settings.maxRows else { throw Refusal.tooManyRows(settings.maxRows) }
                sample.observe(batch)
                for record in 0..<batch.count {
                    for (index, column) in columns.enumerated() where column < batch.fieldCount(record) {
                        evidence[index].observe(CellText.trimmed(batch.field(record, column)))
                    }
                }
                progress.advance(by: batch.count)
            }
            self.sample = sample
            dateEvidence = Dictionary(uniqueKeysWithValues: zip(columns, evidence))
        } catch let defect as TextDefect {
            throw try Refusal.of(defect)
        }
    }

    /// Headings that were damaged on the way here cannot be recognised, which is then the reason to give.
    private static func header(of file: DelimitedFile, _ settings: ImportSettings) throws(Refusal) -> Header {
        do throws(Refusal) {
            return try Header(file.header, aliases: settings.columnAliases)
        } catch {
            guard file.header.contains(where: { $0.contains("\u{FFFD}") }) else { throw error }
            throw Refusal(
                .encoding,
                "The column headings hold characters that were damaged on the way here, so the columns cannot be told.",
                remedy: "Save the file as 'CSV UTF-8 (Comma delimited)' and drop it again."
            )
        }
    }
}

extension Refusal {
    static func tooManyRows(_ limit: Int) -> Refusal {
        Refusal(
            .tooLarge,
            "The file has more than \(limit) rows.",
            remedy: "Split it into smaller files, or raise limits.rows in the configuration."
        )
    }

    /// - Throws: ``ImportError`` if the defect is the machine's and not the file's.
    static func of(_ defect: TextDefect) throws -> Refusal {
        let again = "Export or upload the file once more."
        switch defect {
        case .empty:
            return Refusal(.empty, "The file is empty.", remedy: again)
        case .foreign(let format):
            let isSheet = [.excelWorkbook, .legacyExcelWorkbook, .openDocument, .appleDocument].contains(format)
            return Refusal(
                .notCSV,
                "This is \(format), not a CSV file.",
                remedy: isSheet
                    ? "Open it in Excel, choose File, Save As, and the type 'CSV UTF-8 (Comma delimited)'; then drop "
                        + "the .csv file."
                    : "Drop a CSV file, such as the ones in the templates folder."
            )
        case .insideQuotes(let row):
            return Refusal(
                .truncated,
                "The file ends inside a quoted value that begins in row \(row).",
                remedy:
                    "If the upload broke off, upload it again; else look for a quotation mark too many in row \(row)."
            )
        case .unfinishedLastRow(let row, let fields, let expected):
            return Refusal(
                .truncated,
                "The file breaks off in row \(row), which has \(fields) of \(expected) fields and no line end.",
                remedy: again
            )
        case .recordTooLong(let row, let limit):
            return Refusal(
                .tooLarge,
                "Row \(row) is longer than \(limit) bytes.",
                remedy: "Look for a quotation mark that is not paired, or for a line end that is missing."
            )
        case .fieldTooLong(let row, let column, let limit):
            return Refusal(
                .tooLarge,
                "Column \(column) of row \(row) is longer than \(limit) bytes.",
                remedy: "Look for a quotation mark that is not paired, or shorten the text."
            )
        case .tooManyFields(let row, let limit):
            return Refusal(
                .tooLarge,
                "Row \(row) has more than \(limit) columns.",
                remedy: "Delete the columns that are not needed."
            )
        case .readFailed(let number): throw ImportError(.readFailed, doing: "Reading the file", errno: number)
        case .scratchFailed(let number):
            throw ImportError(.scratchFailed, doing: "Writing to scratch space", errno: number)
        case .changedWhileReading:
            throw ImportError(.changedWhileReading, "The file was changed while it was read. Try again.")
        }
    }
}

/// The SHA-256 of a file's bytes.
enum Checksum {
    /// Lower-case hexadecimal.
    static func hexadecimal(of descriptor: CInt) throws -> String {
        var hash = SHA256()
        let size = 1 << 18
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { buffer.deallocate() }
        var offset = 0
        while true {
            let got = pread(descriptor, buffer.baseAddress, size, offset)
            if got < 0 {
                if errno == EINTR { continue }
                throw ImportError(.readFailed, doing: "Reading the file", errno: errno)
            }
            if got == 0 { break }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<got]))
            offset += got
        }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
