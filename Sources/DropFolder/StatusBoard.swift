import Certification
import Foundation
import Glibc
import Import
import Logging
import Mail
import Reports
import Store
import Synchronization
import SystemPackage
import Wording

/// Tells people, `certdrop status`, monitors and the service manager what the service is doing: keeps `status.html` of the
/// drop root, a small JSON file in the state directory and the metrics up to date, at most once a second, by a thread of
/// its own.
///
/// It never asks the database while a run is in hand, since a run holds the connection to its end.
final class StatusBoard: Sendable {
    private struct State {
        var wording: any Wording
        var metricsFile: FilePath?
        var running: (fileName: String, mode: RunMode, progress: ImportProgress)?
        var waiting: [WaitingFile] = []
        var ended: [StatusPageContent.Ended] = []
        var outage: Outage?
        var looked = Date()
        var metrics: ServiceMetrics
        /// People see something else.
        var hasChanged = true
        /// Monitors do.
        var hasLooked = true
        var isStopped = false
    }

    /// What the outbox holds, asked now and then by the thread that writes. A large outbox is asked less often, so that
    /// no more than a small part of the time goes into it.
    private struct OutboxLook {
        var summary: OutboxSummary?
        var next = ContinuousClock.now
    }

    private let root: DropRoot
    private let version: String
    private let logger: Logger
    private let manager: ServiceManager
    private let state: Mutex<State>
    private let outboxLook = Mutex(OutboxLook())
    private let hasComplained = Mutex(false)
    private let alarm = Alarm()

    init(_ settings: RunSettings, _ store: CertificationStore, _ logger: Logger, _ manager: ServiceManager = .none)
        throws
    {
        root = settings.root
        version = settings.version
        self.logger = logger
        self.manager = manager
        let runs = try store.lastRuns(StatusPageContent.shownRuns).filter { $0.state == .finished && !$0.isInPlace }
        let metrics = ServiceMetrics(
            version: settings.version,
            dropRoot: settings.root.path,
            started: Date(),
            lastSuccess: runs.first { $0.refusal == nil }?.finished
        )
        let root = settings.root
        state = Mutex(
            State(
                wording: settings.wording,
                metricsFile: settings.metricsFile.map { FilePath($0) },
                ended: runs.map { StatusPageContent.Ended($0, root) },
                metrics: metrics
            )
        )
    }

    /// Writes the first page, and starts the thread.
    func start() {
        writeIfChanged()
        let thread = Thread { [self] in
            while !alarm.hasStopped {
                writeIfChanged()
                alarm.pause(1)
            }
        }
        thread.name = "status"
        thread.start()
    }

    /// Writes the page that the service leaves behind.
    func stop() {
        alarm.stop()
        state.withLock {
            $0.isStopped = true
            $0.hasChanged = true
        }
        writeIfChanged()
    }

    /// What is written from now on is said in this language, and there.
    func adopt(_ settings: RunSettings) {
        state.withLock {
            $0.wording = settings.wording
            $0.metricsFile = settings.metricsFile.map { FilePath($0) }
            $0.hasChanged = true
        }
    }

    func begin(_ fileName: String, _ mode: RunMode, _ progress: ImportProgress) {
        state.withLock { $0.running = (fileName, mode, progress) }
    }

    /// - Parameter seconds: how long the run took.
    func end(_ summary: RunSummary, report: FilePath?, seconds: Double) {
        state.withLock { state in
            state.running = nil
            state.hasChanged = true
            state.metrics.count(summary, seconds: seconds)
            state.ended.insert(StatusPageContent.Ended(summary, report: report, root, state.wording), at: 0)
            if state.ended.count > StatusPageContent.shownRuns { state.ended.removeLast() }
        }
    }

    func interrupt() {
        state.withLock {
            $0.running = nil
            $0.hasChanged = true
        }
    }

    /// The inboxes were looked through.
    func show(waiting: [WaitingFile]) {
        state.withLock { state in
            if state.waiting != waiting { state.hasChanged = true }
            state.waiting = waiting
            state.looked = Date()
            state.hasLooked = true
        }
    }

