import Certification

/// What is said on pages.
extension English {
    public var labels: PageLabels {
        PageLabels(
            language: Language.english.rawValue,
            allIsWell: "All is well",
            needsCorrection: "Needs correction",
            refused: "Refused",
            noRows: "No rows",
            run: "Run",
            skipToRows: "Skip to the rows",
            whatToDo: "What to do",
            problems: "Problems",
            aboutThisFile: "About this file",
            pleaseNote: "Please note",
            columnsNotUsed: "Columns not used",
            outcomes: "Outcomes",
            rowsHeading: "Rows",
            fileLabel: "File",
            kindLabel: "Kind",
            uploaderLabel: "Dropped by",
            startedLabel: "Started",
            durationLabel: "Took",
            delimiterLabel: "Separator",
            encodingLabel: "Encoding",
            checksumLabel: "SHA-256",
            modeLabel: "Kind of run",
            finishedLabel: "Finished",
            result: "Result",
            waiting: "Waiting",
            lastRuns: "Last runs",
            noRunsYet: "Nothing was dropped yet.",
            rowColumn: "Row",
            outcomeColumn: "Outcome",
            messageColumn: "Message",
            noHeading: "(no heading)",
            emptyCell: "empty",
            offendingCell: "Problem here:",
            search: "Search",
            searchHint: "Press / to search",
            filterByOutcome: "Outcome",
            filterByProblem: "Problem",
            all: "All",
            allProblems: "All problems",
            clearFilters: "Clear",
            showInTable: "Show these rows in the table",
            nothingFound: "No row matches.",
            shownPattern: "{n} of {total} rows",
            asOf: "As of",
            serviceIsUp: "Running",
            serviceIsStopped: "Stopped"
        )
    }

    public func nextSteps(_ summary: RunSummary) -> [String] {
        if let refusal = summary.refusal { return [refusal.remedy] }
        if let undone = summary.undoes { return undoSteps(summary, undone) }
        if summary.counts.total == 0 { return ["Add rows below the headings and drop the file again."] }
        if summary.rejected > 0 { return corrections(summary) }
        guard summary.mode != .verify else {
            return [
                "Drop the same file into import/, or into import-silent/ if learners are not to be told. "
                    + "So far nothing was changed."
            ]
        }
        let done = "Nothing. Every row is where it belongs."
        guard summary.kind == .certificates, summary.counts[.awarded] > 0 else { return [done] }
        return [
            summary.mode == .import
                ? "\(done) Learners are told of their new awards by e-mail." : "\(done) Learners are not told."
        ]
    }

    private func undoSteps(_ summary: RunSummary, _ undone: RunID) -> [String] {
        guard summary.rejected > 0 else {
            return ["Nothing. When the file of run \(undone) is right, it can be dropped again. Learners are not told."]
        }
        return [
            "Undo the later runs that are named below first, with 'certdrop runs undo'.",
            "Then undo run \(undone) again. What is taken back already stays so.",
        ]
    }

    private func corrections(_ summary: RunSummary) -> [String] {
        let theRows = summary.rejected == 1 ? "the row" : "the \(grouped(summary.rejected)) rows"
        guard summary.mode == .verify else {
            return [
                "Open the corrections file. It holds just \(theRows) to correct, and says what is wrong.",
                "Correct the cells and save it as CSV. Leave the headings as they are.",
                "Drop it into \(summary.mode.rawValue)/. Rows that were already right stay as they are.",
            ]
        }
        return [
            "Correct \(theRows) in your file. What is wrong is listed below.",
            "Drop the file into verify/ again, or straight into import/.",
            "If it cannot wait, import the file as it is: right rows are stored, rejected ones come back to be corrected.",
        ]
    }

    public func correctionsHint(rejected: Int) -> String {
        rejected == 1 ? "the rejected row, ready to be corrected" : "the rejected rows, ready to be corrected"
    }

    public func rowsInAll(_ count: Int) -> String { count == 1 ? "row" : "rows" }

    public func rowLabel(_ count: Int) -> String { count == 1 ? "Row" : "Rows" }

    public func andMore(_ count: Int) -> String { "and \(grouped(count)) more" }

    public func excerptNote(shown: Int, of total: Int) -> String {
        "To open quickly, this page shows \(grouped(shown)) of \(grouped(total)) rows, rejected ones first. "
            + "All are in the CSV report:"
    }

    public func columnsNote(shown: Int, of total: Int) -> String {
        "The first \(shown) of \(total) columns are shown."
    }

    public func statusVerdict(isRunning: Bool, runs: Int, waiting: Int) -> String {
        guard isRunning else { return "The service is not running. Files wait until it is started." }
        switch (runs, waiting) {
        case (0, 0): return "Ready for files."
        case (0, 1): return "One file waits."
        case (0, _): return "\(waiting) files wait."
        case (1, _): return "One file is being worked on."
        default: return "\(runs) files are being worked on."
        }
    }

    public var busyElsewhere: String {
        "Ready for files. One of another drop root is being worked on."
    }

    public func refreshes(everySeconds seconds: Int) -> String {
        "This page looks for news every \(seconds) seconds."
    }
}
