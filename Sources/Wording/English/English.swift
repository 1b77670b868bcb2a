import Certification

public struct English: Wording {
    public init() {}

    public var groupSeparator: String { "," }
    public var decimalSeparator: String { "." }

    public func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(grouped(count)) rows" }

    public func bytes(_ count: Int64) -> String { bytes(count, one: "byte", several: "bytes") }

    public func duration(_ seconds: Double) -> String {
        duration(seconds, lessThanOne: "less than a second", one: "1 second", unit: "seconds")
    }

    public func label(_ outcome: Outcome, isConditional: Bool) -> String {
        if outcome == .noRule { return "without a rule" }
        return isConditional ? "would be \(outcome.name)" : outcome.name
    }

    public func undoing(_ run: RunID) -> String { "Undo of run \(run)" }

    public var kept: String { "kept" }

    public func verdict(_ summary: RunSummary) -> String {
        if let undone = summary.undoes { return verdict(summary, undone) }
        if let refusal = summary.refusal {
            return "The file was refused and nothing was imported: \(refusal.message)"
        }
        if summary.counts.total == 0 { return "The file has a header but no rows." }
        let good = goodCounts(summary)
        if summary.rejected == 0 {
            return summary.mode == .verify ? "All rows are right: \(good)." : "All done: \(good)."
        }
        let need = summary.rejected == 1 ? "needs" : "need"
        let rest = good.isEmpty ? "" : "; \(good)"
        return "\(rows(summary.rejected)) \(need) correction\(rest)."
    }

    private func verdict(_ summary: RunSummary, _ undone: RunID) -> String {
        if summary.counts.total == 0 { return "Run \(undone) had changed nothing, so there was nothing to take back." }
        let good = goodCounts(summary)
        if summary.rejected == 0 { return "Run \(undone) is undone: \(good)." }
        let rest = good.isEmpty ? "" : "; \(good)"
        return "Run \(undone) could not be undone in \(rows(summary.rejected))\(rest)."
    }

    public func shortVerdict(_ summary: RunSummary) -> String {
        if summary.undoes != nil, summary.rejected > 0 {
            return [goodCounts(summary), "\(grouped(summary.rejected)) \(kept)"].filter { !$0.isEmpty }
                .joined(separator: ", ")
        }
        if summary.refusal != nil { return "refused, nothing imported" }
        if summary.counts.total == 0 { return "no rows" }
        let need = summary.rejected == 1 ? "1 needs correction" : "\(grouped(summary.rejected)) need correction"
        return [goodCounts(summary), summary.rejected > 0 ? need : ""].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    public func mode(_ mode: RunMode) -> String {
        switch mode {
        case .verify: "Verify only"
        case .import: "Import"
        case .importSilent: "Import, learners not told"
        }
    }

    public func kind(_ kind: FileKind) -> String {
        switch kind {
        case .certificates: "certificates"
        case .learners: "learners"
        case .certifications: "certifications"
        case .awardRules: "award rules"
        case .completions: "completions"
        }
    }

    public func delimiter(_ name: String) -> String { name }

    public func phase(_ phase: RunPhase) -> String {
        switch phase {
        case .reading: "Reading"
        case .judging: "Checking"
        case .storing: "Storing"
        case .publishing: "Publishing"
        }
    }

    public func progress(_ done: Int, of total: Int?) -> String {
        total.map { "\(grouped(done)) of \(rows($0))" } ?? rows(done)
    }

    public func pace(rowsPerSecond: Double) -> String { "\(grouped(Int(rowsPerSecond.rounded()))) rows a second" }

    public func timeLeft(_ seconds: Double) -> String {
        seconds < 1 ? "nearly done" : "about \(duration(seconds.rounded())) left"
    }
}
