/// Reads dates as people and systems write them, from UTF-8 bytes and without allocation.
///
/// Taken always: `2024-03-17`, `2024/03/17`, `20240317`, each also followed by a time of day, and dates whose month is
/// a word (`17 Mar 2024`, `17-March-2024`, `Mar 17, 2024`, `Sunday, 17 March 2024, 10:15 AM`). Dates of three numbers with
/// the year last need a ``DateOrder``.
public enum DateText {
    /// What a text is, as far as dates go.
    public enum Reading: Equatable, Sendable {
        case day(CalendarDay)
        /// Either order gives a day, and no order is known.
        case ambiguous(dayFirst: CalendarDay, monthFirst: CalendarDay)
        /// A bare number such as 45678: the way that Excel stores a date.
        case serial(CalendarDay)
        case invalid
    }

    enum Parts: Equatable {
        case day(CalendarDay)
        /// Two numbers and a year at the end.
        case numbers(Int, Int, year: Int)
        case serial(Int)
        case invalid
    }

    /// Reads `bytes`, which have no space around them. With a known `order`, a date that only the other order allows
    /// is invalid: a column is never read in two ways.
    public static func read(_ bytes: UnsafeBufferPointer<UInt8>, order: DateOrder?) -> Reading {
        switch parts(bytes) {
        case .day(let day): return .day(day)
        case .invalid: return .invalid
        case .serial(let number):
            // Excel's day 1 is 1900-01-01, and it believes in a 29 February 1900.
            return .serial(CalendarDay(number: Int32(number - 25_569)))
        case .numbers(let first, let second, let year):
            let dayFirst = CalendarDay(year: year, month: second, day: first)
            let monthFirst = CalendarDay(year: year, month: first, day: second)
            switch order {
            case .dayMonthYear: return dayFirst.map(Reading.day) ?? .invalid
            case .monthDayYear: return monthFirst.map(Reading.day) ?? .invalid
            case nil:
                guard let dayFirst, let monthFirst else { return (dayFirst ?? monthFirst).map(Reading.day) ?? .invalid }
                return dayFirst == monthFirst
                    ? .day(dayFirst) : .ambiguous(dayFirst: dayFirst, monthFirst: monthFirst)
            }
        }
    }

    /// Whether `bytes` have the shape `dddd-dd-dd`.
    @inlinable
    public static func isISO(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count == 10 && bytes[4] == 0x2D && bytes[7] == 0x2D
            && digit(bytes[0]) && digit(bytes[1]) && digit(bytes[2]) && digit(bytes[3])
            && digit(bytes[5]) && digit(bytes[6]) && digit(bytes[8]) && digit(bytes[9])
    }

    /// The day of a text that ``isISO(_:)``; nil if the calendar has no such day.
    @inlinable
    public static func isoDay(_ bytes: UnsafeBufferPointer<UInt8>) -> CalendarDay? {
        func number(_ index: Int) -> Int { Int(bytes[index] &- 0x30) }
        let year = number(0) &* 1000 &+ number(1) &* 100 &+ number(2) &* 10 &+ number(3)
        return CalendarDay(
            year: year,
            month: number(5) &* 10 &+ number(6),
            day: number(8) &* 10 &+ number(9)
        )
    }

    @inlinable
    static func digit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    static func parts(_ bytes: UnsafeBufferPointer<UInt8>) -> Parts {
        if isISO(bytes) { return isoDay(bytes).map(Parts.day) ?? .invalid }
        var scanner = Scanner(bytes)
        guard let tokens = scanner.tokens() else { return serial(bytes).map(Parts.serial) ?? .invalid }
        let (first, second, third) = tokens
        switch (first, second, third) {
        case (.number(let number, let digits), nil, nil):
            if digits == 8 { return day(number / 10_000, number / 100 % 100, number % 100) }
            return digits == 5 ? serial(bytes).map(Parts.serial) ?? .invalid : .invalid
        case (.number(let year, 4), .number(let month, 1...2)?, .number(let dayOfMonth, 1...2)?):
            return day(year, month, dayOfMonth)
        case (.number(let one, 1...2), .number(let other, 1...2)?, .number(let year, 4)?):
            return .numbers(one, other, year: year)
        case (.number(let dayOfMonth, 1...2), .month(let month)?, .number(let year, 4)?),
            (.month(let month), .number(let dayOfMonth, 1...2)?, .number(let year, 4)?),
            (.number(let year, 4), .month(let month)?, .number(let dayOfMonth, 1...2)?):
            return day(year, month, dayOfMonth)
        default: return .invalid
        }
    }

