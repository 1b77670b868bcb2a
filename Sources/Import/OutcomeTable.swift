import Certification

/// What became of every row: one byte each, so that ten million rows cost ten megabytes.
///
/// Filled by several threads, each for rows of its own; read when they are done.
final class OutcomeTable: @unchecked Sendable {
    // Sendable: every row is written by the one thread that judges it, and read after all threads were joined.
    private let codes: UnsafeMutablePointer<UInt8>
    private let firstRow: Int
    let count: Int

    /// - Parameters:
    ///   - firstRow: the row number of the first data row.
    ///   - count: data rows, blank ones included.
    init(firstRow: Int, count: Int) {
        self.firstRow = firstRow
        self.count = count
        codes = .allocate(capacity: max(count, 1))
        codes.initialize(repeating: 0, count: max(count, 1))
    }

    deinit {
        codes.deallocate()
    }

    /// nil for a blank row.
    @inline(__always)
    subscript(row: Int) -> Outcome? {
        get {
            let code = codes[row - firstRow]
            return code == 0 ? nil : Outcome(rawValue: code - 1)
        }
        set { codes[row - firstRow] = newValue.map { $0.rawValue + 1 } ?? 0 }
    }

    func counts() -> OutcomeCounts {
        var histogram = [Int](repeating: 0, count: Outcome.allCases.count + 1)
        for index in 0..<count { histogram[Int(codes[index])] += 1 }
        var counts = OutcomeCounts()
        for outcome in Outcome.allCases { counts[outcome] = histogram[Int(outcome.rawValue) + 1] }
        return counts
    }
}
