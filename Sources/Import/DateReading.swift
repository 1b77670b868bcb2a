import Certification

/// How the dates of one column are read: with the configured order, else with the one that the column settles.
struct DateReading: Sendable {
    let column: Int
    let order: DateOrder?

    init(column: Int, configured: DateOrder?, evidence: DateOrderEvidence) {
        self.column = column
        order = configured ?? evidence.settled
    }

    struct Problem: Error {
        let finding: Finding
    }

    /// Reads a cell that is not empty, or says what is wrong with it.
    func read(_ bytes: CellBytes, row: Int, invalid: Reason) -> Result<CalendarDay, Problem> {
        func problem(_ reason: Reason, detail: String = "") -> Result<CalendarDay, Problem> {
            .failure(
                Problem(
                    finding: Finding(
                        row: row,
                        reason: reason,
                        column: column,
                        value: CellText.shown(bytes),
                        detail: detail
                    )
                )
            )
        }
        if bytes.isEmpty { return problem(.dateMissing) }
        switch DateText.read(bytes, order: order) {
        case .day(let day): return .success(day)
        case .ambiguous(let dayFirst, let monthFirst):
            return problem(.dateAmbiguous, detail: "\(dayFirst)|\(monthFirst)")
        case .serial(let day): return problem(.excelDateSerial, detail: day.description)
        case .invalid:
            if CellText.isSpreadsheetError(bytes) { return problem(.excelError) }
            return problem(invalid, detail: order?.rawValue ?? "")
        }
    }
}

/// The dates of a certificates file.
struct CertificateDates: Sendable {
    let award: DateReading
    /// nil if the file has no such column.
    let expiry: DateReading?
    let today: CalendarDay
}
