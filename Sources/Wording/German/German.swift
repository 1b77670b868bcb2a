import Certification

/// German, in the polite form.
public struct German: Wording {
    public init() {}

    public var groupSeparator: String { "." }
    public var decimalSeparator: String { "," }

    public func rows(_ count: Int) -> String { count == 1 ? "1 Zeile" : "\(grouped(count)) Zeilen" }

    public func bytes(_ count: Int64) -> String { bytes(count, one: "Byte", several: "Byte") }

    public func duration(_ seconds: Double) -> String {
        duration(seconds, lessThanOne: "weniger als eine Sekunde", one: "1 Sekunde", unit: "Sekunden")
    }

    public func label(_ outcome: Outcome, isConditional: Bool) -> String {
        switch (outcome, isConditional) {
        case (.created, false): "angelegt"
        case (.created, true): "anzulegen"
        case (.awarded, false): "verliehen"
        case (.awarded, true): "zu verleihen"
        case (.updated, false): "aktualisiert"
        case (.updated, true): "zu aktualisieren"
        case (.revoked, false): "entzogen"
        case (.revoked, true): "zu entziehen"
        case (.unchanged, _): "unverändert"
        case (.duplicate, _): "doppelt"
        case (.rejected, _): "abgelehnt"
        case (.noRule, _): "ohne Regel"
        case (.takenBack, false): "zurückgenommen"
        case (.takenBack, true): "zurückzunehmen"
        case (.restored, false): "wiederhergestellt"
        case (.restored, true): "wiederherzustellen"
        }
    }

    public func undoing(_ run: RunID) -> String { "Rücknahme von Lauf \(run)" }

    public var kept: String { "belassen" }

    public func verdict(_ summary: RunSummary) -> String {
        if let undone = summary.undoes { return verdict(summary, undone) }
        if let refusal = summary.refusal {
            return "Die Datei wurde zurückgewiesen und nichts importiert: \(refusal.message)"
        }
        if summary.counts.total == 0 { return "Die Datei hat eine Kopfzeile, aber keine weiteren Zeilen." }
        let good = goodCounts(summary)
        if summary.rejected == 0 {
            return summary.mode == .verify ? "Alle Zeilen sind in Ordnung: \(good)." : "Alles erledigt: \(good)."
        }
        let need = summary.rejected == 1 ? "muss" : "müssen"
        let rest = good.isEmpty ? "" : "; \(good)"
        return "\(rows(summary.rejected)) \(need) korrigiert werden\(rest)."
    }

    private func verdict(_ summary: RunSummary, _ undone: RunID) -> String {
        if summary.counts.total == 0 { return "Lauf \(undone) hatte nichts geändert, also war nichts zurückzunehmen." }
        let good = goodCounts(summary)
        if summary.rejected == 0 { return "Lauf \(undone) ist zurückgenommen: \(good)." }
        let rest = good.isEmpty ? "" : "; \(good)"
        return "Lauf \(undone) konnte in \(rows(summary.rejected)) nicht zurückgenommen werden\(rest)."
    }

    public func shortVerdict(_ summary: RunSummary) -> String {
        if summary.undoes != nil, summary.rejected > 0 {
            return [goodCounts(summary), "\(grouped(summary.rejected)) \(kept)"].filter { !$0.isEmpty }
                .joined(separator: ", ")
        }
        if summary.refusal != nil { return "zurückgewiesen, nichts importiert" }
        if summary.counts.total == 0 { return "keine Zeilen" }
        let need = summary.rejected > 0 ? "\(grouped(summary.rejected)) zu korrigieren" : ""
        return [goodCounts(summary), need].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    public func mode(_ mode: RunMode) -> String {
        switch mode {
        case .verify: "Nur Prüfung"
        case .import: "Import"
        case .importSilent: "Import ohne Benachrichtigung"
        }
    }

    public func kind(_ kind: FileKind) -> String {
        switch kind {
        case .certificates: "Zertifikate"
        case .learners: "Lernende"
        case .certifications: "Zertifizierungen"
        case .awardRules: "Verleihungsregeln"
        case .completions: "Abschlüsse"
        }
    }

    public func delimiter(_ name: String) -> String {
        switch name {
        case "comma": "Komma"
        case "semicolon": "Semikolon"
        case "tab": "Tabulator"
        case "pipe": "senkrechter Strich"
        default: name
        }
    }

    public func phase(_ phase: RunPhase) -> String {
        switch phase {
        case .reading: "Lesen"
        case .judging: "Prüfen"
        case .storing: "Speichern"
        case .publishing: "Veröffentlichen"
        }
    }

    public func progress(_ done: Int, of total: Int?) -> String {
        total.map { "\(grouped(done)) von \(rows($0))" } ?? rows(done)
    }

    public func pace(rowsPerSecond: Double) -> String { "\(rows(Int(rowsPerSecond.rounded()))) pro Sekunde" }

    public func timeLeft(_ seconds: Double) -> String {
        seconds < 1 ? "fast fertig" : "noch etwa \(duration(seconds.rounded()))"
    }
}
