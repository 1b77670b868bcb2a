import Certification
import Testing

@Suite("Calendar days")
struct CalendarDayTests {
    @Test("Every day from 1900 to 2199 is the one that Python's datetime counts")
    func everyDayIsPythons() throws {
        let python = try Python.lines(
            """
            from datetime import date, timedelta
            day, last = date(1900, 1, 1), date(2199, 12, 31)
            while day <= last:
                print(day.isoformat())
                day += timedelta(days=1)
            """
        )
        let first = try #require(CalendarDay(year: 1900, month: 1, day: 1))
        let last = try #require(CalendarDay(year: 2199, month: 12, day: 31))
        #expect(first.number == -25_567)
        #expect(python.count == Int(last.number - first.number) + 1)
        var differences: [String] = []
        for (number, text) in zip(first.number..., python) {
            let day = CalendarDay(number: number)
            let (year, month, dayOfMonth) = day.civil
            if day.description != text || CalendarDay(year: year, month: month, day: dayOfMonth) != day {
                differences.append("\(number): \(day), Python \(text)")
            }
        }
        #expect(differences.isEmpty)
    }

    @Test(
        "A day that no calendar has is none",
        arguments: [
            (2023, 2, 29), (1900, 2, 29), (2100, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 0, 1), (2024, 13, 1),
            (2024, 1, 0), (2024, 1, 32), (1899, 12, 31), (2200, 1, 1), (0, 1, 1), (-1, 1, 1),
        ]
    )
    func noSuchDay(_ year: Int, _ month: Int, _ day: Int) {
        #expect(CalendarDay(year: year, month: month, day: day) == nil)
    }

    @Test(
        "ISO text and day are the same thing",
        arguments: [
            "1900-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "2024-02-29", "2199-12-31",
        ]
    )
    func isoRoundTrip(_ text: String) throws {
        #expect(try #require(CalendarDay(iso: text)).description == text)
    }

    @Test(
        "Only yyyy-mm-dd is an ISO day",
        arguments: [
            "", "2024-1-1", "2024/01/01", "20240101", "01/02/2024", "2024-01-01T10:00", " 2024-01-01", "2024-13-01",
            "today",
        ]
    )
    func notISO(_ text: String) {
        #expect(CalendarDay(iso: text) == nil)
    }

    @Test(
        "A day that the later month does not have becomes the month's last",
        arguments: [
            ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", 48, "2028-02-29"), ("2024-01-31", 1, "2024-02-29"),
            ("2023-01-31", 1, "2023-02-28"), ("2024-08-31", 6, "2025-02-28"), ("2024-03-31", -1, "2024-02-29"),
            ("2024-12-31", 12, "2025-12-31"), ("2096-02-29", 48, "2100-02-28"),
        ]
    )
    func endOfMonth(_ day: String, _ months: Int, _ expected: String) throws {
        #expect(try #require(CalendarDay(iso: day)).adding(months: months, days: 0).description == expected)
    }

    @Test("Adding months and days agrees with stepping through the calendar one by one")
    func addingAgreesWithStepping() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<3_000 {
            let start = CalendarDay(number: Int32(random.below(70_000)) - 24_000)
            let (months, days) = (random.below(240) - 40, random.below(120) - 40)
            let expected = Stepper(start).stepped(months: months, days: days)
            #expect(start.adding(months: months, days: days) == expected, "\(start) + \(months) months + \(days) days")
        }
    }

    @Test("Days are ordered as their ISO texts are")
    func orderIsThatOfTheText() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<2_000 {
            let (one, other) = (randomDay(&random), randomDay(&random))
            #expect((one < other) == (one.description < other.description))
        }
    }

    private func randomDay(_ random: inout SeededGenerator) -> CalendarDay {
        CalendarDay(number: Int32(random.below(109_000)) - 25_567)
    }
}

/// The slow and obvious way through the calendar.
private struct Stepper {
    private var year: Int
    private var month: Int
    private var day: Int

    init(_ start: CalendarDay) {
        (year, month, day) = start.civil
    }

    func stepped(months: Int, days: Int) -> CalendarDay? {
        var stepper = self
        for _ in 0..<abs(months) { months > 0 ? stepper.nextMonth() : stepper.previousMonth() }
        while stepper.day > stepper.lastDay { stepper.day -= 1 }
        for _ in 0..<abs(days) { days > 0 ? stepper.tomorrow() : stepper.yesterday() }
        return CalendarDay(year: stepper.year, month: stepper.month, day: stepper.day)
    }

    private var lastDay: Int {
        let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private mutating func nextMonth() {
        month += 1
        if month == 13 { (year, month) = (year + 1, 1) }
    }

    private mutating func previousMonth() {
        month -= 1
        if month == 0 { (year, month) = (year - 1, 12) }
    }

    private mutating func tomorrow() {
        day += 1
        if day > lastDay {
            nextMonth()
            day = 1
        }
    }

    private mutating func yesterday() {
        day -= 1
        if day == 0 {
            previousMonth()
            day = lastDay
        }
    }
}
