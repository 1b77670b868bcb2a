import Certification
import DelimitedText

/// What is said about whole files.
extension German {
    public func refusal(_ fault: FileFault) -> Refusal {
        let (message, remedy) = texts(fault)
        return Refusal(fault.reason, message, remedy: remedy)
    }

    private func texts(_ fault: FileFault) -> (message: String, remedy: String) {
        switch fault {
        case .empty: ("Die Datei ist leer.", again)
        case .withoutRows:
            (
                "Die Datei hat Spaltenüberschriften, aber keine Zeilen darunter.",
                "Füllen Sie die Zeilen aus, und legen Sie die Datei erneut ab."
            )
        case .foreign(let format): ("Es handelt sich um \(name(format)), nicht um eine CSV-Datei.", remedy(format))
        case .endsInQuotes(let row):
            (
                "Die Datei endet in einem Wert in Anführungszeichen, der in Zeile \(row) beginnt.",
                "Wurde das Hochladen unterbrochen, laden Sie die Datei erneut hoch; suchen Sie andernfalls in Zeile \(row) "
                    + "nach einem überzähligen Anführungszeichen."
            )
        case .endsInRow(let row, let fields, let expected):
            (
                "Die Datei bricht in Zeile \(row) ab: Sie hat \(fields) von \(expected) Feldern und kein Zeilenende.",
                again
            )
        case .endsInDate(let row, let value):
            (
                "Die Datei bricht in Zeile \(row) ab, im Datum „\(value)“, und hat kein Zeilenende.",
                again
            )
        case .tooLarge, .tooManyRows, .rowTooLong, .fieldTooLong, .tooManyColumns: tooLarge(fault)
        case .headingsBlank: ("Die erste Zeile ist leer, die Spalten haben also keine Namen.", putHeadings)
        case .headingsMissing: ("Die erste Zeile enthält Daten statt Spaltenüberschriften.", putHeadings)
        case .headingsDamaged:
            (
                "Die Spaltenüberschriften enthalten Zeichen, die unterwegs beschädigt wurden; die Spalten sind daher nicht "
                    + "erkennbar.",
                "Speichern Sie die Datei als „CSV UTF-8 (durch Trennzeichen getrennt)“, und legen Sie sie erneut ab."
            )
        case .headingsTogether:
            (
                "Alle Spaltenüberschriften stehen in einer Zelle; die Datei hat also nur eine Spalte.",
                "Markieren Sie in Excel die erste Spalte, wählen Sie Daten, Text in Spalten und das Trennzeichen, das zwischen "
                    + "den Werten steht; speichern Sie dann als CSV, und legen Sie die Datei erneut ab."
            )
        case .headingsUnknown(let headings):
            (
                "Die Spaltenüberschriften (\(quoted(headings).joined(separator: ", "))) gehören zu keiner Art von Datei, "
                    + "die certdrop kennt.",
                "Stehen die Überschriften weiter unten, löschen Sie die Zeilen darüber (Titel, Leerzeilen). Gehen Sie "
                    + "andernfalls von einer der Dateien im Ordner templates aus, oder rufen Sie „certdrop template "
                    + "certificates“ auf."
            )
        case .columnsMissing(let kind, let groups, let misspelt): columnsMissing(kind, groups, misspelt)
        case .columnRepeated(let column, let headings):
            (
                Set(headings).count == 1
                    ? "Die Spalte „\(headings[0])“ steht zweimal da."
                    : "Die Spalten \(quoted(headings).joined(separator: " und ")) bedeuten beide „\(column.heading)“.",
                "Löschen Sie eine der beiden Spalten, oder geben Sie ihr eine andere Überschrift, und legen Sie die Datei "
                    + "erneut ab."
            )
        case .tooManyRejected(let rejected, let total, let limit):
            (
                tooManyRejected(rejected, total, limit),
                "Korrigieren Sie die aufgeführten Zeilen, und legen Sie die ganze Datei erneut ab."
            )
        case .notAdministrator(let name):
            (
                "\(name) ist bei certdrop nicht zur Administration berechtigt.",
                "Bitten Sie jemanden mit der Rolle „global“, die Datei abzulegen oder das Konto in die Konfiguration "
                    + "aufzunehmen."
            )
        case .mayNotDrop(let kind, let name):
            (
                "\(name) hat die Rolle „certifications“ und darf Dateien der Art „\(self.kind(kind))“ nicht importieren.",
                "Bitten Sie jemanden mit der Rolle „global“, die Datei abzulegen."
            )
        case .linked(let names):
            (
                "Die Datei hat \(names) Namen (harte Links); abgelegt haben kann sie also auch jemand anderes als ihr "
                    + "Eigentümer.",
                "Kopieren Sie die Datei in den Ordner, statt sie zu verlinken."
            )
        case .unreadable:
            (
                "Der Dienst darf die Datei nicht lesen: Nur ihr Eigentümer kann es.",
                "Geben Sie ihrer Gruppe das Leserecht (Modus 0640, nicht 0600), und legen Sie sie erneut ab."
            )
        case .checksumMissing: ("Die Prüfsummendatei daneben enthält keine SHA-256-Prüfsumme.", uploadBoth)
        case .checksumDiffers:
            (
                "Die Datei ist nicht die, zu der die Prüfsumme gehört: Das Hochladen wurde gestört oder unterbrochen.",
                uploadBoth
            )
        }
    }

