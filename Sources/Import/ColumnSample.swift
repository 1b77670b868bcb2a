import Certification
import DelimitedText
import Wording

/// What the values of a file's first rows look like, column by column: to tell that columns were moved against their
/// headings, or that a column has another's heading. It is only said, and never acted upon.
struct ColumnSample {
    /// What the values of one column are.
    struct Shapes {
        var filled = 0
        var dates = 0
        var addresses = 0

        var areAllDates: Bool { filled > 0 && dates == filled }
        var areAllAddresses: Bool { filled > 0 && addresses == filled }
    }

    private var rows = 0
    private var shapes: [Shapes]
    private static let longest = 1_000

    init(columns: Int) {
        shapes = Array(repeating: Shapes(), count: columns)
    }

    mutating func observe(_ batch: RecordBatch) {
        for record in 0..<min(batch.count, Self.longest - rows) {
            for column in shapes.indices { observe(CellText.trimmed(batch.field(record, column)), column) }
        }
        rows = min(rows + batch.count, Self.longest)
    }

    private mutating func observe(_ cell: CellBytes, _ column: Int) {
        guard !cell.isEmpty else { return }
        shapes[column].filled += 1
        if cell.contains(UInt8(ascii: "@")) { shapes[column].addresses += 1 }
        switch DateText.read(cell, order: nil) {
        case .day, .ambiguous: shapes[column].dates += 1
        case .serial, .invalid: break
        }
    }

    /// What is likely wrong with the columns of a file. It is said of columns only whose values did not do: `rejected`
    /// tells how many rows have a reason.
    func remarks(_ header: Header, rejected: (Reason) -> Int) -> [Remark] {
        [dateRemark(header, .awardDate, rejected(.dateInvalid)), learnerRemark(header, rejected(.learnerUnknown))]
            .compactMap { $0 }
    }

    private func dateRemark(_ header: Header, _ column: Column, _ invalid: Int) -> Remark? {
        guard let position = header.position(of: column), shapes.indices.contains(position), invalid > 0,
            shapes[position].filled > 0, shapes[position].dates == 0
        else { return nil }
        let claimed = [Column.awardDate, .expiryDate].compactMap(header.position)
        let other = shapes.indices.first { shapes[$0].areAllDates && !claimed.contains($0) }
        return .noDates(heading: header.headings[position], other: other.map { header.headings[$0] })
    }

    private func learnerRemark(_ header: Header, _ unknown: Int) -> Remark? {
        guard unknown > 0 else { return nil }
        let username = header.position(of: .username).flatMap { shapes.indices.contains($0) ? $0 : nil }
        let email = header.position(of: .email).flatMap { shapes.indices.contains($0) ? $0 : nil }
        let emailHasNone = email.map { shapes[$0].filled > 0 && shapes[$0].addresses == 0 } ?? false
        if let username, shapes[username].areAllAddresses {
            let heading = header.headings[username]
            guard let email else { return .usernamesAreAddresses(heading: heading) }
            return emailHasNone ? .usernamesInterchanged(heading: heading, emails: header.headings[email]) : nil
        }
        if let username, shapes[username].addresses > 0 {
            return .someUsernamesAreAddresses(heading: header.headings[username])
        }
        guard let email, emailHasNone, username == nil else { return nil }
        return .noAddresses(heading: header.headings[email])
    }
}
