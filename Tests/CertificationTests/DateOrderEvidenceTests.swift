import Certification
import Testing

@Suite("The date order of a column")
struct DateOrderEvidenceTests {
    @Test("A column in which no value settles the order is never guessed")
    func openColumnsStayOpen() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let separator = random.pick(["/", "-", ".", " "])
            let column = (0..<(1 + random.below(40))).map { _ in
                Self.value(first: 1...12, second: 1...12, separator: separator, &random)
            }
            let evidence = Self.evidence(column)
            #expect(evidence.settled == nil, "\(column)")
            for text in column where Self.isOpen(text) {
                guard case .ambiguous = read(text, evidence.settled) else {
                    Issue.record("\(text) was read in a column that settles nothing")
                    return
                }
            }
        }
    }

    @Test("An order is settled exactly if a value demands it and no value forbids it")
    func settledExactlyByDemand() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<600 {
            let (highestFirst, highestSecond) = (random.pick([12, 14, 31]), random.pick([12, 14, 31]))
            let separator = random.pick(["/", "-", ".", " "])
            let column = (0..<(1 + random.below(12))).map { _ in
                random.below(4) == 0
                    ? random.pick(["2024-03-17", "", "n/a", "17 Mar 2024", "45678", "99/99/2024", "31/12/24"])
                    : Self.value(first: 1...highestFirst, second: 1...highestSecond, separator: separator, &random)
            }
            #expect(Self.evidence(column).settled == Self.obviouslySettled(column), "\(column)")
        }
    }

    @Test(
        "A column that is written in two ways settles nothing for its open values",
        arguments: [
            (["31/01/2024", "3/4/2024"], nil), (["31/12/2024", "3/4/2024"], DateOrder.dayMonthYear),
            (["31/12/2024", "03/04/2024"], .dayMonthYear), (["12/31/2024", "03/04/2024", "5/6/2024"], nil),
            (["31/01/2024", "31/1/2024"], .dayMonthYear), (["1/31/2024", "3/4/2024"], .monthDayYear),
            (["31 / 01 / 2024", "3/4/2024"], nil), (["31.12.2024", "3/4/2024"], nil),
            (["31-12-2024", "3/4/2024"], nil),
            (["31.12.2024", "31/12/2024"], .dayMonthYear), (["31.12.2024", "3 . 4 . 2024"], .dayMonthYear),
            (["31 12 2024", "03.04.2024"], nil), (["31.12.2024 10:15", "3.4.2024"], .dayMonthYear),
        ] as [([String], DateOrder?)]
    )
    func mixedStyles(_ column: [String], _ order: DateOrder?) {
        #expect(Self.evidence(column).settled == order)
    }

    @Test("ISO dates, months in words and what is no date say nothing of the order")
    func silentValues() {
        let evidence = Self.evidence(["2024-03-17", "2024-31-12", "17 Mar 2024", "x", "", "05/05/2024", "20241231"])
        #expect([evidence.dayFirst, evidence.monthFirst, evidence.open] == [0, 0, 0])
        #expect(evidence.settled == nil && !evidence.isMixed)
        #expect((evidence.iso, evidence.others) == (2, 4))
    }

    @Test("Evidence that was gathered in pieces and merged is that of the whole column")
    func mergingIsConcatenation() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<100 {
            let column = (0..<20).map { _ in
                Self.value(first: 1...31, second: 1...31, separator: random.pick(["/", "-", ".", " "]), &random)
            }
            let cut = random.below(column.count + 1)
            var merged = Self.evidence(Array(column[..<cut]))
            merged.merge(Self.evidence(Array(column[cut...])))
            #expect(merged == Self.evidence(column))
        }
    }

    private static func value(
        first: ClosedRange<Int>,
        second: ClosedRange<Int>,
        separator: String,
        _ random: inout SeededGenerator
    ) -> String {
        let one = first.lowerBound + random.below(first.count)
        let other = second.lowerBound + random.below(second.count)
        let time = random.below(5) == 0 ? " 10:15" : ""
        return "\(one)\(separator)\(other)\(separator)\(1990 + random.below(40))\(time)"
    }

    private static func evidence(_ column: [String]) -> DateOrderEvidence {
        var evidence = DateOrderEvidence()
        for text in column { Array(text.utf8).withUnsafeBufferPointer { evidence.observe($0) } }
        return evidence
    }

    private static func numbers(_ text: String) -> [Int]? {
        let date = text.replacing(" 10:15", with: "")
        let parts = date.split { "/-. ".contains($0) }
        guard parts.count == 3, parts[2].count == 4 else { return nil }
        let numbers = parts.compactMap { Int($0) }
        return numbers.count == 3 ? numbers : nil
    }

    private static func isOpen(_ text: String) -> Bool {
        numbers(text).map { $0[0] != $0[1] } ?? false
    }

    /// The rule, told slowly.
    private static func obviouslySettled(_ column: [String]) -> DateOrder? {
        var (demandsDayFirst, demandsMonthFirst) = (false, false)
        for numbers in column.compactMap(numbers) {
            let asDayFirst = CalendarDay(year: numbers[2], month: numbers[1], day: numbers[0]) != nil
            let asMonthFirst = CalendarDay(year: numbers[2], month: numbers[0], day: numbers[1]) != nil
            if asDayFirst && !asMonthFirst { demandsDayFirst = true }
            if asMonthFirst && !asDayFirst { demandsMonthFirst = true }
        }
        if demandsDayFirst == demandsMonthFirst { return nil }
        return demandsDayFirst ? .dayMonthYear : .monthDayYear
    }
}
