/// How an award stands on a day. It is derived and not stored, since it changes by itself.
public enum AwardState: String, CaseIterable, Sendable, Codable {
    case valid
    /// Valid, but not for long.
    case expiring
    case expired
    case revoked

    /// Days before its end from which an award is expiring.
    public static let notice = 60

    /// - `expires`: the last day of validity; nil if it never expires.
    public init(expires: CalendarDay?, isRevoked: Bool, on today: CalendarDay, notice: Int = AwardState.notice) {
        guard !isRevoked else {
            self = .revoked
            return
        }
        guard let expires else {
            self = .valid
            return
        }
        if expires < today {
            self = .expired
        } else {
            self = expires.number - today.number <= notice ? .expiring : .valid
        }
    }
}
