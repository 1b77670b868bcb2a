/// The order in which a date of only numbers is written, when the year does not stand first.
public enum DateOrder: String, Sendable, CaseIterable, Codable {
    case dayMonthYear = "dd/MM/yyyy"
    case monthDayYear = "MM/dd/yyyy"
}

/// What the values of one column say about its date order. Gathered over the whole column before any row is judged.
public struct DateOrderEvidence: Sendable, Equatable {
    /// Values that only make sense with the day first, for example 31/12/2024.
    public private(set) var dayFirst = 0
    /// Values that only make sense with the month first, for example 12/31/2024.
    public private(set) var monthFirst = 0
    /// Values that could be either and mean different days, for example 03/04/2024.
    public private(set) var open = 0

    public init() {}

    @inlinable
    public mutating func observe(_ bytes: UnsafeBufferPointer<UInt8>) {
        if DateText.isISO(bytes) { return }
        observeOther(bytes)
    }

    @usableFromInline
    mutating func observeOther(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard case .numbers(let first, let second, let year) = DateText.parts(bytes) else { return }
        let asDayFirst = CalendarDay(year: year, month: second, day: first)
        let asMonthFirst = CalendarDay(year: year, month: first, day: second)
        switch (asDayFirst, asMonthFirst) {
        case (.some, nil): dayFirst += 1
        case (nil, .some): monthFirst += 1
        case (let one?, let other?) where one != other: open += 1
        default: break
        }
    }

    public mutating func merge(_ other: DateOrderEvidence) {
        dayFirst += other.dayFirst
        monthFirst += other.monthFirst
        open += other.open
    }

    /// The order that at least one value settles and none contradicts; nil if the column leaves it open.
    public var settled: DateOrder? {
        if dayFirst > 0, monthFirst == 0 { return .dayMonthYear }
        if monthFirst > 0, dayFirst == 0 { return .monthDayYear }
        return nil
    }
}
