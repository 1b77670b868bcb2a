/// The headings and labels of the pages that stand there as they are. Templates name them.
public struct PageLabels: Sendable {
    /// The language's code (BCP 47).
    public let language: String

    public let allIsWell: String
    public let needsCorrection: String
    public let refused: String
    public let noRows: String
    public let run: String
    public let skipToRows: String
    public let whatToDo: String
    public let problems: String
    public let aboutThisFile: String
    public let pleaseNote: String
    public let columnsNotUsed: String
    public let outcomes: String
    public let rowsHeading: String
    public let fileLabel: String
    public let kindLabel: String
    public let uploaderLabel: String
    public let startedLabel: String
    public let durationLabel: String
    public let delimiterLabel: String
    public let encodingLabel: String
    public let checksumLabel: String
    public let modeLabel: String
    public let finishedLabel: String
    public let result: String
    public let waiting: String
    public let lastRuns: String
    public let noRunsYet: String
    public let rowColumn: String
    public let outcomeColumn: String
    public let messageColumn: String
    public let noHeading: String
    public let emptyCell: String
    /// Stands, for screen readers, before the cell that a problem is about.
    public let offendingCell: String
    public let search: String
    public let searchHint: String
    public let filterByOutcome: String
    public let filterByProblem: String
    public let all: String
    public let allProblems: String
    public let clearFilters: String
    public let showInTable: String
    public let nothingFound: String
    /// `{n}` and `{total}` are replaced by the page's script.
    public let shownPattern: String
    public let asOf: String
    public let serviceIsUp: String
    public let serviceIsStopped: String
}
