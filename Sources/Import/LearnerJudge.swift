import Certification
import DelimitedText
import Store
import Wording

/// Judges the rows of a learners file and stores each as it goes: a row may depend on what an earlier one did, as when
/// a username passes from one person to another.
final class LearnerJudge {
    private var reader: RowReader
    private let table: LearnerTable
    private let columns: LearnerColumns
    /// The row that settled a learner, by the learner's identifier.
    private var settledBy = RowsByIdentifier()
    /// Learners whose address was new to them and another's, too, when their row was settled. A later row may have changed
    /// that.
    private var sharing: [(id: UInt32, row: UInt32)] = []
    var duplicates: [DuplicateRow] { reader.duplicates }

    init(reader: RowReader, table: LearnerTable) {
        self.reader = reader
        self.table = table
        columns = LearnerColumns(reader.header)
    }

    func judge(_ batch: RecordBatch) throws {
        for record in 0..<batch.count where try reader.begin(batch, record) {
            let row = batch.row(record)
            let texts = LearnerTexts(columns, batch, record, &reader)
            guard let texts, reader.isSound else {
                try reader.reject(row: row)
                continue
            }
            try settle(texts, row: row)
        }
    }

    /// What is to be said of the whole file. To be called after the last batch.
    func remarks() throws -> [Remark] {
        var count = 0
        var first: [SharedAddress] = []
        for (id, row) in sharing {
            guard let (username, other) = try table.sharers(ofAddressOf: Int64(id)) else { continue }
            count += 1
            guard first.count < SharedAddress.examples else { continue }
            first.append(
                SharedAddress(row: Int(row), username: CellText.shown(username), other: CellText.shown(other))
            )
        }
        return count == 0 ? [] : [.addressesShared(count: count, first: first)]
    }

    private func settle(_ texts: LearnerTexts, row: Int) throws {
        let namesAnother =
            !texts.newUsername.isEmpty
            && LookupKey.make(texts.newUsername) != LookupKey.make(texts.username)
        let known = try table.find(username: texts.username)
        let renamed = namesAnother ? try table.find(username: texts.newUsername) : nil
        if let renamed, texts.learner(basedOn: renamed.learner) != renamed.learner,
            try known != nil || !isRenamed(renamed, texts)
        {
            reader.add(
                Finding(
                    row: row,
                    reason: .learnerTaken,
                    column: columns.newUsername,
                    value: CellText.shown(texts.newUsername)
                )
            )
            return try reader.reject(row: row)
        }
        // Dropped again after the renaming, the row finds its learner under the new name, even if the old name has passed
        // to another.
        guard let (id, stored) = renamed ?? known else {
            let learner = texts.learner(basedOn: nil)
            let id = try table.insert(learner, row: row)
            settledBy[id] = row
            if !learner.email.isEmpty { try noteSharing(id, row: row) }
            reader.outcomes[row] = .created
            return
        }
        let wanted = texts.learner(basedOn: stored)
        if let original = settledBy[id] {
            return try reader.settleRepetition(of: original, row: row, agrees: wanted == stored, about: "learner")
        }
        settledBy[id] = row
        try reader.settle(row: row, isSo: wanted == stored) { try table.update(id, to: wanted, row: row) }
        if LookupKey.make(wanted.email) != LookupKey.make(stored.email) { try noteSharing(id, row: row) }
    }

    /// Whether the learner with the new username of a row is the one that the row is about, and not somebody whose username
    /// was given by mistake: the old username was theirs, or the name is.
    private func isRenamed(_ renamed: (id: Int64, learner: Learner), _ texts: LearnerTexts) throws -> Bool {
        let hasSameName =
            LookupKey.make(texts.firstName) == LookupKey.make(renamed.learner.firstName)
            && LookupKey.make(texts.surname) == LookupKey.make(renamed.learner.surname)
        return try hasSameName || table.wasCalled(texts.username, renamed.id)
    }

    private func noteSharing(_ id: Int64, row: Int) throws {
        guard try table.sharers(ofAddressOf: id) != nil else { return }
        sharing.append((UInt32(id), UInt32(row)))
    }
}

/// Four bytes for each identifier up to the highest.
struct RowsByIdentifier {
    private var rows: [UInt32] = []

    subscript(id: Int64) -> Int? {
        get { id < rows.count && rows[Int(id)] > 0 ? Int(rows[Int(id)]) : nil }
        set {
            if id >= rows.count {
                rows.append(contentsOf: repeatElement(0, count: max(Int(id) + 1 - rows.count, rows.count)))
            }
            rows[Int(id)] = UInt32(newValue ?? 0)
        }
    }
}

/// Where the columns of a learners file stand.
private struct LearnerColumns {
    let username: Int
    let firstName: Int
    let surname: Int
    let email: Int?
    let accountState: Int?
    let newUsername: Int?
    let department: Int?
    let jobRole: Int?
    let region: Int?