    private var again: String { "Exportieren Sie die Datei erneut, oder laden Sie sie noch einmal hoch." }
    private var uploadBoth: String { "Laden Sie beide Dateien noch einmal hoch." }
    private var putHeadings: String {
        "Schreiben Sie die Spaltenüberschriften in die erste Zeile, wie in den Dateien im Ordner templates."
    }

    private func tooManyRejected(_ rejected: Int, _ total: Int, _ limit: Double) -> String {
        let need = rejected == 1 ? "muss" : "müssen"
        guard limit > 0 else { return "\(rows(rejected)) \(need) korrigiert werden, bevor etwas importiert wird." }
        return
            "\(rows(rejected)) von \(grouped(total)) \(need) korrigiert werden; höchstens \(decimal(limit)) % dürfen es sein."
    }

    private func tooLarge(_ fault: FileFault) -> (String, String) {
        switch fault {
        case .tooLarge(let size, let limit):
            (
                "Die Datei hat \(grouped(Int(size))) Byte; erlaubt sind \(grouped(Int(limit))).",
                "Teilen Sie sie in kleinere Dateien auf, oder erhöhen Sie limits.file_size in der Konfiguration."
            )
        case .tooManyRows(let limit):
            (
                "Die Datei hat mehr als \(rows(limit)).",
                "Teilen Sie sie in kleinere Dateien auf, oder erhöhen Sie limits.rows in der Konfiguration."
            )
        case .rowTooLong(let row, let limit):
            (
                "Zeile \(row) ist länger als \(grouped(limit)) Byte.",
                "Suchen Sie nach einem einzelnen Anführungszeichen oder einem fehlenden Zeilenende."
            )
        case .fieldTooLong(let row, let column, let limit):
            (
                "Spalte \(column) in Zeile \(row) ist länger als \(grouped(limit)) Byte.",
                "Suchen Sie nach einem einzelnen Anführungszeichen, oder kürzen Sie den Text."
            )
        case .tooManyColumns(let row, let limit):
            (
                "Zeile \(row) hat mehr als \(grouped(limit)) Spalten.",
                "Löschen Sie die Spalten, die nicht gebraucht werden."
            )
        default: ("Die Datei ist zu groß.", "Teilen Sie sie in kleinere Dateien auf.")
        }
    }

    private func columnsMissing(
        _ kind: FileKind,
        _ groups: [[Column]],
        _ misspelt: FileFault.Misspelling?
    ) -> (String, String) {
        let names = groups.map { quoted($0.map(\.heading)).joined(separator: " oder ") }
        let several = names.count > 1
        return (
            "Es scheint eine Datei der Art „\(self.kind(kind))“ zu sein, aber die Spalte\(several ? "n" : "") "
                + "\(names.joined(separator: " und ")) \(several ? "fehlen" : "fehlt").",
            misspelt.map {
                "Ist mit „\($0.heading)“ „\($0.meant.heading)“ gemeint? Benennen Sie die Spalte um, und legen Sie die Datei "
                    + "erneut ab."
            } ?? "Ergänzen Sie die Spalte\(several ? "n" : ""), und legen Sie die Datei erneut ab."
        )
    }

