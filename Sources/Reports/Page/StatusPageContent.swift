import Certification
import Foundation

/// What `status.html` tells: what is running, what waits and why, and what ran last.
public struct StatusPageContent: Sendable {
    /// A run in hand.
    public struct Running: Sendable {
        public var fileName: String
        public var mode: RunMode
        /// What is being done, as people say it: `Reading`, `Storing`.
        public var phase: String
        public var rowsDone: Int
        /// nil if it is not known yet.
        public var rowsTotal: Int?
        public var rowsPerSecond: Double?
        public var secondsLeft: Double?

        public init(
            fileName: String,
            mode: RunMode,
            phase: String,
            rowsDone: Int,
            rowsTotal: Int? = nil,
            rowsPerSecond: Double? = nil,
            secondsLeft: Double? = nil
        ) {
            self.fileName = fileName
            self.mode = mode
            self.phase = phase
            self.rowsDone = rowsDone
            self.rowsTotal = rowsTotal
            self.rowsPerSecond = rowsPerSecond
            self.secondsLeft = secondsLeft
        }
    }

    /// A file that is not taken yet.
    public struct Waiting: Sendable {
        public var fileName: String
        /// The folder it lies in.
        public var folder: String
        /// One sentence: why.
        public var reason: String
        public var since: Date?

        public init(fileName: String, folder: String, reason: String, since: Date? = nil) {
            self.fileName = fileName
            self.folder = folder
            self.reason = reason
            self.since = since
        }
    }

    /// A run that has ended.
    public struct Ended: Sendable {
        public enum Verdict: Sendable { case clean, needsCorrection, refused }

        public var id: RunID
        public var finished: Date
        public var fileName: String
        public var mode: RunMode
        public var verdict: Verdict
        /// The verdict in a few words.
        public var summary: String
        /// The page of the run, relative to the drop root; nil if it has none any more.
        public var report: RelativeLink?

        public init(
            id: RunID,
            finished: Date,
            fileName: String,
            mode: RunMode,
            verdict: Verdict,
            summary: String,
            report: RelativeLink?
        ) {
            self.id = id
            self.finished = finished
            self.fileName = fileName
            self.mode = mode
            self.verdict = verdict
            self.summary = summary
            self.report = report
        }
    }

    /// When the page was written.
    public var written: Date
    /// Whether the service is up; false in the page that it leaves behind when it stops.
    public var isServiceRunning: Bool
    /// Whether it works on a file of another drop root.
    public var isBusyElsewhere: Bool
    /// Why the service cannot go on; nil if it can.
    public var outage: String?
    public var running: [Running]
    public var waiting: [Waiting]
    /// Newest first. At most ``shownRuns`` are shown.
    public var ended: [Ended]

    public static let shownRuns = 50

    public init(
        written: Date,
        isServiceRunning: Bool = true,
        isBusyElsewhere: Bool = false,
        outage: String? = nil,
        running: [Running] = [],
        waiting: [Waiting] = [],
        ended: [Ended] = []
    ) {
        self.written = written
        self.isServiceRunning = isServiceRunning
        self.isBusyElsewhere = isBusyElsewhere
        self.outage = outage
        self.running = running
        self.waiting = waiting
        self.ended = ended
    }
}
