import Certification

/// What is said about reasons.
extension German {
    public func title(_ reason: Reason) -> String {
        switch reason {
        case .learnerMissing: "Keine Person genannt"
        case .learnerUnknown: "Unbekannte Person"
        case .learnerAmbiguous: "E-Mail-Adresse mehrerer Personen"
        case .learnerInactive: "Inaktive Person"
        case .learnerMismatch: "Benutzername und E-Mail-Adresse verschiedener Personen"
        case .learnerTaken: "Benutzername bereits vergeben"
        case .nameMissing: "Name fehlt"
        case .emailInvalid: "Keine E-Mail-Adresse"
        case .stateUnknown: "Unbekannter Zustand"
        case .certificationMissing: "Keine Zertifizierung genannt"
        case .certificationUnknown: "Unbekannte Zertifizierung"
        case .certificationAmbiguous: "Name mehrerer Zertifizierungen"
        case .certificationRetired: "Eingestellte Zertifizierung"
        case .certificationMismatch: "Kennung und Name verschiedener Zertifizierungen"
        case .periodInvalid: "Keine Gültigkeitsdauer"
        case .dateMissing: "Datum fehlt"
        case .dateInvalid: "Kein Datum"
        case .dateAmbiguous: "Tag und Monat nicht unterscheidbar"
        case .dateFuture: "Verleihungsdatum in der Zukunft"
        case .expiryInvalid: "Ablaufdatum ist kein Datum"
        case .expiryBeforeAward: "Ablauf vor Verleihung"
        case .duplicateConflict: "Zwei Zeilen widersprechen sich"
        case .awardUnknown: "Nichts zu entziehen"
        case .awardNotEarned: "Nicht erworben"
        case .actionUnknown: "Unbekannte Aktion"
        case .textTooLong: "Text zu lang"
        case .textControl: "Steuerzeichen im Text"
        case .rowTooManyFields: "Zu viele Felder in der Zeile"
        case .rowTooFewFields: "Zu wenige Felder in der Zeile"
        case .rowQuote: "Einzelnes Anführungszeichen"
        case .excelNumber: "Zahl von Excel gekürzt"
        case .excelError: "Fehlermeldung aus Excel"
        case .excelDateSerial: "Datum von Excel in eine Zahl verwandelt"
        case .encodingInvalid: "Beschädigte Zeichen"
        case .activityMissing: "Keine Aktivität genannt"
        case .criterionUnknown: "Unklar, wann verliehen wird"
        case .statusMissing: "Status fehlt"
        case .statusUnknown: "Unbekannter Status"
        case .undoChangedLater: "Später geändert"
        case .undoUsed: "In Gebrauch"
        case .undoNameTaken: "Früherer Name vergeben"
        }
    }

