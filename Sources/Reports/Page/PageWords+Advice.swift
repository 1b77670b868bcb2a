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

    func correctAndVerifyAgain(rejected: Int) -> [String] {
        [
            rejected == 1
                ? "Correct the row in your file. It is listed below, with what is wrong."
                : "Correct the \(rejected) rows in your file. They are listed below, with what is wrong.",
            "Drop the file into verify/ again, or straight into import/.",
            "If it cannot wait, import the file as it is: right rows are stored, rejected ones come back to be corrected.",
        ]
    }

    func correctAndImportAgain(rejected: Int, folder: String) -> [String] {
        [
            rejected == 1
                ? "Open the corrections file. It holds only the row that was rejected, and says what is wrong with it."
                : "Open the corrections file. It holds only the \(rejected) rows that were rejected, and says what is "
                    + "wrong with each.",
            "Correct the cells and save it as CSV. Leave the headings as they are.",
            "Drop it into \(folder)/. Rows that were already right stay as they are.",
        ]
    }

    func correctionsHint(rejected: Int) -> String {
        rejected == 1 ? "the rejected row, ready to be corrected" : "the rejected rows, ready to be corrected"
    }

    var tableHint: String { "every row with its outcome, for a spreadsheet" }
}
