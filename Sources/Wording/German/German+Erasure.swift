import Certification

/// What is said when a learner is erased.
extension German {
    public func mayNotErase(_ name: String) -> String {
        "\(name) ist nicht globale Administratorin oder globaler Administrator von certdrop und darf keine Lernenden löschen."
    }

    public func erasedAlready(_ username: String) -> String {
        "„\(username)“ steht für eine Person, die schon gelöscht wurde."
    }

    public func wouldErase(_ learner: Learner, awards: Int) -> String {
        let name = learner.fullName.isEmpty ? "" : " (\(learner.fullName))"
        return "\(learner.username)\(name) wird gelöscht, und \(counted(awards)) \(awards == 1 ? "wird" : "werden") "
            + "anonym. Das lässt sich nicht rückgängig machen."
    }

    public var confirmErasure: String { "Geben Sie zur Bestätigung den Benutzernamen ein:" }

    public var erasureNeedsYes: String {
        "Es wurde nichts gelöscht, weil hier niemand gefragt werden kann. Geben Sie --yes an, wenn Sie es so wollen."
    }

    public var nothingErased: String { "Das ist nicht der Benutzername. Es wurde nichts gelöscht." }

    public func erased(as placeholder: String, awards: Int) -> String {
        "Eine Person wurde gelöscht und heißt jetzt \(placeholder); \(counted(awards)) "
            + "\(awards == 1 ? "bleibt" : "bleiben") ohne Nummer und Notizen."
    }

    public func traces(_ count: Int) -> String {
        count == 1 ? "1 Datei nennt die Person:" : "\(grouped(count)) Dateien nennen die Person:"
    }

    public var noTraces: String { "Keine Datei der Ablage nennt die Person." }

    public var traceAdvice: String {
        "Mit --remove-files werden sie beim Löschen entfernt. Danach entfernen Sie sie von Hand, oder Sie streichen die "
            + "Zeilen; „retention“ in der Konfiguration entfernt sie mit der Zeit."
    }

    public func removedTraces(_ count: Int) -> String {
        count == 1
            ? "1 Datei, die die Person nannte, wurde entfernt."
            : "\(grouped(count)) Dateien, die die Person nannten, wurden entfernt."
    }

    public func copies(_ count: Int) -> String {
        count == 1
            ? "1 Kopie der Datenbank von vor einer Aktualisierung kann die Person nennen:"
            : "\(grouped(count)) Kopien der Datenbank von vor Aktualisierungen können die Person nennen:"
    }

    public var copiesAdvice: String {
        "Mit --remove-files werden sie beim Löschen entfernt. Danach entfernen Sie sie von Hand; zur älteren Version führt "
            + "dann kein Weg zurück."
    }

    public func removedCopies(_ count: Int) -> String {
        count == 1
            ? "1 Kopie der Datenbank von vor einer Aktualisierung wurde entfernt."
            : "\(grouped(count)) Kopien der Datenbank von vor Aktualisierungen wurden entfernt."
    }

    public var backupsKeep: String {
        "Sicherungen behalten, was sie enthalten: Löschen Sie die Person erneut, wenn Sie eine ältere wiederherstellen."
    }

    private func counted(_ awards: Int) -> String { awards == 1 ? "1 Verleihung" : "\(grouped(awards)) Verleihungen" }
}
