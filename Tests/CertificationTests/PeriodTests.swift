import Certification
import Testing

@Suite("Periods of validity")
struct PeriodTests {
    @Test(
        "ISO 8601 and the words that people write are read",
        arguments: [
            ("P2Y", 24, 0), ("P18M", 18, 0), ("P1Y6M", 18, 0), ("P2W", 0, 14), ("P90D", 0, 90), ("p3y", 36, 0),
            ("P1Y2M3D", 14, 3), ("2 years", 24, 0), ("1 year", 12, 0), ("18 months", 18, 0), ("1 year 6 months", 18, 0),
            ("1 Year, 6 Months", 18, 0), ("90 days", 0, 90), ("2 weeks", 0, 14), ("3y", 36, 0), ("2yrs", 24, 0),
            ("6 mths", 6, 0), ("2\u{A0}years", 24, 0), ("100 years", 1200, 0), (" 2 years ", 24, 0),
        ]
    )
    func read(_ text: String, _ months: Int, _ days: Int) {
        #expect(Period(text) == Period(months: months, days: days))
    }

    @Test(
        "What is no period is nil",
        arguments: [
            "", " ", "P", "P2", "2", "years", "two years", "PT1H", "P1H", "-2 years", "P-2Y", "1.5 years", "0 days",
            "P0D",
            "101 years", "P1201M", "P36526D", "2 years or so", "P2X", "٢ years", "999999999999999999999 years",
            "P1Y\u{0}", "never",
        ]
    )
    func refused(_ text: String) {
        #expect(Period(text) == nil)
    }

    @Test("A period read back from its description is itself")
    func descriptionRoundTrip() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<1_000 {
            let period = Period(months: random.below(1_201), days: 1 + random.below(36_525))
            #expect(Period(period.description) == period)
        }
    }

    @Test(
        "Validity ends on the same day of the later month",
        arguments: [
            ("2024-02-29", "P1Y", "2025-02-28"), ("2024-01-31", "P1M", "2024-02-29"),
            ("2024-12-15", "P90D", "2025-03-15"),
            ("2024-01-31", "P1M1D", "2024-03-01"), ("2026-11-24", "P3Y", "2029-11-24"),
        ]
    )
    func end(_ day: String, _ period: String, _ expected: String) throws {
        let start = try #require(CalendarDay(iso: day))
        #expect(try #require(Period(period)).end(from: start).description == expected)
    }
}
