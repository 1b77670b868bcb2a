import Certification
import DelimitedText

/// What is said about whole files.
extension English {
    public func refusal(_ fault: FileFault) -> Refusal {
        let (message, remedy) = texts(fault)
        return Refusal(fault.reason, message, remedy: remedy)
    }

    private func texts(_ fault: FileFault) -> (message: String, remedy: String) {
        switch fault {
        case .empty: ("The file is empty.", again)
        case .withoutRows:
            ("The file has column headings, but no rows under them.", "Fill in the rows and drop the file again.")
        case .foreign(let format): ("This is \(name(format)), not a CSV file.", remedy(format))
        case .endsInQuotes(let row):
            (
                "The file ends inside a quoted value that begins in row \(row).",
                "If the upload broke off, upload it again; else look for a quotation mark too many in row \(row)."
            )
        case .endsInRow(let row, let fields, let expected):
            ("The file breaks off in row \(row), which has \(fields) of \(expected) fields and no line end.", again)
        case .endsInDate(let row, let value):
            ("The file breaks off in row \(row), in the date '\(value)', and has no line end.", again)
        case .tooLarge, .tooManyRows, .rowTooLong, .fieldTooLong, .tooManyColumns: tooLarge(fault)
        case .headingsBlank: ("The first row is blank, so the columns have no names.", putHeadings)
        case .headingsMissing: ("The first row holds data instead of column headings.", putHeadings)
        case .headingsDamaged:
            (
                "The column headings hold characters that were damaged on the way here, so the columns cannot be told.",
                "Save the file as 'CSV UTF-8 (Comma delimited)' and drop it again."
            )
        case .headingsTogether:
            (
                "All column headings stand in one cell, so the file has a single column.",
                "In Excel, select the first column, choose Data, Text to Columns, and the separator that stands between the "
                    + "values; then save the file as CSV and drop it again."
            )
        case .headingsUnknown(let headings):
            (
                "The column headings (\(quoted(headings).joined(separator: ", "))) are of no kind of file that certdrop "
                    + "knows.",
                "If the headings stand further down, delete the rows above them (titles, blank rows). Otherwise start from "
                    + "one of the files in the templates folder, or run 'certdrop template certificates'."
            )
        case .columnsMissing(let kind, let groups, let misspelt): columnsMissing(kind, groups, misspelt)
        case .columnRepeated(let column, let headings):
            (
                Set(headings).count == 1
                    ? "The column '\(headings[0])' stands there twice."
                    : "The columns \(quoted(headings).joined(separator: " and ")) both mean '\(column.heading)'.",
                "Delete one of the two columns, or give it another heading, and drop the file again."
            )
        case .tooManyRejected(let rejected, let total, let limit):
            (
                limit == 0
                    ? "\(rows(rejected)) must be corrected before anything is imported."
                    : "\(rows(rejected)) of \(grouped(total)) must be corrected; at most \(decimal(limit)) % may be.",
                "Correct the rows that are listed and drop the whole file again."
            )
        case .notAdministrator(let name):
            (
                "\(name) is no administrator of certdrop.",
                "Ask a global administrator to drop the file, or to add the account to the configuration."
            )
        case .mayNotDrop(let kind, let name):
            (
                "\(name) is a certifications administrator and may not import \(self.kind(kind)).",
                "Ask a global administrator to drop the file."
            )
        case .linked(let names):
            (
                "The file has \(names) names (hard links), so its owner need not be who dropped it.",
                "Copy the file into the folder instead of linking it."
            )
        case .unreadable:
            (
                "The service may not read the file: its owner alone can.",
                "Give its group the right to read it (mode 0640, not 0600), and drop it again."
            )
        case .checksumMissing: ("The checksum file beside it holds no SHA-256 checksum.", uploadBoth)
        case .checksumDiffers:
            (
                "The file is not the one that its checksum file describes: the upload was damaged or broke off.",
                uploadBoth
            )
        }
    }

    private var again: String { "Export or upload the file once more." }
    private var uploadBoth: String { "Upload both files again." }
    private var putHeadings: String { "Put the column headings into the first row, as in the templates folder." }

    private func tooLarge(_ fault: FileFault) -> (String, String) {
        switch fault {
        case .tooLarge(let size, let limit):
            (
                "The file has \(grouped(Int(size))) bytes; the limit is \(grouped(Int(limit))).",
                "Split it into smaller files, or raise limits.file_size in the configuration."
            )
        case .tooManyRows(let limit):
            (
                "The file has more than \(rows(limit)).",
                "Split it into smaller files, or raise limits.rows in the configuration."
            )
        case .rowTooLong(let row, let limit):
            (
                "Row \(row) is longer than \(grouped(limit)) bytes.",
                "Look for a quotation mark that is not paired, or for a line end that is missing."
            )
        case .fieldTooLong(let row, let column, let limit):
            (
                "Column \(column) of row \(row) is longer than \(grouped(limit)) bytes.",
                "Look for a quotation mark that is not paired, or shorten the text."
            )
        case .tooManyColumns(let row, let limit):
            ("Row \(row) has more than \(grouped(limit)) columns.", "Delete the columns that are not needed.")
        default: ("The file is too large.", "Split it into smaller files.")
        }
    }

    private func columnsMissing(
        _ kind: FileKind,
        _ groups: [[Column]],
        _ misspelt: FileFault.Misspelling?
    ) -> (String, String) {
        let names = groups.map { quoted($0.map(\.heading)).joined(separator: " or ") }
        let several = names.count > 1
        return (
            "It looks like a \(self.kind(kind)) file, but the column\(several ? "s" : "") "
                + "\(names.joined(separator: " and ")) \(several ? "are" : "is") missing.",
            misspelt.map { "Is '\($0.heading)' meant to be '\($0.meant.heading)'? Rename it and drop the file again." }
                ?? "Add \(several ? "them" : "it") and drop the file again."
        )
    }