    private func quoted(_ texts: [String]) -> [String] { texts.map { "„\($0)“" } }

    private func name(_ format: ForeignFormat) -> String {
        switch format {
        case .excelWorkbook: "eine Excel-Arbeitsmappe (.xlsx)"
        case .legacyExcelWorkbook: "eine Excel-Arbeitsmappe (.xls)"
        case .openDocument: "eine OpenDocument-Datei (.ods)"
        case .appleDocument: "ein Dokument aus Apple Numbers oder Pages"
        case .officeDocument: "ein Word- oder PowerPoint-Dokument"
        case .pdf: "ein PDF-Dokument"
        case .zip: "ein ZIP-Archiv"
        case .gzip: "ein gzip-Archiv"
        case .archive: "ein komprimiertes Archiv"
        case .image: "ein Bild"
        case .html: "eine HTML-Seite"
        case .xml: "ein XML-Dokument"
        case .richText: "ein RTF-Dokument"
        case .binary: "eine Binärdatei"
        }
    }

    private func remedy(_ format: ForeignFormat) -> String {
        switch format {
        case .excelWorkbook, .legacyExcelWorkbook, .openDocument, .appleDocument:
            "Öffnen Sie die Datei in Excel, wählen Sie Datei, Speichern unter und den Dateityp „CSV UTF-8 (durch Trennzeichen "
                + "getrennt)“; legen Sie dann die CSV-Datei ab."
        default: "Legen Sie eine CSV-Datei ab, wie die Dateien im Ordner templates."
        }
    }

    public func remark(_ remark: Remark) -> String {
        switch remark {
        case .readAsWindows1252: "Der Text ist kein UTF-8 und wurde deshalb als Windows-1252 gelesen."
        case .dateOrder(let heading, let order):
            "Die Datumsangaben in „\(heading)“ wurden als \(order.rawValue) gelesen, wie es die Spalte nahelegt."
        case .datesInTwoWays(let heading):
            "Die Datumsangaben in „\(heading)“ sind uneinheitlich geschrieben, teils mit führenden Nullen und teils ohne oder mit "
                + "verschiedenen Trennzeichen, als hätte eine Tabellenkalkulation einige umgewandelt. Deshalb wurde keine "
                + "Reihenfolge angenommen."
        case .noDates(let heading, nil):
            "Die Spalte „\(heading)“ enthält keine Datumsangaben. Wurde sie verschoben, oder trägt sie die "
                + "Überschrift einer anderen Spalte?"
        case .noDates(let heading, let other?):
            "Die Spalte „\(heading)“ enthält keine Datumsangaben, wohl aber die Spalte „\(other)“. Wurden die Spalten verschoben, "
                + "aber nicht ihre Überschriften?"
        case .usernamesAreAddresses(let heading):
            "Die Werte in der Spalte „\(heading)“ sind E-Mail-Adressen. Falls sie nicht die Benutzernamen sind, nennen Sie "
                + "die Spalte „\(Column.email.heading)“."
        case .someUsernamesAreAddresses(let heading):
            "Einige Werte in der Spalte „\(heading)“ sind E-Mail-Adressen. Falls sie nicht die Benutzernamen sind, verschieben Sie "
                + "sie in eine Spalte „\(Column.email.heading)“."
        case .usernamesInterchanged(let heading, let emails):
            "Die Spalte „\(heading)“ enthält E-Mail-Adressen und die Spalte „\(emails)“ keine. Wurden die beiden vertauscht?"
        case .noLineEnd(let row):
            "Die Datei endet mit Zeile \(row) und ohne Zeilenende. Falls das Hochladen unterbrochen worden sein kann, prüfen Sie "
                + "diese Zeile, und legen Sie die ganze Datei erneut ab."
        case .importedBefore(let day, let run): "Dieselbe Datei wurde am \(day) importiert, in Lauf \(run)."
        case .completionsForgotten(let count):
            "Auch die Abschlüsse, von denen die Datei berichtet hatte, sind vergessen: \(grouped(count))."
        case .resultsUnknown(let words):
            "Wie jemand abgeschnitten hat, steht in Wörtern da, die nicht bekannt sind: \(examples(words)). Diese Zeilen galten nicht "
                + "als Misserfolg. Falls jemand nicht bestanden oder nicht teilgenommen hat, korrigieren Sie die Zeile zu "
                + "„failed“, oder ergänzen Sie die Wörter unter status_words in der Konfiguration."
        case .addressesShared(let count, let first):
            "Lernende teilen sich eine E-Mail-Adresse: \(sharers(count, first)). Nachrichten an die eine Person erreichen die andere, "
                + "und Zeilen, die sie mit dieser Adresse nennen, werden abgelehnt. Falls es dieselbe Person ist (der "
                + "Benutzername wurde geändert oder hat führende Nullen verloren), machen Sie den Import rückgängig, und legen "
                + "Sie die Zeile mit dem bekannten Benutzernamen ab, einen neuen in der Spalte "
                + "„\(Column.newUsername.heading)“. Sonst korrigieren Sie die Adresse."
        case .noAddresses(let heading):
            "Die Spalte „\(heading)“ enthält keine E-Mail-Adressen. Falls es Benutzernamen sind, nennen Sie die Spalte "
                + "„\(Column.username.heading)“."
        }
    }