    public func meaning(_ reason: Reason) -> String {
        switch reason {
        case .learnerMissing: "Die Zeile sagt nicht, wessen Zertifikat es ist."
        case .learnerUnknown: "Niemand im Bestand hat diesen Benutzernamen oder diese E-Mail-Adresse."
        case .learnerAmbiguous: "Mehrere Personen teilen sich die Adresse; wer gemeint ist, bleibt offen."
        case .learnerInactive: "Inaktiven Personen wird nichts verliehen."
        case .learnerMismatch: "Die Zeile nennt zwei Personen; um wen es geht, ist nicht klar."
        case .learnerTaken: "Ein Benutzername kann nur zu einer Person gehören."
        case .nameMissing: "Ohne diese Angabe sind die Personen nicht zu unterscheiden."
        case .emailInvalid: "Eine solche Adresse würde keine Nachricht erreichen."
        case .stateUnknown: "Das Wort ist keines von denen, die certdrop als Zustand kennt."
        case .certificationMissing: "Die Zeile sagt nicht, was erworben wurde."
        case .certificationUnknown: "Keine Zertifizierung im Bestand hat diese Kennung oder diesen Namen."
        case .certificationAmbiguous: "Mehrere Zertifizierungen heißen gleich; welche gemeint ist, bleibt offen."
        case .certificationRetired: "Eingestellte Zertifizierungen werden nicht mehr verliehen."
        case .certificationMismatch: "Kennung und Name in der Zeile gehören zu verschiedenen Zertifizierungen."
        case .periodInvalid: "Daraus lässt sich nicht berechnen, wann die Zertifizierung abläuft."
        case .dateMissing: "Eine Verleihung braucht das Datum, an dem das Zertifikat erworben wurde."
        case .dateInvalid: "Das Datum ist nicht lesbar, oder diesen Tag gibt es nicht."
        case .dateAmbiguous:
            "Tag und Monat könnten vertauscht sein; auf Verdacht würden falsche Daten in den Bestand gelangen."
        case .dateFuture: "Das Zertifikat kann noch nicht erworben worden sein."
        case .expiryInvalid: "Das Ablaufdatum ist nicht lesbar, oder diesen Tag gibt es nicht."
        case .expiryBeforeAward: "Das Zertifikat wäre abgelaufen, bevor es erworben wurde."
        case .duplicateConflict: "Die Datei nennt dasselbe zweimal, mit verschiedenen Angaben."
        case .awardUnknown: "Zu dieser Person, dieser Zertifizierung und diesem Datum gibt es keine Verleihung."
        case .awardNotEarned: "Laut der Datei hat die Person nicht bestanden oder nicht teilgenommen."
        case .actionUnknown: "Die Zeile sagt nicht eindeutig, was geschehen soll."
        case .textTooLong: "Der Text ist länger als der Platz im Bestand."
        case .textControl: "Solche Zeichen sind unsichtbar und stammen vom Kopieren oder aus einer beschädigten Datei."
        case .rowTooManyFields: "Werte würden in falsche Spalten geraten."
        case .rowTooFewFields: "Welcher Wert zu welcher Spalte gehört, ist nicht erkennbar."
        case .rowQuote: "Vom Anführungszeichen an würden Werte in falsche Spalten geraten."
        case .excelNumber: "Excel zeigt lange Zahlen wie 1,23E+05 an und speichert nur, was es anzeigt."
        case .excelError: "Eine Formel ist gescheitert, und statt des Wertes wurde ihr Fehler gespeichert."
        case .excelDateSerial: "Die Zelle war beim Speichern als Zahl formatiert."
        case .encodingInvalid: "Die Datei wurde mit einem Zeichensatz gespeichert und mit einem anderen gelesen."
        case .activityMissing: "Die Zeile sagt nicht, was getan wurde."
        case .criterionUnknown: "Die Zeile sagt nicht klar, wofür die Zertifizierung verliehen wird."
        case .statusMissing: "Die Zeile sagt nicht, wie weit die lernende Person gekommen ist."
        case .statusUnknown: "Es lässt sich nicht sagen, ob getan wurde, was eine Regel verlangt."
        case .undoChangedLater:
            "Ein späterer Lauf hat geändert, was zurückzunehmen wäre; seine Änderung ginge verloren."
        case .undoUsed:
            "Verleihungen, Regeln oder Abschlüsse, die ein späterer Lauf gespeichert hat, hingen in der Luft."
        case .undoNameTaken: "Einen Namen kann nur eines tragen."
        }
    }

