/// The identity of an award: which learner holds which certification since when.
///
/// The three parts are packed into one integer whose order is the order of the store's key, so that sorting and
/// comparing awards costs one comparison.
public struct AwardKey: Hashable, Comparable, Sendable {
    /// 30 bits of learner, 16 of certification, 18 of days since 1900-01-01.
    public var packed: UInt64

    /// One below what 29 bits hold: the database's integers have a sign, and the next learner's first key ends a range.
    public static let highestLearner: Int64 = 1 << 29 - 2
    public static let highestCertification: Int64 = 1 << 16 - 1
    /// The day number of 1900-01-01, the first of ``CalendarDay/years``, from which keys count days.
    public static let firstDay: Int32 = -25_567

    @inlinable
    public init(packed: UInt64) {
        self.packed = packed
    }

    /// `learner` and `certification` are the store's row identifiers, at most ``highestLearner`` and ``highestCertification``.
    @inlinable
    public init(learner: Int64, certification: Int64, awarded: CalendarDay) {
        packed =
            UInt64(truncatingIfNeeded: learner) << 34 | UInt64(truncatingIfNeeded: certification) << 18
            | UInt64(truncatingIfNeeded: awarded.number &- AwardKey.firstDay)
    }

    /// The least key of a learner's awards; the learner's own are below that of the next learner.
    public static func first(of learner: Int64) -> AwardKey {
        AwardKey(packed: UInt64(learner) << 34)
    }

    @inlinable public var learner: Int64 { Int64(packed >> 34) }
    @inlinable public var certification: Int64 { Int64(packed >> 18 & 0xFFFF) }
    @inlinable public var awarded: CalendarDay {
        CalendarDay(number: Int32(truncatingIfNeeded: packed & 0x3FFFF) &+ AwardKey.firstDay)
    }

    @inlinable
    public static func < (left: AwardKey, right: AwardKey) -> Bool { left.packed < right.packed }
}
