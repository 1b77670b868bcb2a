import Certification

/// What to do now.
extension PageWords {
    var addRows: String { "Add rows below the headings and drop the file again." }

    var importIt: String {
        "Drop the same file into import/, or into import-silent/ if learners are not to be told. "
            + "So far nothing was changed."
    }

    func nothingToDo(_ summary: RunSummary) -> String {
        let done = "Nothing. Every row is where it belongs."
        guard summary.kind == .certificates, summary.counts[.awarded] > 0 else { return done }
        return summary.mode == .import
            ? "\(done) Learners are told of their new awards by e-mail."
            : "\(done) Learners are not told."
    }

    /// - Parameter rows: `the row`, `the 12 rows`.
    func correctAndVerifyAgain(rows: String) -> [String] {
        [
            "Correct \(rows) in your file. What is wrong is listed below.",
            "Drop the file into verify/ again, or straight into import/.",
            "If it cannot wait, import the file as it is: right rows are stored, rejected ones come back to be corrected.",
        ]
    }

    func correctAndImportAgain(rows: String, folder: String) -> [String] {
        [
            "Open the corrections file. It holds just \(rows) to correct, and says what is wrong.",
            "Correct the cells and save it as CSV. Leave the headings as they are.",
            "Drop it into \(folder)/. Rows that were already right stay as they are.",
        ]
    }

    func theRows(_ count: Int, grouped: String) -> String { count == 1 ? "the row" : "the \(grouped) rows" }

    func correctionsHint(rejected: Int) -> String {
        rejected == 1 ? "the rejected row, ready to be corrected" : "the rejected rows, ready to be corrected"
    }

}
