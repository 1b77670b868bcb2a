import Certification
import Testing

@Suite("Dates as text")
struct DateTextTests {
    @Test(
        "What can mean one day only is that day, whatever the order of the column",
        arguments: [
            "2024-03-17", "2024/03/17", "2024.03.17", "2024-3-17", "20240317", "17 Mar 2024", "17-Mar-2024",
            "17 March 2024",
            "17-march-2024", "17.MARCH.2024", "Mar 17, 2024", "March 17 2024", "2024 Mar 17", "2024-Mar-17",
            "2024-03-17T10:15:00", "2024-03-17T10:15:00.000Z", "2024-03-17T10:15:00+01:00", "2024-03-17 10:15",
            "2024-03-17 10:15:00 PM", "17 Mar 2024 10:15", "2024/03/17 00:00", "20240317 10:15",
            "20240317T10:15:00Z", "Sunday, 17 March 2024", "Sun 17 Mar 2024", "SUNDAY 17-March-2024",
            "Sunday, 17 March 2024, 10:15 AM", "Sun, Mar 17, 2024", "17 March 2024, 10:15", "Sunday 2024-03-17",
        ]
    )
    func unmistakable(_ text: String) {
        for order in [nil] + DateOrder.allCases {
            #expect(read(text, order) == .day(day(2024, 3, 17)), "\(text)")
        }
    }

    @Test(
        "The order of the column decides what three numbers mean",
        arguments: [
            ("03/04/2024", "2024-04-03", "2024-03-04"), ("3.4.2024", "2024-04-03", "2024-03-04"),
            ("3-4-2024", "2024-04-03", "2024-03-04"), ("03/04/2024 10:15", "2024-04-03", "2024-03-04"),
            ("03 04 2024", "2024-04-03", "2024-03-04"),
        ]
    )
    func orderDecides(_ text: String, _ dayFirst: String, _ monthFirst: String) throws {
        let (one, other) = (try #require(CalendarDay(iso: dayFirst)), try #require(CalendarDay(iso: monthFirst)))
        #expect(read(text, .dayMonthYear) == .day(one))
        #expect(read(text, .monthDayYear) == .day(other))
        #expect(read(text, nil) == .ambiguous(dayFirst: one, monthFirst: other))
    }

    @Test("With a known order, a date that only the other order allows is no date")
    func theOtherOrderIsRefused() {
        #expect(read("31/12/2024", .monthDayYear) == .invalid)
        #expect(read("12/31/2024", .dayMonthYear) == .invalid)
    }

    @Test("Without an order, a date that only one order allows is that day")
    func theOnlyPossibleOrder() {
        #expect(read("31/12/2024", nil) == .day(day(2024, 12, 31)))
        #expect(read("12/31/2024", nil) == .day(day(2024, 12, 31)))
        #expect(read("05/05/2024", nil) == .day(day(2024, 5, 5)))
    }

    @Test(
        "Every month is read by its name, its first three letters and in any case",
        arguments: zip(
            1...12,
            [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November",
                "December",
            ]
        )
    )
    func months(_ month: Int, _ name: String) {
        for word in [name, name.uppercased(), name.lowercased(), String(name.prefix(3))] {
            #expect(read("1 \(word) 2024", nil) == .day(day(2024, month, 1)), "\(word)")
        }
    }

    @Test(
        "Excel's inner number is known for what it is",
        arguments: [
            ("45368", "2024-03-17"), ("25569", "1970-01-01"), ("36585", "2000-02-29"), ("20000", "1954-10-03"),
            ("73050", "2099-12-31"),
        ]
    )
    func serials(_ text: String, _ expected: String) throws {
        for order in [nil] + DateOrder.allCases {
            #expect(read(text, order) == .serial(try #require(CalendarDay(iso: expected))))
        }
    }

    @Test(
        "What is no date is invalid",
        arguments: [
            "", " ", "x", "2024", "2024-03", "2024-03-", "-2024-03-17", "2024-13-01", "2024-02-30", "20241301",
            "00000000",
            "17/03/24", "1/1/1", "31/04/2024", "29/02/2023", "0/1/2024", "1/0/2024", "13/13/2024", "17 Mars 2024",
            "17 M 2024",
            "17 Ma 2024", "17 Mar", "Mar 2024", "2024-03-17Tmorning", "2024-03-17 10", "2024-03-17x",
            "2024-03-17 10:15 <b>",
            "2024----03-17", "1899-12-31", "2200-01-01", "12345", "19999", "73051", "123456", "1234567", "123456789",
            "99999999999999999999999999999999999999", "17/03/20245", "017/03/2024", "17 Mar 2024 Apr", "NaN", "1e5",
            "\u{0}",
            "Sunday", "Sunday,", "Sun", "Su, 17 March 2024", "Sunday Sunday 17 March 2024", "17 March 2024,",
            "17 March 2024,10:15", "Sunday, 17 March 2024, at noon",
            "٢٠٢٤-٠٣-١٧", "2024–03–17", "2024-03-17T10:15:00 and then some more of this",
        ]
    )
    func invalid(_ text: String) {
        for order in [nil] + DateOrder.allCases { #expect(read(text, order) == .invalid, "\(text)") }
    }

    @Test("Random bytes are read without a crash, and a day that comes of them is within the years taken")
    func randomBytes() {
        var random = SeededGenerator(seed: 4)
        let alphabet = Array("0123456789//--..  ,:TZMarApr\u{0}é".utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<random.below(14)).map { _ in random.pick(alphabet) }
            bytes.withUnsafeBufferPointer { bytes in
                guard case .day(let day) = DateText.read(bytes, order: .dayMonthYear) else { return }
                #expect(CalendarDay.years.contains(day.civil.year))
            }
        }
    }
}

func read(_ text: String, _ order: DateOrder?) -> DateText.Reading {
    Array(text.utf8).withUnsafeBufferPointer { DateText.read($0, order: order) }
}

private func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDay {
    guard let day = CalendarDay(year: year, month: month, day: day) else { preconditionFailure("no such day") }
    return day
}
