import Certification
import Wording

/// All rejected rows of one reason, as the page tells of them.
struct ProblemView {
    /// Rows with the same sentence.
    struct Example {
        /// `Rows 3, 7`, linked to the rows that the page shows.
        let rowLinks: String
        let sentence: String
    }

    let reason: String
    let title: String
    let count: String
    let meaning: String
    let remedy: String
    let examples: [Example]
    let further: [Example]
    let furtherLabel: String
    /// Whether there are rows beyond the examples.
    let hasMoreRows: Bool

    /// Examples that are seen at once.
    private static let unfolded = 5
    /// A sentence that holds long values is cut.
    private static let sentenceCharacters = 400

    /// - Parameters:
    ///   - lastShownRow: rejected rows up to this one stand in the page.
    ///   - budget: how many bytes of examples the page can still take; what is used is taken off.
    init(
        _ group: ProblemGroup,
        header: [String],
        lastShownRow: Int,
        wording: any Wording,
        budget: inout Int
    ) {
        var rowsBySentence: [(sentence: String, rows: [Int])] = []
        for finding in group.first {
            let sentence = HTMLText.clip(wording.sentence(finding, header: header), to: ProblemView.sentenceCharacters)
            budget -= HTMLText.escape(sentence).utf8.count + 100
            guard budget > 0 else { break }
            if let place = rowsBySentence.firstIndex(where: { $0.sentence == sentence }) {
                rowsBySentence[place].rows.append(finding.row)
            } else {
                rowsBySentence.append((sentence, [finding.row]))
            }
        }
        let all = rowsBySentence.map {
            Example(rowLinks: ProblemView.links($0.rows, upTo: lastShownRow, wording: wording), sentence: $0.sentence)
        }
        // One more line is not worth folding away.
        let split = all.count <= ProblemView.unfolded + 1 ? all.count : ProblemView.unfolded
        let exampleRows = rowsBySentence.reduce(0) { $0 + $1.rows.count }
        reason = group.reason.rawValue
        title = wording.title(group.reason)
        count = wording.rows(group.count)
        meaning = wording.meaning(group.reason)
        remedy = wording.remedy(group.reason)
        examples = Array(all[..<split])
        further = Array(all[split...])
        furtherLabel = wording.andMore(further.count)
        hasMoreRows = group.count > exampleRows
    }

    private static func links(_ rows: [Int], upTo lastShown: Int, wording: any Wording) -> String {
        let numbers = ranges(rows).map { range in
            let name = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
            return range.lowerBound <= lastShown ? "<a href=\"#r\(range.lowerBound)\">\(name)</a>" : name
        }
        return HTMLText.escape(wording.rowLabel(rows.count)) + " " + numbers.joined(separator: ", ")
    }

    /// Three or more rows that follow one another, as one.
    private static func ranges(_ rows: [Int]) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for row in rows {
            if let last = ranges.last, last.upperBound == row - 1 {
                ranges[ranges.count - 1] = last.lowerBound...row
            } else {
                ranges.append(row...row)
            }
        }
        return ranges.flatMap { $0.count == 2 ? [$0.lowerBound...$0.lowerBound, $0.upperBound...$0.upperBound] : [$0] }
    }
}
