import Certification
import DelimitedText
import Store

/// Judges the rows of a certifications file and stores each as it goes.
final class CertificationJudge {
    private var reader: RowReader
    private let table: CertificationTable
    private var settledBy = RowsByIdentifier()
    var duplicates: [DuplicateRow] { reader.duplicates }

    init(reader: RowReader, table: CertificationTable) {
        self.reader = reader
        self.table = table
    }

    func judge(_ batch: RecordBatch) throws {
        for record in 0..<batch.count where try reader.begin(batch, record) {
            try judge(batch, record)
        }
    }

    private func judge(_ batch: RecordBatch, _ record: Int) throws {
        let row = batch.row(record)
        let reference = text(batch, record, .certificationReference) ?? ""
        let name = text(batch, record, .certificationName) ?? ""
        let period = text(batch, record, .validFor)
        let state = text(batch, record, .state)
        let description = text(batch, record, .description, limit: TextLimit.notes, isMultiline: true)
        if reference.isEmpty || name.isEmpty {
            reader.add(
                Finding(
                    row: row,
                    reason: .certificationMissing,
                    column: position(reference.isEmpty ? .certificationReference : .certificationName)
                )
            )
        }
        let validFor = period.flatMap(Period.init)
        if let period, !period.isEmpty, validFor == nil, !Self.saysForever(period) {
            reader.add(
                Finding(row: row, reason: .periodInvalid, column: position(.validFor), value: CellText.shown(period))
            )
        }
        let isActive = state.flatMap(Self.readState)
        if let state, !state.isEmpty, isActive == nil {
            reader.add(
                Finding(
                    row: row,
                    reason: .stateUnknown,
                    column: position(.state),
                    value: CellText.shown(state),
                    detail: "active|retired"
                )
            )
        }
        guard reader.isSound else { return try reader.reject(row: row) }
        try settle(row: row, reference: reference) { stored in
            Certification(
                reference: stored?.reference ?? reference,
                name: name,
                validFor: period == nil ? stored?.validFor : validFor,
                isActive: isActive ?? stored?.isActive ?? true,
                description: description ?? stored?.description ?? ""
            )
        }
    }

    private func settle(row: Int, reference: String, wanted make: (Certification?) -> Certification) throws {
        guard let (id, stored) = try table.find(reference: reference) else {
            settledBy[try table.insert(make(nil), row: row)] = row
            reader.outcomes[row] = .created
            return
        }
        let wanted = make(stored)
        if let original = settledBy[id] {
            return try reader.settleRepetition(
                of: original,
                row: row,
                agrees: wanted == stored,
                about: "certification"
            )
        }
        settledBy[id] = row
        try reader.settle(row: row, isSo: wanted == stored) { try table.update(id, to: wanted, row: row) }
    }

    private func position(_ column: Column) -> Int? { reader.header.position(of: column) }

    private func text(
        _ batch: RecordBatch,
        _ record: Int,
        _ column: Column,
        limit: Int = TextLimit.identifier,
        isMultiline: Bool = false
    ) -> String? {
        position(column).map {
            CellText.text(reader.text(batch, record, $0, limit: limit, isMultiline: isMultiline))
        }
    }

    private static func saysForever(_ period: String) -> Bool {
        Expiry.isNever(period) || ["none", "-"].contains(LookupKey.make(period))
    }

    private static func readState(_ text: String) -> Bool? {
        switch LookupKey.make(text) {
        case "active", "current", "yes", "true", "1": true
        case "retired", "inactive", "no", "false", "0", "withdrawn": false
        default: nil
        }
    }
}
