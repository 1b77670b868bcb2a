import Certification

/// What is said on pages.
extension German {
    public var labels: PageLabels {
        PageLabels(
            language: Language.german.rawValue,
            allIsWell: "Alles in Ordnung",
            needsCorrection: "Korrektur nötig",
            refused: "Zurückgewiesen",
            noRows: "Keine Zeilen",
            run: "Lauf",
            skipToRows: "Zu den Zeilen springen",
            whatToDo: "Was zu tun ist",
            problems: "Probleme",
            aboutThisFile: "Über diese Datei",
            pleaseNote: "Bitte beachten",
            columnsNotUsed: "Nicht verwendete Spalten",
            outcomes: "Ergebnisse",
            rowsHeading: "Zeilen",
            fileLabel: "Datei",
            kindLabel: "Art",
            uploaderLabel: "Abgelegt von",
            startedLabel: "Begonnen",
            durationLabel: "Dauer",
            delimiterLabel: "Trennzeichen",
            encodingLabel: "Zeichensatz",
            checksumLabel: "SHA-256",
            modeLabel: "Art des Laufs",
            finishedLabel: "Beendet",
            result: "Ergebnis",
            waiting: "Wartend",
            lastRuns: "Letzte Läufe",
            noRunsYet: "Es wurde noch nichts abgelegt.",
            rowColumn: "Zeile",
            outcomeColumn: "Ergebnis",
            messageColumn: "Hinweis",
            noHeading: "(ohne Überschrift)",
            emptyCell: "leer",
            offendingCell: "Problem hier:",
            search: "Suche",
            searchHint: "/ drücken und suchen",
            filterByOutcome: "Ergebnis",
            filterByProblem: "Problem",
            all: "Alle",
            allProblems: "Alle Probleme",
            clearFilters: "Zurücksetzen",
            showInTable: "Diese Zeilen in der Tabelle zeigen",
            nothingFound: "Keine Zeile passt.",
            shownPattern: "{n} von {total} Zeilen",
            asOf: "Stand",
            serviceIsUp: "In Betrieb",
            serviceIsStopped: "Angehalten"
        )
    }

    public func nextSteps(_ summary: RunSummary) -> [String] {
        if let refusal = summary.refusal { return [refusal.remedy] }
        if let undone = summary.undoes { return undoSteps(summary, undone) }
        if summary.counts.total == 0 {
            return ["Ergänzen Sie Zeilen unter den Überschriften, und legen Sie die Datei erneut ab."]
        }
        if summary.rejected > 0 { return corrections(summary) }
        guard summary.mode != .verify else {
            return [
                "Legen Sie dieselbe Datei in import/ ab, oder in import-silent/, wenn die Lernenden nicht benachrichtigt "
                    + "werden sollen. Bisher wurde nichts geändert."
            ]
        }
        let done = "Nichts. Alle Zeilen sind übernommen."
        guard summary.kind == .certificates, summary.counts[.awarded] > 0 else { return [done] }
        return [
            summary.mode == .import
                ? "\(done) Die Lernenden erfahren per E-Mail, was ihnen neu verliehen wurde."
                : "\(done) Die Lernenden werden nicht benachrichtigt."
        ]
    }

    private func undoSteps(_ summary: RunSummary, _ undone: RunID) -> [String] {
        guard summary.rejected > 0 else {
            return [
                "Nichts. Wenn die Datei von Lauf \(undone) stimmt, kann sie erneut abgelegt werden. Die Lernenden werden nicht "
                    + "benachrichtigt."
            ]
        }
        return [
            "Nehmen Sie zuerst die unten genannten späteren Läufe mit „certdrop runs undo“ zurück.",
            "Nehmen Sie dann Lauf \(undone) noch einmal zurück. Was schon zurückgenommen ist, bleibt es.",
        ]
    }

    private func corrections(_ summary: RunSummary) -> [String] {
        let isOne = summary.rejected == 1
        let theRows = isOne ? "die Zeile" : "die \(grouped(summary.rejected)) Zeilen"
        guard summary.mode == .verify else {
            return [
                "Öffnen Sie die Korrekturdatei. Sie enthält nur \(theRows), die zu korrigieren \(isOne ? "ist" : "sind"), "
                    + "und sagt, was nicht stimmt.",
                "Korrigieren Sie die Zellen, und speichern Sie die Datei als CSV. Lassen Sie die Überschriften, wie sie sind.",
                "Legen Sie sie in \(summary.mode.rawValue)/ ab. Zeilen, die schon richtig waren, bleiben, wie sie sind.",
            ]
        }
        return [
            "Korrigieren Sie \(theRows) in Ihrer Datei. Was nicht stimmt, steht unten.",
            "Legen Sie die Datei erneut in verify/ ab oder gleich in import/.",
            "Wenn es eilt, importieren Sie die Datei, wie sie ist: Richtige Zeilen werden gespeichert, abgelehnte kommen zur "
                + "Korrektur zurück.",
        ]
    }

    public func correctionsHint(rejected: Int) -> String {
        rejected == 1 ? "die abgelehnte Zeile, bereit zur Korrektur" : "die abgelehnten Zeilen, bereit zur Korrektur"
    }

    public func rowsInAll(_ count: Int) -> String { count == 1 ? "Zeile" : "Zeilen" }

    public func rowLabel(_ count: Int) -> String { count == 1 ? "Zeile" : "Zeilen" }

    public func andMore(_ count: Int) -> String { "und \(grouped(count)) weitere" }

    public func excerptNote(shown: Int, of total: Int) -> String {
        "Damit sie schnell öffnet, zeigt diese Seite \(grouped(shown)) von \(grouped(total)) Zeilen, abgelehnte zuerst. "
            + "Alle stehen im CSV-Bericht:"
    }

    public func columnsNote(shown: Int, of total: Int) -> String {
        "Gezeigt werden die ersten \(shown) von \(total) Spalten."
    }

    public func statusVerdict(isRunning: Bool, runs: Int, waiting: Int) -> String {
        guard isRunning else { return "Der Dienst läuft nicht. Dateien warten, bis er gestartet wird." }
        switch (runs, waiting) {
        case (0, 0): return "Bereit für Dateien."
        case (0, 1): return "Eine Datei wartet."
        case (0, _): return "\(waiting) Dateien warten."
        case (1, _): return "Eine Datei ist in Arbeit."
        default: return "\(runs) Dateien sind in Arbeit."
        }
    }

    public var busyElsewhere: String {
        "Bereit für Dateien. Gerade wird eine aus einer anderen Ablage bearbeitet."
    }

    public func refreshes(everySeconds seconds: Int) -> String {
        "Diese Seite sieht alle \(seconds) Sekunden nach Neuigkeiten."
    }
}
