import Certification

/// What the administrator does now, in the order of doing.
struct NextSteps {
    let steps: [String]

    init(_ summary: RunSummary, words: PageWords) {
        if let refusal = summary.refusal {
            steps = [HTMLText.clip(refusal.remedy, to: 600)]
        } else if summary.counts.total == 0 {
            steps = [words.addRows]
        } else if summary.rejected == 0 {
            steps = [summary.mode == .verify ? words.importIt : words.nothingToDo(summary)]
        } else if summary.mode == .verify {
            steps = words.correctAndVerifyAgain(rejected: summary.rejected)
        } else {
            steps = words.correctAndImportAgain(rejected: summary.rejected, folder: summary.mode.rawValue)
        }
    }
}
