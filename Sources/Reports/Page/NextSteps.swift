import Certification

/// What the administrator does now, in the order of doing.
struct NextSteps {
    let steps: [String]

    init(_ summary: RunSummary, wording: Wording, words: PageWords) {
        let rows = words.theRows(summary.rejected, grouped: wording.grouped(summary.rejected))
        if let refusal = summary.refusal {
            steps = [HTMLText.clip(refusal.remedy, to: 600)]
        } else if summary.counts.total == 0 {
            steps = [words.addRows]
        } else if summary.rejected == 0 {
            steps = [summary.mode == .verify ? words.importIt : words.nothingToDo(summary)]
        } else if summary.mode == .verify {
            steps = words.correctAndVerifyAgain(rows: rows)
        } else {
            steps = words.correctAndImportAgain(rows: rows, folder: summary.mode.rawValue)
        }
    }
}