    public func remedy(_ reason: Reason) -> String {
        switch reason {
        case .learnerMissing: "Tragen Sie den Benutzernamen oder die E-Mail-Adresse ein."
        case .learnerUnknown:
            "Korrigieren Sie die Schreibweise, oder legen Sie die Person zuerst mit einer Lernendendatei an."
        case .learnerAmbiguous: "Verwenden Sie stattdessen den Benutzernamen."
        case .learnerInactive:
            "Setzen Sie die Person mit einer Lernendendatei auf aktiv, oder lassen Sie die Zeile weg."
        case .learnerMismatch, .certificationMismatch:
            "Korrigieren Sie die falsche der beiden Angaben, oder lassen Sie eine davon leer."
        case .learnerTaken: "Wählen Sie einen anderen Benutzernamen, oder korrigieren Sie die Zeile."
        case .nameMissing: "Füllen Sie das Feld aus."
        case .emailInvalid: "Korrigieren Sie die Adresse, oder lassen Sie das Feld leer."
        case .stateUnknown: "Schreiben Sie eines der erwarteten Wörter."
        case .certificationMissing: "Tragen Sie die Kennung oder den Namen der Zertifizierung ein."
        case .certificationUnknown:
            "Korrigieren Sie die Schreibweise, oder legen Sie die Zertifizierung zuerst mit einer Zertifizierungsdatei an."
        case .certificationAmbiguous: "Verwenden Sie stattdessen die Kennung der Zertifizierung."
        case .certificationRetired:
            "Verwenden Sie die Zertifizierung, die sie ersetzt, oder setzen Sie sie wieder auf aktiv."
        case .periodInvalid:
            "Schreiben Sie die Dauer als „2 years“ oder P2Y. Ein leeres Feld bedeutet unbefristete Gültigkeit."
        case .dateMissing: "Tragen Sie das Datum ein, am besten als Jahr-Monat-Tag (2026-03-17)."
        case .dateInvalid: "Schreiben Sie das Datum als Jahr-Monat-Tag, mit vierstelligem Jahr (2026-03-17)."
        case .dateAmbiguous: "Schreiben Sie die Daten dieser Spalte als Jahr-Monat-Tag (2026-03-17)."
        case .dateFuture: "Korrigieren Sie das Datum, oder importieren Sie die Zeile, wenn der Tag gekommen ist."
        case .expiryInvalid:
            "Schreiben Sie das Datum als Jahr-Monat-Tag (2026-03-17) oder never, oder lassen Sie das Feld leer."
        case .expiryBeforeAward: "Korrigieren Sie eines der beiden Daten."
        case .duplicateConflict: "Behalten Sie die richtige Zeile, und löschen Sie die andere."
        case .awardUnknown: "Prüfen Sie Person, Zertifizierung und Verleihungsdatum."
        case .awardNotEarned:
            "Lassen Sie die Zeile weg, oder berichtigen Sie das Ergebnis, falls es doch erworben wurde."
        case .actionUnknown:
            "Schreiben Sie award oder revoke. Ein leeres Feld bedeutet award. Exporte von certdrop sagen auch restore und "
                + "restore-revoked."
        case .textTooLong: "Kürzen Sie den Text."
        case .textControl: "Löschen Sie das Zeichen, oder geben Sie den Text neu ein."
        case .rowTooManyFields:
            "Suchen Sie nach einem überzähligen Trennzeichen, oder setzen Sie den Wert, der es enthält, in Anführungszeichen."
        case .rowTooFewFields: "Suchen Sie nach einem Wert oder einem Trennzeichen, das fehlt."
        case .rowQuote:
            "Löschen Sie das Anführungszeichen, oder verdoppeln Sie es innerhalb eines Wertes in Anführungszeichen."
        case .excelNumber: "Formatieren Sie die Spalte in Excel als Text, und geben Sie den Wert erneut ein."
        case .excelError: "Berichtigen Sie die Formel, die den Fehler liefert, oder geben Sie den Wert ein."
        case .excelDateSerial: "Formatieren Sie die Spalte in Excel als Datum, am besten als JJJJ-MM-TT."
        case .encodingInvalid: "Geben Sie den Text neu ein, und speichern Sie die Datei als CSV UTF-8."
        case .activityMissing: "Tragen Sie die Kennung der Aktivität ein."
        case .criterionUnknown: "Schreiben Sie eines der erwarteten Wörter."
        case .statusMissing: "Tragen Sie den Status ein."
        case .statusUnknown: "Berichtigen Sie das Wort, oder nehmen Sie es in status_words der Konfiguration auf."
        case .undoChangedLater: "Nehmen Sie zuerst jenen Lauf zurück, oder lassen Sie es, wie es ist."
        case .undoUsed: "Nehmen Sie zuerst jenen Lauf zurück, oder lassen Sie es, wie es ist."
        case .undoNameTaken: "Benennen Sie zuerst das andere um, oder lassen Sie es, wie es ist."
        }
    }
}
