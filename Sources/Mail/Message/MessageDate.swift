import Certification
import Foundation

/// Instants as messages write them.
enum MessageDate {
    /// `Tue, 24 Nov 2026 10:15:02 +0000`: `date-time` of RFC 5322 section 3.3, in UTC.
    static func text(_ date: Date) -> String {
        let (day, second) = parts(date)
        let civil = day.civil
        // 1970-01-01 was a Thursday.
        let weekday = ((Int(day.number) + 4) % 7 + 7) % 7
        let clock = "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
        return "\(weekdays[weekday]), \(padded(civil.day)) \(months[civil.month - 1]) \(civil.year) \(clock) +0000"
    }

    /// `2026-11-24 10:15 UTC`, for people.
    static func plain(_ date: Date) -> String {
        let (day, second) = parts(date)
        return "\(day) \(padded(second / 3600)):\(padded(second / 60 % 60)) UTC"
    }

    /// Years outside 1 to 9999 cannot be written (RFC 5322 wants four digits): the nearest day that can be is taken.
    private static func parts(_ date: Date) -> (day: CalendarDay, second: Int) {
        let seconds = Int(min(max(date.timeIntervalSince1970, -62_135_596_800), 253_402_300_799).rounded(.down))
        let day = Int((Double(seconds) / 86_400).rounded(.down))
        return (CalendarDay(number: Int32(day)), seconds - day * 86_400)
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
