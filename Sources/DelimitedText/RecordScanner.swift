/// Finds the fields and records in a piece of text. It knows of no file: bytes in, bounds out.
///
/// ## Why it is built so
///
/// Most bytes of a table mean nothing to its form. So the scanner asks of eight bytes at a time which of them are
/// structural (`StructuralBytes`); the state machine is stepped for those only (`Pass.step`). It has four states:
///
///     plain    in an unquoted field, or before the first byte of any field
///     quoted   behind an opening quote
///     closing  behind a quote in a quoted field: the closing one, unless another follows at once
///     stray    behind text that follows a closing quote
///
/// A field is written down as its bounds. The few fields whose text is not a run of the file's own bytes (doubled
/// quotes, text after the closing quote) are only listed, and rewritten in place when the whole text has been scanned.
///
/// ## What a change must keep
///
/// - The text is not touched before it is known which records are complete: an incomplete last record is read again
///   with what follows, and must then be as it was.
/// - A CR at the very end is an incomplete record unless the file ends there: an LF may follow. Thus no text begins
///   with the second half of a CRLF, and the result does not depend on where the file was cut.
/// - The same holds for errors: whether a record is too long, or has a field that is, is judged by its first
///   `maxRecordBytes` + 1 bytes only, since a scanner of smaller pieces would not have seen more.
/// - There is no allocation, and no check of room, for a field or a record: `RecordTable.prepare` made room for the
///   worst.
/// - Zero bytes follow the text, so that looking one byte or one word ahead is always allowed and finds nothing.
/// - `Pass` lives in registers: all that is called for each structural byte is inlined, and nothing there takes its
///   address.
struct RecordScanner {
    /// How far the complete records reach.
    struct Outcome {
        /// Bytes of complete records, with their line ends.
        var consumed: Int
        /// Whether the last record was ended by the end of the file.
        var lastRecordIsUnterminated: Bool
    }

    private let structural: StructuralBytes
    private let limits: ReadLimits

    init(delimiter: UInt8, limits: ReadLimits) {
        structural = StructuralBytes(delimiter: delimiter)
        self.limits = limits
    }

    /// Fills the table with the complete records of the text that it holds.
    ///
    /// - Parameters:
    ///   - endsFile: whether the end of the text ends the last record as well.
    ///   - maxRecords: how many records to stop after.
    /// - Throws: `insideQuotes`, and what is beyond the limits, with the row.
    func scan(_ table: inout RecordTable, endsFile: Bool, maxRecords: Int = .max) throws(TextDefect) -> Outcome {
        var pass = Pass(
            table,
            delimiter: structural.delimiter,
            limits: limits,
            endsFile: endsFile,
            maxRecords: maxRecords
        )
        var block = 0
        scanning: while block < pass.count {
            var mask = structural.mask(of: UnsafeRawPointer(pass.bytes + block).loadUnaligned(as: UInt64.self))
            while mask != 0 {
                guard try pass.step(at: block &+ mask.trailingZeroBitCount &>> 3) else { break scanning }
                mask &= mask &- 1
            }
            block &+= 8
        }
        let isUnterminated = try pass.finish()
        table.recordCount = pass.recordCount
        table.rewriteQuotedFields(pass.fieldsToRewrite)
        return Outcome(consumed: pass.recordStart, lastRecordIsUnterminated: isUnterminated)
    }
}
