import Certification

/// How long certdrop keeps what it has put into the drop root; nil is for good.
public struct Retention: Sendable {
    /// Dropped files with their reports in `done/`, counted from the end of their run.
    public var done: Period?
    /// The same in `failed/`.
    public var failed: Period?
    /// Messages, counted from the day on which they were queued.
    public var sent: Period?
    public var undeliverable: Period?

    public init(done: Period? = nil, failed: Period? = nil, sent: Period? = nil, undeliverable: Period? = nil) {
        self.done = done
        self.failed = failed
        self.sent = sent
        self.undeliverable = undeliverable
    }

    var keepsFiles: Bool { done == nil && failed == nil }
}

/// Who is told that awards are about to expire, and when.
public struct ExpiryNotices: Sendable {
    /// The list for administrators holds what expires within this time; nil for no list.
    public var reportWithin: Period?
    /// The list is made on the first day of service from this day of the month on.
    public var dayOfMonth: Int
    /// Learners are reminded so long before the end of an award.
    public var reminders: [Period]

    public init(reportWithin: Period? = nil, dayOfMonth: Int = 1, reminders: [Period] = []) {
        self.reportWithin = reportWithin
        self.dayOfMonth = dayOfMonth
        self.reminders = reminders
    }
}
