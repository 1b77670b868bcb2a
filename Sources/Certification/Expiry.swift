/// When an award ends.
public enum Expiry: Hashable, Sendable {
    /// It does not expire, whatever the certification's period of validity says.
    case never
    /// The last day of validity.
    case on(CalendarDay)

    public init(_ day: CalendarDay?) {
        self = day.map { .on($0) } ?? .never
    }

    /// nil if it never expires.
    public var day: CalendarDay? {
        switch self {
        case .never: nil
        case .on(let day): day
        }
    }

    /// How files write ``never``, in every language.
    public static let neverWord = "never"

    /// Whether a text says ``never``, in the words of people and of other systems.
    public static func isNever(_ text: String) -> Bool {
        words.contains(LookupKey.make(text))
    }

    private static let words: Set<String> = [
        neverWord, "never expires", "does not expire", "no expiry", "no expiration", "unlimited", "forever",
    ]
}