    /// The service cannot go on, or goes on again.
    func show(_ outage: Outage?) {
        state.withLock { state in
            if state.outage != outage { state.hasChanged = true }
            state.outage = outage
            state.hasLooked = true
        }
    }

    private func writeIfChanged() {
        let (copy, hasChanged) = state.withLock { state in
            let hasChanged = state.hasChanged || state.running != nil
            let copy = hasChanged || state.hasLooked ? state : nil
            state.hasChanged = false
            state.hasLooked = false
            return (copy, hasChanged)
        }
        guard let copy else { return }
        let wording = copy.wording
        let content = StatusPageContent(
            written: Date(),
            isServiceRunning: !copy.isStopped,
            outage: copy.outage.map { wording.outage($0.cause, sentence: $0.sentence) },
            running: copy.running.map { [StatusPageContent.Running($0.fileName, $0.mode, $0.progress, wording)] } ?? [],
            waiting: copy.waiting.map { StatusPageContent.Waiting($0, wording) },
            ended: copy.ended
        )
        if hasChanged { manager.status(content.line(wording)) }
        // A page that cannot be written is written the next time; the runs themselves report a full disk.
        if hasChanged { try? Self.writePage(root, content, wording) }
        let status = ServiceStatus(content, version: version, looked: copy.looked, outage: copy.outage)
        if let json = try? JSONEncoder().encode(status) {
            try? Self.replace(FilePath(root.serviceStatus), with: [UInt8](json), isLasting: false)
        }
        writeMetrics(copy)
    }

    private func writeMetrics(_ state: State) {
        guard let metricsFile = state.metricsFile else { return }
        let text = state.metrics.text(
            looked: state.looked,
            waiting: state.waiting,
            outbox: outboxSummary(),
            outage: state.outage
        )
        do {
            try Self.replace(metricsFile, with: Array(text.utf8), isLasting: false)
            hasComplained.withLock { $0 = false }
        } catch {
            let isNews = hasComplained.withLock { complained in
                defer { complained = true }
                return !complained
            }
            if isNews { logger.warning("The metrics cannot be written. \(sentence(error))") }
        }
    }

    private func outboxSummary() -> OutboxSummary? {
        outboxLook.withLock { look -> OutboxSummary? in
            let began = ContinuousClock.now
            guard began >= look.next else { return look.summary }
            look.summary = try? Outbox(path: root.outbox).summary()
            look.next = ContinuousClock.now.advanced(by: began.duration(to: .now) * 20)
            return look.summary
        }
    }

    /// Writes the page of a service that does not even start.
    static func leavePage(_ root: DropRoot, _ wording: any Wording, _ outage: Outage?) {
        let content = StatusPageContent(
            written: Date(),
            isServiceRunning: false,
            outage: outage.map { wording.outage($0.cause, sentence: $0.sentence) }
        )
        try? writePage(root, content, wording)
    }

    private static func writePage(_ root: DropRoot, _ content: StatusPageContent, _ wording: any Wording) throws {
        let page = try StatusPage.render(content, wording: wording)
        try replace(FilePath(root.statusPage), with: Array(page.utf8), isLasting: true)
    }

    /// Under a hidden name first, so that nobody reads half a page.
    private static func replace(_ path: FilePath, with bytes: [UInt8], isLasting: Bool) throws {
        let hidden = path.directory.appending(".\(path.fileName.display).new")
        try FileSystem.write(bytes, to: hidden, permissions: 0o644, isLasting: isLasting)
        _ = try FileSystem.replace(hidden, at: path)
    }
}

/// What the service is doing, as `certdrop status` reads it from the state directory.
public struct ServiceStatus: Codable, Sendable {
    public struct Running: Codable, Sendable {
        public var file: String
        public var mode: RunMode
        public var phase: String
        public var rowsDone: Int
        public var rowsTotal: Int?
        public var rowsPerSecond: Double?
        public var secondsLeft: Double?
    }

