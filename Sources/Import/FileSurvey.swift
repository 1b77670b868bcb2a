import Certification
import Crypto
import DelimitedText
import Dispatch
import Glibc
import Wording

/// What one reading of a whole file tells before any row is judged.
struct FileSurvey {
    let file: DelimitedFile
    let header: Header
    let survey: DelimitedFile.Survey
    /// By the file's column.
    let dateEvidence: [Int: DateOrderEvidence]
    let sample: ColumnSample

    /// - Parameter headerIsKnown: called before the rows are read.
    /// - Throws: ``FileFault`` if it is not a file that can be judged; else a fault of the machine.
    init(
        descriptor: CInt,
        scratchDirectory: String,
        settings: ImportSettings,
        progress: ImportProgress,
        headerIsKnown: (Header) -> Void
    ) throws {
        do {
            file = try DelimitedFile(
                descriptor: descriptor,
                scratchDirectory: scratchDirectory,
                limits: settings.limits
            )
            header = try Self.header(of: file, settings)
            headerIsKnown(header)
            let columns = [Column.awardDate, .expiryDate, .date].compactMap(header.position)
            var evidence = Array(repeating: DateOrderEvidence(), count: columns.count)
            var sample = ColumnSample(columns: header.headings.count)
            var rows = 0
            survey = try file.survey { batch in
                rows += batch.count
                guard rows <= settings.maxRows else { throw FileFault.tooManyRows(limit: settings.maxRows) }
                sample.observe(batch)
                for record in 0..<batch.count {
                    for (index, column) in columns.enumerated() where column < batch.fieldCount(record) {
                        evidence[index].observe(CellText.trimmed(batch.field(record, column)))
                    }
                }
                try progress.advance(by: batch.count)
            }
            self.sample = sample
            dateEvidence = Dictionary(uniqueKeysWithValues: zip(columns, evidence))
            try checkLastDate()
        } catch let defect as TextDefect {
            throw try FileFault.of(defect)
        }
    }

    /// The row after which the file ends without a line end; nil if there is one.
    var unterminatedRow: Int? {
        survey.lastRecordIsTerminated ? nil : file.headerRow + survey.records
    }

    /// Of a date that broke off, what is left may be another date: `2024-03-1` of `2024-03-17`. Where the file ends with
    /// a date, and without a line end, the date has to look like all the others of its column, or like a whole one if
    /// there are none.
    private func checkLastDate() throws {
        let column = header.headings.count - 1
        guard let row = unterminatedRow, let segment = survey.segments.last, let dates = dateEvidence[column],
            dates.others == 1
        else { return }
        let batch = RecordBatch()
        try file.read(segment, into: batch)
        let last = batch.count - 1
        guard column < batch.fieldCount(last) else { return }
        let cell = CellText.trimmed(batch.field(last, column))
        guard !cell.isEmpty, !DateText.isISO(cell), dates.iso > 0 || Self.lacksDigit(cell) else { return }
        throw FileFault.endsInDate(row: row, value: CellText.shown(cell))
    }

    /// Whether it is of the form `2024-03-1`.
    private static func lacksDigit(_ cell: CellBytes) -> Bool {
        cell.count == 9 && cell[4] == UInt8(ascii: "-") && cell[7] == UInt8(ascii: "-")
    }

    /// Headings that were damaged on the way here cannot be recognised, which is then the reason to give.
    private static func header(of file: DelimitedFile, _ settings: ImportSettings) throws(FileFault) -> Header {
        do throws(FileFault) {
            return try Header(file.header, aliases: settings.columnAliases)
        } catch {
            guard file.header.contains(where: { $0.contains("\u{FFFD}") }) else { throw error }
            throw .headingsDamaged
        }
    }
}

extension FileFault {
    /// - Throws: `defect` itself if it is the machine's and not the file's.
    static func of(_ defect: TextDefect) throws -> FileFault {
        switch defect {
        case .empty: return .empty
        case .foreign(let format): return .foreign(format)
        case .insideQuotes(let row): return .endsInQuotes(row: row)
        case .unfinishedLastRow(let row, let fields, let expected):
            return .endsInRow(row: row, fields: fields, expected: expected)
        case .recordTooLong(let row, let limit): return .rowTooLong(row: row, limit: limit)
        case .fieldTooLong(let row, let column, let limit):
            return .fieldTooLong(row: row, column: column, limit: limit)
        case .tooManyFields(let row, let limit): return .tooManyColumns(row: row, limit: limit)
        case .readFailed, .scratchFailed, .changedWhileReading: throw defect
        }
    }
}

/// The SHA-256 of a file's bytes.
enum Checksum {
    /// Lower-case hexadecimal.
    static func hexadecimal(of descriptor: CInt, checkpoints: Checkpoints) throws -> String {
        var hash = SHA256()
        let size = 1 << 18
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { buffer.deallocate() }
        var offset = 0
        while true {
            try checkpoints.pass()
            let got = pread(descriptor, buffer.baseAddress, size, offset)
            if got < 0 {
                if errno == EINTR { continue }
                throw TextDefect.readFailed(errno: errno)
            }
            if got == 0 { break }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<got]))
            offset += got
        }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
