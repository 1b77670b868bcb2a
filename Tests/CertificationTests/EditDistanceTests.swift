import Certification
import Testing

@Suite("Edit distance")
struct EditDistanceTests {
    @Test(
        "One slip is one",
        arguments: [
            ("jsmith", "jsmiht"), ("jsmith", "jsmit"), ("jsmith", "jsmithh"), ("jsmith", "jsmitj"), ("", "a"),
            ("ab", "ba"),
        ]
    )
    func oneSlip(_ one: String, _ other: String) {
        #expect(EditDistance.between(Array(one.utf8), Array(other.utf8), limit: 3) == 1)
    }

    @Test("It is what the whole matrix says, and nil past the limit")
    func agreesWithTheWholeMatrix() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<8_000 {
            let one = (0..<random.below(9)).map { _ in UInt8(97 + random.below(3)) }
            let other = (0..<random.below(9)).map { _ in UInt8(97 + random.below(3)) }
            let distance = Self.wholeMatrix(one, other)
            for limit in 0...4 {
                let expected = distance <= limit ? distance : nil
                #expect(EditDistance.between(one, other, limit: limit) == expected, "\(one) \(other) \(limit)")
            }
        }
    }

    @Test("It is the same both ways")
    func symmetry() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<2_000 {
            let one = (0..<random.below(8)).map { _ in UInt8(97 + random.below(4)) }
            let other = (0..<random.below(8)).map { _ in UInt8(97 + random.below(4)) }
            #expect(EditDistance.between(one, other, limit: 8) == EditDistance.between(other, one, limit: 8))
        }
    }

    @Test("A short word is near with one slip, a longer one with two")
    func nearness() {
        #expect(EditDistance.isNear("fa01", "fa02"))
        #expect(!EditDistance.isNear("fa01", "fb02"))
        #expect(EditDistance.isNear("first-aid", "frist-aids"))
        #expect(!EditDistance.isNear("first-aid", "fire-safe"))
    }

    /// Restricted Damerau–Levenshtein, every cell of it.
    private static func wholeMatrix(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var matrix = (0...one.count).map { row in (0...other.count).map { row == 0 ? $0 : row } }
        for row in 0...one.count { matrix[row][0] = row }
        for row in stride(from: 1, through: one.count, by: 1) {
            for column in stride(from: 1, through: other.count, by: 1) {
                let substitution = one[row - 1] == other[column - 1] ? 0 : 1
                var cost = min(
                    matrix[row - 1][column] + 1,
                    matrix[row][column - 1] + 1,
                    matrix[row - 1][column - 1] + substitution
                )
                if row > 1, column > 1, one[row - 1] == other[column - 2], one[row - 2] == other[column - 1] {
                    cost = min(cost, matrix[row - 2][column - 2] + 1)
                }
                matrix[row][column] = cost
            }
        }
        return matrix[one.count][other.count]
    }
}
