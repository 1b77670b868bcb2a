/// What is said of rows that are not rejected, one of a few sentences each.
struct RowRemarks {
    private var texts: [String] = []
    private var numbers: [String: UInt32] = [:]
    /// Ascending by row.
    private var rows: [(row: UInt32, text: UInt32)] = []

    var isEmpty: Bool { rows.isEmpty }

    /// Rows must come in ascending order.
    mutating func add(_ text: String, row: Int) {
        let number = numbers[text] ?? UInt32(texts.count)
        if number == texts.count {
            texts.append(text)
            numbers[text] = number
        }
        rows.append((UInt32(row), number))
    }

    /// The remark on a row.
    ///
    /// - Parameter position: where the last search ended; rows must be asked for in ascending order.
    func text(row: Int, from position: inout Int) -> String? {
        while position < rows.count, Int(rows[position].row) < row { position += 1 }
        guard position < rows.count, Int(rows[position].row) == row else { return nil }
        return texts[Int(rows[position].text)]
    }
}
