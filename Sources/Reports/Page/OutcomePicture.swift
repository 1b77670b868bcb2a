import Certification
import Wording

/// How the rows divide into outcomes, as a bar.
struct OutcomePicture {
    /// One outcome's part of the bar, in percent of its width.
    struct Segment {
        let name: String
        let label: String
        let count: String
        let start: String
        let width: String
    }

    let segments: [Segment]
    /// The picture in words.
    let description: String
    let total: String
    let totalLabel: String
    let patterns = OutcomePicture.patterns

    /// Three rows among a million are to be seen.
    private static let narrowest = 0.8

    /// nil if there are no rows.
    init?(_ counts: OutcomeCounts, wording: any Wording, label: (Outcome) -> String) {
        guard counts.total > 0 else { return nil }
        let widths = counts.occurring.map {
            max(Double($0.count) / Double(counts.total) * 100, OutcomePicture.narrowest)
        }
        let scale = 100 / widths.reduce(0, +)
        var start = 0.0
        segments = zip(counts.occurring, widths).map { part, width in
            defer { start += width * scale }
            return Segment(
                name: part.outcome.token,
                label: label(part.outcome),
                count: wording.grouped(part.count),
                start: OutcomePicture.percent(start),
                width: OutcomePicture.percent(width * scale)
            )
        }
        description =
            "\(wording.labels.outcomes): " + segments.map { "\($0.count) \($0.label)" }.joined(separator: ", ")
        total = wording.grouped(counts.total)
        totalLabel = wording.rowsInAll(counts.total)
    }

    /// Two digits behind the point.
    private static func percent(_ number: Double) -> String {
        String((number * 100).rounded() / 100)
    }

    /// Fills that differ without their colours.
    private static let patterns: String = Outcome.allCases.map { outcome in
        let grain =
            switch outcome {
            case .created, .awarded: ""
            case .updated, .restored: "<path class=\"grain\" d=\"M0 3h8\"/>"
            case .revoked, .takenBack: "<path class=\"grain\" d=\"M2 0v8M0 5h8\"/>"
            case .unchanged:
                "<circle class=\"grain dot\" cx=\"2\" cy=\"2\" r=\"1\"/><circle class=\"grain dot\" cx=\"6\" cy=\"6\" r=\"1\"/>"
            case .duplicate: "<path class=\"grain\" d=\"M2 0v8M6 0v8\"/>"
            case .noRule: "<circle class=\"grain dot\" cx=\"4\" cy=\"4\" r=\"1\"/>"
            case .rejected: "<path class=\"grain\" d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\"/>"
            }
        return "<pattern id=\"fill-\(outcome.token)\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
            + "<rect class=\"fill fill-\(outcome.token)\" width=\"8\" height=\"8\"/>\(grain)</pattern>"
    }.joined()
}

extension Outcome {
    /// The name as identifiers and classes of the page have it.
    fileprivate var token: String { name.replacing(" ", with: "-") }
}