    init(_ header: Header) {
        // A header without these three is refused before.
        username = header.position(of: .username) ?? 0
        firstName = header.position(of: .firstName) ?? 0
        surname = header.position(of: .surname) ?? 0
        email = header.position(of: .email)
        accountState = header.position(of: .accountState)
        newUsername = header.position(of: .newUsername)
        department = header.position(of: .department)
        jobRole = header.position(of: .jobRole)
        region = header.position(of: .region)
    }
}

/// What a row says of a learner. nil: the file does not say, so what is stored stays.
private struct LearnerTexts {
    let username: String
    let newUsername: String
    let firstName: String
    let surname: String
    let email: String?
    let isActive: Bool?
    let department: String?
    let jobRole: String?
    let region: String?

    /// nil if the row names no learner; other problems are left in `reader`.
    init?(_ columns: LearnerColumns, _ batch: RecordBatch, _ record: Int, _ reader: inout RowReader) {
        func text(_ column: Int?) -> String? {
            column.map { CellText.text(reader.text(batch, record, $0, limit: TextLimit.identifier)) }
        }
        let row = batch.row(record)
        username = text(columns.username) ?? ""
        newUsername = text(columns.newUsername) ?? ""
        firstName = text(columns.firstName) ?? ""
        surname = text(columns.surname) ?? ""
        email = text(columns.email)
        department = text(columns.department)
        jobRole = text(columns.jobRole)
        region = text(columns.region)
        let state = text(columns.accountState)
        isActive = state.flatMap(AccountState.read)

        if username.isEmpty {
            reader.add(Finding(row: row, reason: .learnerMissing, column: columns.username))
            return nil
        }
        if CellText.isScientific(CellText.trimmed(batch.field(record, columns.username))) {
            reader.add(Finding(row: row, reason: .excelNumber, column: columns.username, value: username))
        }
        if firstName.isEmpty && surname.isEmpty {
            reader.add(Finding(row: row, reason: .nameMissing, column: columns.surname))
        }
        if let email, !email.isEmpty, !EmailAddress.isPlausible(email) {
            reader.add(Finding(row: row, reason: .emailInvalid, column: columns.email, value: CellText.shown(email)))
        }
        if let state, !state.isEmpty, isActive == nil {
            reader.add(
                Finding(
                    row: row,
                    reason: .stateUnknown,
                    column: columns.accountState,
                    value: CellText.shown(state),
                    detail: "active|inactive"
                )
            )
        }
    }

    func learner(basedOn stored: Learner?) -> Learner {
        Learner(
            username: newUsername.isEmpty ? stored?.username(unlessRecased: username) ?? username : newUsername,
            firstName: firstName,
            surname: surname,
            email: email ?? stored?.email ?? "",
            isActive: isActive ?? stored?.isActive ?? true,
            department: department ?? stored?.department ?? "",
            jobRole: jobRole ?? stored?.jobRole ?? "",
            region: region ?? stored?.region ?? ""
        )
    }
}

extension Learner {
    /// A username that differs only in its case or spaces is the same; the stored spelling stays, so that two exports
    /// with different spellings do not change it back and forth.
    fileprivate func username(unlessRecased other: String) -> String {
        LookupKey.make(username) == LookupKey.make(other) ? username : other
    }
}

/// The words for an account's state.
enum AccountState {
    /// nil for a word that is not known, and for none.
    static func read(_ text: String) -> Bool? {
        switch LookupKey.make(text) {
        case "active", "enabled", "yes", "y", "true", "1", "current": true
        case "inactive", "disabled", "no", "n", "false", "0", "suspended", "deactivated", "left", "leaver": false
        // German and French, and what Excel makes of true and false there.
        case "aktiv", "ja", "wahr", "actif", "oui", "vrai": true
        case "inaktiv", "nein", "falsch", "deaktiviert", "inactif", "non", "faux": false
        default: nil
        }
    }
}

/// The outer form of an e-mail address: enough to tell a slip, not to prove that it exists (RFC 5321 section 4.1.2).
public enum EmailAddress {
    public static func isPlausible(_ text: String) -> Bool {
        // Every learner of a file has one: bytes are a tenth of the work of characters.
        var text = text
        return text.withUTF8(isPlausible)
            && !text.unicodeScalars.contains { $0.value >= 0x80 && $0.properties.isWhitespace }
    }

    private static func isPlausible(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count <= 254, let at = bytes.firstIndex(of: UInt8(ascii: "@")), (1...64).contains(at) else {
            return false
        }
        let stop = UInt8(ascii: ".")
        var before = stop
        for byte in bytes[(at + 1)...] {
            if byte == UInt8(ascii: "@") || byte == stop && before == stop { return false }
            before = byte
        }
        return before != stop && !bytes.contains { isSpace($0) || forbidden.contains($0) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static let forbidden = Array("<>()[],;:\\\"".utf8)
}
