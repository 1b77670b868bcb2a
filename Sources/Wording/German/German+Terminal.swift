/// What is said on the terminal alone.
extension German {
    public var terminal: TerminalLabels {
        TerminalLabels(
            nothingChanged: "Nichts wurde geändert: Dies war eine Prüfung.",
            report: "Bericht",
            dropRoot: "Ablage",
            service: "Dienst",
            store: "Bestand",
            running: "In Arbeit",
            waiting: "Wartend",
            lastRuns: "Letzte Läufe",
            outbox: "Postausgang",
            lastSuccess: "Letzter Erfolg",
            problem: "Problem"
        )
    }

    public func moreProblems(_ count: Int) -> String {
        count == 1
            ? "… und 1 weitere Art von Problem: siehe Bericht."
            : "… und \(count) weitere Arten von Problemen: siehe Bericht."
    }

    public func store(learners: Int, certifications: Int, awards: Int) -> String {
        [
            "\(grouped(learners)) Lernende",
            "\(grouped(certifications)) Zertifizierung\(certifications == 1 ? "" : "en")",
            "\(grouped(awards)) Verleihung\(awards == 1 ? "" : "en")",
        ].joined(separator: ", ")
    }

    public func service(process: Int32?) -> String { process.map { "läuft (Prozess \($0))" } ?? "läuft nicht" }

    public func outbox(_ waiting: Int, undeliverable: Int) -> String {
        "\(grouped(waiting)) wartend, \(grouped(undeliverable)) unzustellbar"
    }

    public func requeued(_ count: Int) -> String {
        count == 1 ? "1 Nachricht wird erneut versucht." : "\(grouped(count)) Nachrichten werden erneut versucht."
    }

    public func delivered(sent: Int, postponed: Int, undeliverable: Int, notDue: Int) -> String {
        var parts = ["\(grouped(sent)) gesendet"]
        if postponed > 0 { parts.append("\(grouped(postponed)) später erneut zu versuchen") }
        if undeliverable > 0 { parts.append("\(grouped(undeliverable)) unzustellbar") }
        if notDue > 0 { parts.append("\(grouped(notDue)) noch nicht fällig") }
        return parts.joined(separator: ", ") + "."
    }

    public func postponed(_ message: String, reason: String) -> String {
        "\(message) wird später erneut versucht. \(reason)"
    }

    public func undeliverable(_ message: String, reason: String) -> String {
        "\(message) ist unzustellbar. \(reason)"
    }

    public func waits(_ file: String, folder: String, cause: WaitingCause) -> String {
        "\(file) wartet in \(folder)/. \(waiting(cause))"
    }
    public func exportedBadges(_ count: Int, folder: String) -> String {
        "\(count == 1 ? "1 Badge wurde" : "\(grouped(count)) Badges wurden") in \(folder) geschrieben."
    }
}
