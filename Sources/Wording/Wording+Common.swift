import Certification

/// What is the same in every language.
extension Wording {
    /// `1234567` as `1,234,567`.
    public func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        var position = digits.count - 3
        while position > (number < 0 ? 1 : 0) {
            digits.insert(contentsOf: groupSeparator, at: position)
            position -= 3
        }
        return String(digits)
    }

    /// With at most one digit behind the point.
    func decimal(_ number: Double) -> String {
        let text = "\((number * 10).rounded() / 10)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text.replacing(".", with: decimalSeparator)
    }

    /// All that is wrong with a row, and what was expected. `header` is the file's own.
    public func sentence(_ finding: Finding, header: [String]) -> String {
        ([finding] + finding.others).map { single($0, header: header) }.joined(separator: " ")
    }

    private func single(_ finding: Finding, header: [String]) -> String {
        let heading = finding.column.flatMap { header.indices.contains($0) ? header[$0] : nil } ?? ""
        let text = problem(finding, heading: heading)
        guard let suggestion = finding.suggestion else { return text }
        return "\(text) \(didYouMean(suggestion))"
    }

    /// An outcome of a run as a word in a sentence or over a column.
    public func label(_ outcome: Outcome, in summary: RunSummary) -> String {
        if outcome == .rejected, summary.undoes != nil { return kept }
        return switch outcome {
        case .rejected, .duplicate, .unchanged, .noRule: label(outcome, isConditional: false)
        case .created, .awarded, .updated, .revoked, .takenBack, .restored:
            label(outcome, isConditional: !summary.wasStored)
        }
    }

    /// What kind of run it is.
    public func mode(of summary: RunSummary) -> String {
        summary.undoes.map(undoing) ?? mode(summary.mode)
    }

    /// `184 awarded, 3 unchanged`, without the rejected rows.
    public func goodCounts(_ summary: RunSummary) -> String {
        summary.counts.occurring
            .filter { $0.outcome != .rejected }
            .map { "\(grouped($0.count)) \(label($0.outcome, in: summary))" }
            .joined(separator: ", ")
    }

    /// A phrase as a sentence of its own.
    public func asSentence(_ phrase: String) -> String {
        guard let first = phrase.first else { return "" }
        return first.uppercased() + phrase.dropFirst() + "."
    }

    /// `12 seconds` and the like, with the words of the language.
    func duration(_ seconds: Double, lessThanOne: String, one: String, unit: String) -> String {
        if seconds < 1 { return lessThanOne }
        if seconds < 1.05 { return one }
        if seconds < 9.95 { return "\(decimal(seconds)) \(unit)" }
        if seconds < 60 { return "\(Int(seconds.rounded())) \(unit)" }
        let minutes = Int(seconds / 60)
        if minutes < 60 { return "\(minutes) min \(Int(seconds) % 60) s" }
        return "\(minutes / 60) h \(minutes % 60) min"
    }

    /// `3 h 20 min`, and days from two on.
    func age(_ seconds: Double, days: String) -> String {
        seconds < 2 * 86_400 ? duration(seconds) : "\(Int(seconds / 86_400)) \(days)"
    }

    /// `929 bytes`, `1.2 KB`, in powers of a thousand.
    func bytes(_ count: Int64, one: String, several: String) -> String {
        let units = ["KB", "MB", "GB", "TB"]
        if count < 1000 { return count == 1 ? "1 \(one)" : "\(count) \(several)" }
        var size = Double(count) / 1000
        var unit = 0
        while size >= 1000, unit + 1 < units.count {
            size /= 1000
            unit += 1
        }
        return size < 9.95 ? "\(decimal(size)) \(units[unit])" : "\(Int(size.rounded())) \(units[unit])"
    }
}

extension UnknownColumn {
    /// What people call it by.
    public func name(_ wording: any Wording) -> String {
        heading.isEmpty ? wording.unnamedColumn(number) : heading
    }
}
