import Certification

/// The words of the pages that are not those of ``Wording``: headings, labels and hints. All in this type, so that a
/// translation has one place to go to.
public struct PageWords: Sendable {
    public static let english = PageWords()

    let language = "en"

    let allIsWell = "All is well"
    let needsCorrection = "Needs correction"
    let refused = "Refused"
    let noRows = "No rows"

    let run = "Run"
    let skipToRows = "Skip to the rows"
    let whatToDo = "What to do"
    let problems = "Problems"
    let aboutThisFile = "About this file"
    let takenForGranted = "Taken for granted"
    let columnsNotUsed = "Columns not used"
    let outcomes = "Outcomes"
    let rowsHeading = "Rows"

    let fileLabel = "File"
    let kindLabel = "Kind"
    let uploaderLabel = "Dropped by"
    let startedLabel = "Started"
    let durationLabel = "Took"
    let delimiterLabel = "Separator"
    let encodingLabel = "Encoding"
    let checksumLabel = "SHA-256"
    let modeLabel = "Kind of run"
    let finishedLabel = "Finished"
    let result = "Result"
    let waiting = "Waiting"
    let lastRuns = "Last runs"
    let noRunsYet = "Nothing was dropped yet."

    let rowColumn = "Row"
    let outcomeColumn = "Outcome"
    let messageColumn = "Message"
    let noHeading = "(no heading)"
    let emptyCell = "empty"
    let offendingCell = "Problem here:"

    let search = "Search"
    let searchHint = "Press / to search"
    let filterByOutcome = "Outcome"
    let filterByProblem = "Problem"
    let all = "All"
    let allProblems = "All problems"
    let clearFilters = "Clear"
    let showInTable = "Show these rows in the table"
    let nothingFound = "No row matches."
    /// `{n}` and `{total}` are replaced by the page's script.
    let shownPattern = "{n} of {total} rows"

    func sentence(_ phrase: String) -> String {
        guard let first = phrase.first else { return "" }
        return first.uppercased() + phrase.dropFirst() + "."
    }

    func repeats(row: Int) -> String { "Repeats row \(row)." }

    func mode(_ mode: RunMode) -> String {
        switch mode {
        case .verify: "Verify only"
        case .import: "Import"
        case .importSilent: "Import, learners not told"
        }
    }

    func kind(_ kind: FileKind) -> String {
        switch kind {
        case .certificates: "certificates"
        case .learners: "learners"
        case .certifications: "certifications"
        case .awardRules: "award rules"
        case .completions: "completions"
        }
    }

    func didYouMean(_ heading: String) -> String { "Did you mean '\(heading)'?" }

    func rowsInAll(_ count: Int) -> String { count == 1 ? "row" : "rows" }

    /// Stands before one or more row numbers.
    func rowLabel(_ count: Int) -> String { count == 1 ? "Row" : "Rows" }

    func andMore(_ count: String) -> String { "and \(count) more" }

    /// Why the page does not show every row. The name of the CSV report follows.
    func excerptNote(shown: String, total: String) -> String {
        "To open quickly, this page shows \(shown) of \(total) rows, rejected ones first. All are in the CSV report:"
    }

    func columnsNote(shown: Int, total: Int) -> String { "The first \(shown) of \(total) columns are shown." }

    func bytes(_ count: Int64) -> String {
        let units = ["bytes", "KB", "MB", "GB", "TB"]
        var size = Double(count)
        var unit = 0
        while size >= 1000, unit + 1 < units.count {
            size /= 1000
            unit += 1
        }
        if unit == 0 { return count == 1 ? "1 byte" : "\(count) bytes" }
        return size < 10 ? "\((size * 10).rounded() / 10) \(units[unit])" : "\(Int(size.rounded())) \(units[unit])"
    }

    func duration(_ seconds: Double) -> String {
        if seconds < 1 { return "less than a second" }
        if seconds < 10 { return "\((seconds * 10).rounded() / 10) seconds" }
        if seconds < 60 { return "\(Int(seconds.rounded())) seconds" }
        let minutes = Int(seconds / 60)
        if minutes < 60 { return "\(minutes) min \(Int(seconds) % 60) s" }
        return "\(minutes / 60) h \(minutes % 60) min"
    }
}