    public struct Waiting: Codable, Sendable {
        public var file: String
        public var folder: String
        public var reason: String
        public var since: Date?
    }

    /// The version of the program that serves.
    public var version: String
    public var written: Date
    /// When the inboxes were looked through last.
    public var looked: Date
    /// Set while the service cannot go on.
    public var outage: Outage?
    public var running: [Running]
    public var waiting: [Waiting]

    init(_ content: StatusPageContent, version: String, looked: Date, outage: Outage?) {
        self.version = version
        self.looked = looked
        self.outage = outage
        written = content.written
        running = content.running.map {
            Running(
                file: $0.fileName,
                mode: $0.mode,
                phase: $0.phase,
                rowsDone: $0.rowsDone,
                rowsTotal: $0.rowsTotal,
                rowsPerSecond: $0.rowsPerSecond,
                secondsLeft: $0.secondsLeft
            )
        }
        waiting = content.waiting.map {
            Waiting(file: $0.fileName, folder: $0.folder, reason: $0.reason, since: $0.since)
        }
    }

    /// What the service of the drop root wrote last; nil if there is none.
    public static func read(_ root: DropRoot) -> ServiceStatus? {
        guard let bytes = try? FileSystem.read(FilePath(root.serviceStatus), limit: 1 << 20) else { return nil }
        var status = try? JSONDecoder().decode(ServiceStatus.self, from: Data(bytes))
        // On a full disk the status stays as it was, so the note counts, too.
        if status != nil, status?.outage == nil { status?.outage = Outage.noted(in: root) }
        return status
    }
}

extension StatusPageContent {
    /// What the service is doing, in a line.
    fileprivate func line(_ wording: any Wording) -> String {
        if let outage { return outage }
        guard let run = running.first else {
            return wording.statusVerdict(isRunning: isServiceRunning, runs: 0, waiting: waiting.count)
        }
        let rows = wording.progress(run.rowsDone, of: run.rowsTotal)
        return "\(run.fileName) (\(run.mode.rawValue)): \(run.phase), \(rows)"
    }
}

extension StatusPageContent.Running {
    init(_ fileName: String, _ mode: RunMode, _ progress: ImportProgress, _ wording: any Wording) {
        let pace = ImportPace(progress)
        self.init(
            fileName: fileName,
            mode: mode,
            phase: wording.phase(progress.phase),
            rowsDone: progress.done,
            rowsTotal: progress.total > 0 ? progress.total : nil,
            rowsPerSecond: pace.rowsPerSecond,
            secondsLeft: pace.secondsLeft
        )
    }
}

extension StatusPageContent.Waiting {
    init(_ file: WaitingFile, _ wording: any Wording) {
        let reason = wording.waiting(file.readiness.cause)
        self.init(fileName: file.name.display, folder: file.mode.rawValue, reason: reason, since: file.since)
    }
}

extension StatusPageContent.Ended {
    init(_ record: RunRecord, _ root: DropRoot) {
        self.init(
            id: record.id,
            finished: record.finished ?? record.claimed,
            fileName: FileName(record.fileName).display,
            mode: record.mode,
            verdict: record.refusal != nil ? .refused : record.counts[.rejected] > 0 ? .needsCorrection : .clean,
            summary: record.message ?? "",
            report: record.report.map { RelativeLink(path: $0.dropFirst(root.path.utf8.count + 1)) }
        )
    }

    init(_ summary: RunSummary, report: FilePath?, _ root: DropRoot, _ wording: any Wording) {
        self.init(
            id: summary.id,
            finished: summary.finished,
            fileName: summary.fileName,
            mode: summary.mode,
            verdict: summary.refusal != nil ? .refused : summary.rejected > 0 ? .needsCorrection : .clean,
            summary: wording.verdict(summary),
            report: report.map { RelativeLink(path: $0.bytes.dropFirst(root.path.utf8.count + 1)) }
        )
    }
}