    /// The days of a number such as 45678, or 45678.5 for a day and a time, that is a date from 1954 to 2100 to Excel.
    private static func serial(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard bytes.count == 5 || (bytes.count > 6 && (bytes[5] == 0x2E || bytes[5] == 0x2C)) else { return nil }
        guard bytes.enumerated().allSatisfy({ $0.offset == 5 || digit($0.element) }) else { return nil }
        let number = bytes[..<5].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return (20_000...73_050).contains(number) ? number : nil
    }

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Parts {
        CalendarDay(year: year, month: month, day: day).map(Parts.day) ?? .invalid
    }
}

extension DateText {
    private enum Token {
        case number(Int, digits: Int)
        case month(Int)
    }

    /// Splits a date into at most three tokens, and passes over a time of day after them.
    private struct Scanner {
        private let bytes: UnsafeBufferPointer<UInt8>
        private var position = 0

        init(_ bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
        }

        mutating func tokens() -> (Token, Token?, Token?)? {
            guard bytes.count <= 40 else { return nil }
            passDayOfWeek()
            guard let first = token() else { return nil }
            if position == bytes.count { return (first, nil, nil) }
            if case .number(_, digits: 8) = first, timeOfDay() { return (first, nil, nil) }
            guard separator(), let second = token(), separator(), let third = token() else { return nil }
            return position == bytes.count || timeOfDay() ? (first, second, third) : nil
        }

        /// Passes over `Sunday, `, `Sun ` and the like, and does not ask whether it is true.
        private mutating func passDayOfWeek() {
            var end = position
            while end < bytes.count, letter(bytes[end]) { end += 1 }
            guard DateText.isDayOfWeek(bytes[position..<end]) else { return }
            position = end
            _ = separator()
        }

        private mutating func token() -> Token? {
            let start = position
            while position < bytes.count, DateText.digit(bytes[position]) { position += 1 }
            if position > start {
                guard position - start <= 8 else { return nil }
                let value = bytes[start..<position].reduce(0) { $0 * 10 + Int($1 - 0x30) }
                return .number(value, digits: position - start)
            }
            while position < bytes.count, letter(bytes[position]) { position += 1 }
            return DateText.month(bytes[start..<position]).map(Token.month)
        }

        /// One of `/`, `-`, `.`, a space, or a comma or full stop followed by spaces.
        private mutating func separator() -> Bool {
            let start = position
            while position < bytes.count, position - start < 3 {
                if " /-.,".utf8.contains(bytes[position]) {
                    position += 1
                } else if bytes[position] == 0xC2, position + 1 < bytes.count, bytes[position + 1] == 0xA0 {
                    // A non-breaking space.
                    position += 2
                } else {
                    break
                }
            }
            return position > start
        }

        /// ` 10:15`, `T10:15:00.000Z`, `T10:15:00+01:00`, `, 10:15 PM`: anything that starts like a time and looks like one.
        private func timeOfDay() -> Bool {
            var start = position
            if bytes[start] == UInt8(ascii: ","), start + 1 < bytes.count { start += 1 }
            guard bytes[start] == UInt8(ascii: "T") || bytes[start] == UInt8(ascii: " ") else { return false }
            let rest = bytes[(start + 1)...]
            guard let first = rest.first, DateText.digit(first), rest.contains(UInt8(ascii: ":")) else { return false }
            return rest.allSatisfy { DateText.digit($0) || ":.+-Z AaPpMm".utf8.contains($0) }
        }

        private func letter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    }

    /// 1...12 for an English month's name or its first three letters (`Sept` as well).
    private static func month(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        guard bytes.count >= 3 else { return nil }
        let word = String(decoding: bytes.map { $0 | 0x20 }, as: UTF8.self)
        return months.firstIndex { $0 == word || $0.prefix(3) == word || (word == "sept" && $0 == "september") }
            .map { $0 + 1 }
    }

    /// Whether it is an English name of a day, or its first three letters.
    private static func isDayOfWeek(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard bytes.count >= 3 else { return false }
        let word = String(decoding: bytes.map { $0 | 0x20 }, as: UTF8.self)
        return daysOfWeek.contains { $0 == word || $0.prefix(3) == word }
    }

    private static let daysOfWeek = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
}
