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
    /// What stands between the numbers of all these.
    private var separators: Separators = []
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
        separators.insert(Separators(bytes[separator..<second]))
    }

    public mutating func merge(_ other: DateOrderEvidence) {
        dayFirst += other.dayFirst
        monthFirst += other.monthFirst
        open += other.open
        padded += other.padded
        unpadded += other.unpadded
        separators.formUnion(other.separators)
        iso += other.iso
        others += other.others
    }

    /// Whether the column is written in two ways, as when a spreadsheet program has taken some of the dates for dates of
    /// its own order and written them anew (3/4/2024), and has left those that its order does not allow as they were
    /// (31/01/2024, 31.1.2024), or when people of two countries have filled it in. What the one say of the order then does
    /// not hold for the others.
    public var isMixed: Bool { (padded > 0 && unpadded > 0) || separators.rawValue.nonzeroBitCount > 1 }

    /// The order that at least one value settles and none contradicts; nil if the column leaves it open, or if it is
    /// mixed and some values are open.
    public var settled: DateOrder? {
        if isMixed && open > 0 { return nil }
        if dayFirst > 0, monthFirst == 0 { return .dayMonthYear }
        if monthFirst > 0, dayFirst == 0 { return .monthDayYear }
        return nil
    }
}

/// What stands between the numbers of dates.
private struct Separators: OptionSet {
    let rawValue: UInt8

    static let slash = Separators(rawValue: 1)
    static let hyphen = Separators(rawValue: 2)
    static let dot = Separators(rawValue: 4)
    static let space = Separators(rawValue: 8)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The one in `bytes`, with spaces around it or without.
    init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        if bytes.contains(UInt8(ascii: "/")) {
            self = .slash
        } else if bytes.contains(UInt8(ascii: "-")) {
            self = .hyphen
        } else {
            self = bytes.contains(UInt8(ascii: ".")) ? .dot : .space
        }
    }
}
