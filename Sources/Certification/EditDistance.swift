/// How many single-character slips lie between two words: insertions, deletions, substitutions, and swaps of
/// neighbours (the restricted Damerau–Levenshtein distance).
public enum EditDistance {
    /// The distance if it is at most `limit`, else nil.
    public static func between(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        let width = right.count + 1
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * width) { rows in
            guard let start = rows.baseAddress else { return nil }
            var (beforeLast, last, current) = (start, start + width, start + 2 * width)
            for j in 0..<width { last[j] = j }
            for i in 0..<left.count {
                current[0] = i + 1
                var best = current[0]
                for j in 0..<right.count {
                    var cost = min(last[j + 1] + 1, current[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
                    if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                        cost = min(cost, beforeLast[j - 1] + 1)
                    }
                    current[j + 1] = cost
                    best = min(best, cost)
                }
                if best > limit { return nil }
                (beforeLast, last, current) = (last, current, beforeLast)
            }
            return last[right.count] <= limit ? last[right.count] : nil
        }
    }

    /// Whether one is likely a slip of the other: one slip in a short word, two in a longer one.
    public static func isNear(_ left: String, _ right: String) -> Bool {
        between(Array(left.utf8), Array(right.utf8), limit: limit(forLength: left.utf8.count)) != nil
    }

    public static func limit(forLength length: Int) -> Int { length < 5 ? 1 : 2 }
}
