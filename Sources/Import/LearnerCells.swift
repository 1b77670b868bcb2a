import Certification
import DelimitedText
import Store

/// Where a row names its learner.
struct LearnerCells {
    let username: Int?
    let email: Int?

    init(_ header: Header) {
        username = header.position(of: .username)
        email = header.position(of: .email)
    }

    /// The learner whom a row names, if it names one and no other; nil if anything is wrong.
    func identifier(_ batch: RecordBatch, _ record: Int, _ learners: LearnerDirectory) throws -> Int64? {
        func cell(_ column: Int?) -> CellBytes? {
            column.map { CellText.trimmed(batch.field(record, $0)) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        let byUsername = try cell(username).map(learners.find(username:))
        let byEmail = try cell(email).map(learners.find(email:))
        guard case .one(let id, _)? = byUsername ?? byEmail else { return nil }
        if case .one(let other, _)? = byEmail, other != id { return nil }
        return id
    }
}

/// The learner that a row names.
struct NamedLearner {
    let id: Int64
    let isActive: Bool
    /// The column and the cell by which they were found.
    let column: Int?
    let cell: CellBytes
}

extension RowReader {
    /// Finds the learner of a row by username or e-mail address, or adds what is wrong with them and returns nil.
    /// That they are inactive is for the caller to say: see ``addInactive(_:row:)``.
    mutating func learner(
        _ batch: RecordBatch,
        _ record: Int,
        _ cells: LearnerCells,
        _ learners: LearnerDirectory,
        _ suggestions: Suggestions
    ) throws -> NamedLearner? {
        let row = batch.row(record)
        let username = text(batch, record, cells.username)
        let email = text(batch, record, cells.email)
        if username.isEmpty && email.isEmpty {
            add(Finding(row: row, reason: .learnerMissing, column: cells.username ?? cells.email))
            return nil
        }
        let byUsername = username.isEmpty ? nil : try learners.find(username: username)
        let byEmail = email.isEmpty ? nil : try learners.find(email: email)
        let named = byUsername == nil ? email : username
        let column = byUsername == nil ? cells.email : cells.username
        switch byUsername ?? byEmail ?? .none {
        case .one(let id, let isActive):
            if byUsername != nil, case .one(let other, _)? = byEmail, other != id {
                add(
                    Finding(
                        row: row,
                        reason: .learnerMismatch,
                        column: cells.email,
                        value: CellText.shown(username),
                        detail: CellText.shown(email)
                    )
                )
            }
            return NamedLearner(id: id, isActive: isActive, column: column, cell: named)
        case .several:
            add(Finding(row: row, reason: .learnerAmbiguous, column: column, value: CellText.shown(named)))
        case .none:
            guard !problems.contains(where: { $0.column == column }) else { return nil }
            let isDamaged = CellText.isScientific(named)
            add(
                Finding(
                    row: row,
                    reason: isDamaged ? .excelNumber : .learnerUnknown,
                    column: column,
                    value: CellText.shown(named),
                    suggestion: isDamaged ? nil : try suggestions.learner(near: named, isEmail: byUsername == nil)
                )
            )
        }
        return nil
    }

    mutating func addInactive(_ learner: NamedLearner, row: Int) {
        add(
            Finding(row: row, reason: .learnerInactive, column: learner.column, value: CellText.shown(learner.cell))
        )
    }

    /// The text of a column that the file may not have.
    @inline(__always)
    mutating func text(_ batch: RecordBatch, _ record: Int, _ column: Int?) -> CellBytes {
        guard let column else { return CellBytes(start: nil, count: 0) }
        return text(batch, record, column, limit: TextLimit.identifier)
    }
}