    /// `„a“, „b“ und 3 weitere`
    private func examples(_ words: [String]) -> String {
        let first = words.prefix(5).map { "„\($0)“" }.joined(separator: ", ")
        return words.count > 5 ? "\(first) und \(grouped(words.count - 5)) weitere" : first
    }

    /// `„ada“ (Zeile 2) mit „bob“, „max“ (Zeile 5) mit „bob“ und 3 weitere`
    private func sharers(_ count: Int, _ first: [SharedAddress]) -> String {
        let pairs = first.map { "„\($0.username)“ (Zeile \(grouped($0.row))) mit „\($0.other)“" }
        let named = pairs.joined(separator: ", ")
        return count == first.count ? named : "\(named) und \(grouped(count - first.count)) weitere"
    }

    public func unnamedColumn(_ number: Int) -> String { "(Spalte \(number), ohne Überschrift)" }

    public func waiting(_ cause: WaitingCause) -> String {
        switch cause {
        case .next: "Sie ist als nächste an der Reihe."
        case .beingWritten: "Sie wird noch geschrieben und übernommen, sobald das schreibende Programm sie schließt."
        case .settling:
            "Möglicherweise wird sie noch geschrieben. Sie wird übernommen, wenn sie sich nicht mehr ändert."
        case .linked:
            "Sie hat einen zweiten Namen (harter Link). Sie wird übernommen, wenn er verschwindet, und sonst zurückgewiesen."
        case .notRegular(let type):
            "Es ist \(name(type)), keine Datei. Entfernen Sie den Eintrag, oder kopieren Sie die Datei selbst hierher."
        case .gone: "Sie ist nicht mehr da."
        case .givingWay: "Kleinere Dateien anderer Ordner werden vorgelassen; danach geht es mit dieser weiter."
        case .failing(let cause):
            "Sie konnte nicht verarbeitet werden: \(cause) Jede Minute wird es erneut versucht."
        case .unreadable(let cause):
            "Sie kann nicht gelesen werden: \(cause). Geben Sie dem Konto des Dienstes das Leserecht."
        case .denied:
            "Sie kann nicht gelesen werden: Nur ihr Eigentümer darf es. Bleibt es so, wird sie zurückgewiesen."
        }
    }

    private func name(_ type: EntryKind) -> String {
        switch type {
        case .folder: "ein Ordner"
        case .symbolicLink: "ein symbolischer Link"
        case .namedPipe: "eine benannte Pipe"
        case .socket: "ein Socket"
        case .device: "ein Gerät"
        }
    }
}
