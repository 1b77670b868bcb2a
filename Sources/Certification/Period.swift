/// How long a certification is valid: calendar months and days, as in ISO 8601 `P2Y6M` or `P90D`.
public struct Period: Hashable, Sendable {
    public var months: Int
    public var days: Int

    public init(months: Int, days: Int = 0) {
        self.months = months
        self.days = days
    }

    /// Reads an ISO 8601 period of years, months, weeks and days (`P3Y`, `P18M`, `P1Y6M`, `P2W`), or words as people
    /// write them (`2 years`, `18 months`, `1 year 6 months`, `90 days`). nil if it is neither, or longer than a century.
    public init?(_ text: String) {
        let lowered = text.lowercased().filter { $0 != " " && $0 != "\u{A0}" && $0 != "," }
        guard !lowered.isEmpty else { return nil }
        let isISO = lowered.first == "p" && lowered.count > 2
        var rest = isISO ? lowered.dropFirst() : lowered[...]
        var months = 0
        var days = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let count = Int(digits), digits.count <= 5 else { return nil }
            rest = rest.dropFirst(digits.count)
            let word = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(word.count)
            switch (String(word), isISO) {
            case ("y", _), ("yr", false), ("yrs", false), ("year", false), ("years", false): months += 12 * count
            case ("m", _), ("month", false), ("months", false), ("mth", false), ("mths", false): months += count
            case ("w", _), ("week", false), ("weeks", false): days += 7 * count
            case ("d", _), ("day", false), ("days", false): days += count
            default: return nil
            }
        }
        guard months + days > 0, months <= 1200, days <= 36_525 else { return nil }
        self.init(months: months, days: days)
    }
}

extension Period: CustomStringConvertible {
    /// ISO 8601, in years, months and days.
    public var description: String {
        let years = months / 12
        let rest = months % 12
        return "P" + (years > 0 ? "\(years)Y" : "") + (rest > 0 ? "\(rest)M" : "") + (days > 0 ? "\(days)D" : "")
    }

    /// The last day of validity of what was awarded on `day`, which is that day in the later month.
    public func end(from day: CalendarDay) -> CalendarDay {
        day.adding(months: months, days: days)
    }
}
