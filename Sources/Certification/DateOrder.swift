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
    /// Of all these, the values with a leading zero, for example 03/04/2024 and 31/01/2024.
    public private(set) var padded = 0
    /// Of all these, the values with a single digit, for example 3/4/2024 and 31/1/2024.
    public private(set) var unpadded = 0
    /// Values such as 2024-12-31.
    public private(set) var iso = 0
    /// All other values that are not empty.
    public private(set) var others = 0

    public init() {}

    @inlinable
    public mutating func observe(_ bytes: UnsafeBufferPointer<UInt8>) {
        if DateText.isISO(bytes) {
            countISO()
        } else if !bytes.isEmpty {
            observeOther(bytes)
        }
    }

    @usableFromInline
    mutating func countISO() { iso += 1 }

    @usableFromInline
    mutating func observeOther(_ bytes: UnsafeBufferPointer<UInt8>) {
        others += 1
        guard case .numbers(let first, let second, let year) = DateText.parts(bytes) else { return }
        let asDayFirst = CalendarDay(year: year, month: second, day: first)
        let asMonthFirst = CalendarDay(year: year, month: first, day: second)
        switch (asDayFirst, asMonthFirst) {
        case (.some, nil): dayFirst += 1
        case (nil, .some): monthFirst += 1
        case (let one?, let other?) where one != other: open += 1
        default: return
        }
        observeStyle(bytes)
    }

    private mutating func observeStyle(_ bytes: UnsafeBufferPointer<UInt8>) {
        if bytes[0] == 0x30 { padded += 1 }
        if !DateText.digit(bytes[1]) { unpadded += 1 }
        guard let separator = bytes.firstIndex(where: { !DateText.digit($0) }),
            let second = bytes[separator...].firstIndex(where: DateText.digit)
        else { return }
        if bytes[second] == 0x30 { padded += 1 }
        if !DateText.digit(bytes[second + 1]) { unpadded += 1 }
    }

    public mutating func merge(_ other: DateOrderEvidence) {
        dayFirst += other.dayFirst
        monthFirst += other.monthFirst
        open += other.open
        padded += other.padded
        unpadded += other.unpadded
        iso += other.iso
        others += other.others
    }

    /// Whether the column is written in two ways, as when a spreadsheet program has taken some of the dates for dates of
    /// its own order and written them anew (3/4/2024), and has left those that its order does not allow as they were
    /// (31/01/2024). What the latter say of the order then does not hold for the former.
    public var isMixed: Bool { padded > 0 && unpadded > 0 }

    /// The order that at least one value settles and none contradicts; nil if the column leaves it open, or if it is
    /// mixed and some values are open.
    public var settled: DateOrder? {
        if isMixed && open > 0 { return nil }
        if dayFirst > 0, monthFirst == 0 { return .dayMonthYear }
        if monthFirst > 0, dayFirst == 0 { return .monthDayYear }
        return nil
    }
}