    private func quoted(_ texts: [String]) -> [String] { texts.map { "'\($0)'" } }

    private func name(_ format: ForeignFormat) -> String {
        switch format {
        case .excelWorkbook: "an Excel workbook (.xlsx)"
        case .legacyExcelWorkbook: "an Excel workbook (.xls)"
        case .openDocument: "an OpenDocument file (.ods)"
        case .appleDocument: "an Apple Numbers or Pages document"
        case .officeDocument: "a Word or PowerPoint document"
        case .pdf: "a PDF document"
        case .zip: "a ZIP archive"
        case .gzip: "a gzip archive"
        case .archive: "a compressed archive"
        case .image: "an image"
        case .html: "an HTML page"
        case .xml: "an XML document"
        case .richText: "an RTF document"
        case .binary: "a binary file"
        }
    }

    private func remedy(_ format: ForeignFormat) -> String {
        switch format {
        case .excelWorkbook, .legacyExcelWorkbook, .openDocument, .appleDocument:
            "Open it in Excel, choose File, Save As, and the type 'CSV UTF-8 (Comma delimited)'; then drop the CSV file."
        default: "Drop a CSV file, such as the ones in the templates folder."
        }
    }

    public func remark(_ remark: Remark) -> String {
        switch remark {
        case .readAsWindows1252: "The text is not UTF-8, so it was read as Windows-1252."
        case .dateOrder(let heading, let order):
            "The dates in '\(heading)' were read as \(order.rawValue), which the column settles."
        case .datesInTwoWays(let heading):
            "The dates in '\(heading)' are written in two ways, some with leading zeros and some without, or with different "
                + "separators, as if a spreadsheet program had turned some of them. So no order was assumed."
        case .noDates(let heading, nil):
            "The column '\(heading)' holds no dates. Was it moved, or is its heading that of another column?"
        case .noDates(let heading, let other?):
            "The column '\(heading)' holds no dates, but the column '\(other)' does. Were the columns moved, but not "
                + "their headings?"
        case .usernamesAreAddresses(let heading):
            "The values in the column '\(heading)' are e-mail addresses. If they are not the usernames, call the column "
                + "'\(Column.email.heading)'."
        case .someUsernamesAreAddresses(let heading):
            "Some values in the column '\(heading)' are e-mail addresses. If they are not usernames, move them to a column "
                + "'\(Column.email.heading)'."
        case .usernamesInterchanged(let heading, let emails):
            "The column '\(heading)' holds e-mail addresses and the column '\(emails)' none. Were the two interchanged?"
        case .noLineEnd(let row):
            "The file ends with row \(row) and without a line end. If the upload may have broken off, check that row, and "
                + "drop the whole file again."
        case .importedBefore(let day, let run): "The same file was imported on \(day), in run \(run)."
        case .completionsForgotten(let count):
            "What learners did according to the file is forgotten, too: \(grouped(count)) completion\(count == 1 ? "" : "s")."
        case .resultsUnknown(let words):
            "How somebody did is told in words that are not known: \(examples(quoted(words))). Their rows were not taken for "
                + "failures. If somebody did not pass, or did not come, correct the row to 'failed', or add the words to "
                + "status_words in the configuration."
        case .addressesShared(let count, let first):
            "Learners share an e-mail address: \(sharers(count, first)). Messages to the one reach the other, and rows that "
                + "name them by the address are rejected. If both are one person (the username has changed, or lost zeros "
                + "at its beginning), undo what was imported and drop the row with the username on record, and a new one "
                + "in the column '\(Column.newUsername.heading)'. Otherwise correct the address."
        case .noAddresses(let heading):
            "The column '\(heading)' holds no e-mail addresses. If they are usernames, call the column "
                + "'\(Column.username.heading)'."
        }
    }

    /// `'a', 'b', and 3 more`
    private func examples(_ texts: [String]) -> String {
        let first = texts.prefix(5).joined(separator: ", ")
        return texts.count > 5 ? "\(first), and \(grouped(texts.count - 5)) more" : first
    }

    /// `'ada' (row 2) with 'bob', 'max' (row 5) with 'bob', and 3 more`
    private func sharers(_ count: Int, _ first: [SharedAddress]) -> String {
        let named = first.map { "'\($0.username)' (row \(grouped($0.row))) with '\($0.other)'" }.joined(separator: ", ")
        return count == first.count ? named : "\(named), and \(grouped(count - first.count)) more"
    }

    public func unnamedColumn(_ number: Int) -> String { "(column \(number), no heading)" }

    public func waiting(_ cause: WaitingCause) -> String {
        switch cause {
        case .next: "It is taken next."
        case .beingWritten: "It is still being written. It is taken when its writer closes it."
        case .settling: "It may still be written. It is taken when it has stood still for a moment."
        case .linked: "It has a second name (a hard link). It is taken when that is gone, and refused if it stays."
        case .notRegular(let type): "It is \(name(type)), not a file. Remove it, or copy the file itself here."
        case .gone: "It is gone."
        case .givingWay: "It lets smaller files of other folders go first, and is gone on with after them."
        case .failing(let cause): "It could not be processed: \(cause) It is tried again every minute."
        case .unreadable(let cause):
            "It cannot be read: \(cause). Give the account of the service the right to read it."
        case .denied: "It cannot be read: its owner alone may. It is refused if it stays so."
        }
    }

    private func name(_ type: EntryKind) -> String {
        switch type {
        case .folder: "a folder"
        case .symbolicLink: "a symbolic link"
        case .namedPipe: "a named pipe"
        case .socket: "a socket"
        case .device: "a device"
        }
    }
}
