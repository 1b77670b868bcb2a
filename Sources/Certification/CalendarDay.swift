/// A date without a time, in the proleptic Gregorian calendar: a count of days since 1970-01-01.
///
/// The conversion between day counts and civil dates counts years from 1 March, so that the leap day is the last
/// day of a year and every 400 years are alike.
public struct CalendarDay: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public var number: Int32

    @inlinable
    public init(number: Int32) {
        self.number = number
    }

    /// The years that certdrop takes for dates of awards: what lies outside is a slip of the pen.
    public static let years: ClosedRange<Int> = 1900...2199

    /// nil if there is no such day, or if the year is not among ``years``.
    @inlinable
    public init?(year: Int, month: Int, day: Int) {
        guard CalendarDay.years.contains(year), month >= 1, month <= 12, day >= 1,
            day <= CalendarDay.days(inMonth: month, of: year)
        else { return nil }
        self.init(uncheckedYear: year, month: month, day: day)
    }

    @inlinable
    init(uncheckedYear year: Int, month: Int, day: Int) {
        let shifted = month > 2 ? year : year - 1
        let century = shifted / 400
        let yearOfCycle = shifted - century * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        number = Int32(century * 146_097 + dayOfCycle - 719_468)
    }

    /// Year, month 1...12, day 1...31.
    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let cycle = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfCycle = shifted - cycle * 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    @inlinable
    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    @inlinable
    public static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The day `months` calendar months and then `days` days later. A day that the month does not have becomes the
    /// month's last: a leap day plus one year is 28 February.
    public func adding(months: Int, days: Int) -> CalendarDay {
        let (year, month, day) = civil
        let monthIndex = year * 12 + (month - 1) + months
        let newYear = Int((Double(monthIndex) / 12).rounded(.down))
        let newMonth = monthIndex - newYear * 12 + 1
        let newDay = min(day, CalendarDay.days(inMonth: newMonth, of: newYear))
        let moved = CalendarDay(uncheckedYear: newYear, month: newMonth, day: newDay)
        return CalendarDay(number: moved.number + Int32(days))
    }

    @inlinable
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }
}

extension CalendarDay: CustomStringConvertible {
    /// ISO 8601, `2026-11-24`.
    public var description: String {
        let (year, month, day) = civil
        func padded(_ number: Int, to width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    /// Reads ISO 8601 `yyyy-mm-dd` only.
    public init?(iso text: String) {
        var text = text
        let day: CalendarDay? = text.withUTF8 { bytes in
            guard case .day(let day) = DateText.read(bytes, order: nil) else { return nil }
            return bytes.count == 10 && bytes[4] == UInt8(ascii: "-") ? day : nil
        }
        guard let day else { return nil }
        self = day
    }
}
