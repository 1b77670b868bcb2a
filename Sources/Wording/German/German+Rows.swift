import Certification

/// What is said about rows.
extension German {
    public func problem(_ finding: Finding, heading: String) -> String {
        let value = finding.value
        let detail = finding.detail
        switch finding.reason {
        case .learnerMissing: return "Es ist niemand genannt: Benutzername und E-Mail-Adresse fehlen."
        case .learnerUnknown: return "„\(value)“ ist nicht bekannt."
        case .learnerAmbiguous: return "Die E-Mail-Adresse „\(value)“ gehört zu mehreren Personen."
        case .learnerInactive: return "„\(value)“ ist inaktiv."
        case .learnerMismatch: return "„\(value)“ und „\(detail)“ gehören zu zwei verschiedenen Personen."
        case .learnerTaken: return "Der Benutzername „\(value)“ gehört bereits zu einer anderen Person."
        case .nameMissing, .dateMissing: return "„\(heading)“ ist leer."
        case .emailInvalid: return "„\(value)“ ist keine E-Mail-Adresse."
        case .stateUnknown: return "„\(value)“ ist kein Zustand. Erwartet wird \(anyOf(detail))."
        case .certificationMissing: return "Es ist keine Zertifizierung genannt: Kennung und Name fehlen."
        case .certificationUnknown: return "Die Zertifizierung „\(value)“ ist nicht bekannt."
        case .certificationAmbiguous: return "Mehrere Zertifizierungen heißen „\(value)“."
        case .certificationRetired:
            return "Die Zertifizierung „\(value)“ ist eingestellt und wird nicht mehr verliehen."
        case .certificationMismatch: return "„\(value)“ und „\(detail)“ sind zwei verschiedene Zertifizierungen."
        case .periodInvalid: return "„\(value)“ ist keine Dauer wie „2 years“, „18 months“ oder P2Y."
        case .dateInvalid, .expiryInvalid:
            return "„\(value)“ ist kein Datum\(detail.isEmpty ? "" : " in der Form \(detail)")."
        case .dateAmbiguous: return "„\(value)“ kann \(anyOf(detail)) sein: Die Spalte lässt es offen."
        case .dateFuture: return "Das Verleihungsdatum \(value) liegt in der Zukunft."
        case .expiryBeforeAward: return "Das Ablaufdatum \(value) liegt vor dem Verleihungsdatum \(detail)."
        case .duplicateConflict: return "Zeile \(detail) betrifft \(subject(value)), sagt aber etwas anderes."
        case .awardUnknown: return "Diese Verleihung gibt es nicht, sie kann also nicht entzogen werden."
        case .awardNotEarned: return "„\(heading)“ sagt „\(value)“, es wurde also nichts erworben."
        case .actionUnknown: return "„\(value)“ ist keine Aktion. Erwartet wird award oder revoke."
        case .textTooLong: return "„\(heading)“ ist länger als \(detail) Zeichen."
        case .textControl: return "„\(heading)“ enthält ein Steuerzeichen, das nicht dargestellt werden kann."
        case .rowTooManyFields: return "Die Zeile hat \(value) Felder, die Kopfzeile aber \(detail)."
        case .rowTooFewFields: return "Die Zeile hat nur \(value) Felder, die Kopfzeile aber \(detail)."
        case .rowQuote:
            return
                "In dieser Zeile fehlt zu einem Anführungszeichen das zweite; die Spalten sind daher nicht erkennbar."
        case .excelNumber: return "„\(value)“ wurde von Excel gekürzt: Ziffern des Originals sind verloren."
        case .excelError: return "„\(value)“ ist eine Fehlermeldung von Excel und kein Wert."
        case .excelDateSerial:
            return "„\(value)“ ist die interne Zahl, die Excel für ein Datum verwendet, wohl \(detail)."
        case .encodingInvalid: return "„\(heading)“ enthält Zeichen, die unterwegs beschädigt wurden."
        case .activityMissing: return "Es ist keine Aktivität genannt: Ihre Kennung ist leer."
        case .criterionUnknown:
            return "„\(value)“ sagt nicht, wann verliehen wird. Erwartet wird completed, passed, attended oder never."
        case .statusMissing: return "„\(heading)“ ist leer."
        case .undoChangedLater: return "Lauf \(value) hat es später geändert."
        case .undoUsed: return "Lauf \(value) hat später darauf aufgebaut."
        case .undoNameTaken: return "Vorher hieß es „\(value)“, und so heißt jetzt etwas anderes."
        case .statusUnknown:
            return "„\(value)“ ist kein Status. Erwartet wird einer wie completed, passed oder attended."
        }
    }

    /// Alternatives, which a finding separates by `|`.
    private func anyOf(_ detail: String) -> String { detail.replacing("|", with: " oder ") }

    /// The kind of thing that two rows are about.
    private func subject(_ kind: String) -> String {
        switch kind {
        case "award": "dieselbe Verleihung"
        case "learner": "dieselbe Person"
        case "rule": "dieselbe Regel"
        default: "dieselbe Zertifizierung"
        }
    }

    public func didYouMean(_ value: String) -> String { "Ist „\(value)“ gemeint?" }

    public func repeats(row: Int) -> String { "Wiederholt Zeile \(row)." }

    public var noRule: String { "Keine Regel verleiht etwas dafür." }

    public func awarded(_ certification: String, by rule: AwardRule) -> String {
        "\(certification) nach der Regel „\(rule.activity) \(rule.criterion.rawValue)“"
    }
}
