import Certification
import Foundation
import Import
import Mail
import Wording

/// What runs need to know from the configuration.
public struct RunSettings: Sendable {
    public var root: DropRoot
    public var accounts: Accounts
    /// `today` is set anew for each run.
    public var importing: ImportSettings
    /// Told of files whose uploader is no administrator.
    public var contact: Mailbox?
    public var sender: Sender
    public var templates: MessageTemplates
    /// Where the drop root is reachable by browser, without a slash at the end; nil if it is not.
    public var reportBaseURL: String?
    /// Whose name learners read as the one who recorded their awards; empty for none.
    public var organisation: String
    /// Reports up to this size, in bytes, are attached to the administrator's message.
    public var largestAttachment: Int
    /// What delivers the messages; nil to leave them in the outbox for another program.
    public var delivery: DeliveryCommand?
    public var retry: RetryPolicy
    public var wording: any Wording
    /// So many runs the journal keeps.
    public var keptRuns: Int
    public var retention: Retention
    public var expiring: ExpiryNotices
    /// Where the metrics are written; nil for nowhere.
    public var metricsFile: String?
    /// That of the program.
    public var version: String

    public init(
        root: DropRoot,
        accounts: Accounts,
        importing: ImportSettings,
        contact: Mailbox?,
        sender: Sender,
        templates: MessageTemplates,
        reportBaseURL: String? = nil,
        organisation: String = "",
        largestAttachment: Int = 512 << 10,
        delivery: DeliveryCommand? = nil,
        retry: RetryPolicy = RetryPolicy(),
        wording: any Wording = English(),
        keptRuns: Int = 100_000,
        retention: Retention = Retention(),
        expiring: ExpiryNotices = ExpiryNotices(),
        metricsFile: String? = nil,
        version: String = ""
    ) {
        self.root = root
        self.accounts = accounts
        self.importing = importing
        self.contact = contact
        self.sender = sender
        self.templates = templates
        self.reportBaseURL = reportBaseURL
        self.organisation = organisation
        self.largestAttachment = largestAttachment
        self.delivery = delivery
        self.retry = retry
        self.wording = wording
        self.keptRuns = keptRuns
        self.retention = retention
        self.expiring = expiring
        self.metricsFile = metricsFile
        self.version = version
    }
}

extension CalendarDay {
    /// The date of a moment in the time zone of the machine.
    public static func local(_ moment: Date) -> CalendarDay {
        var seconds = time_t(moment.timeIntervalSince1970)
        var civil = tm()
        localtime_r(&seconds, &civil)
        return CalendarDay(number: Int32((Int(seconds) + civil.tm_gmtoff) / 86_400))
    }
}
