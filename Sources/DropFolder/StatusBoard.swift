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

/// Tells people, `certdrop status`, monitors and the service manager what the service is doing: keeps `status.html` of each
/// drop root, a small JSON file in the state directory and the metrics up to date, at most once a second, by a thread of
/// its own.
///
/// It never asks the database while a run is in hand, since a run holds the connection to its end.
final class StatusBoard: Sendable {
    private struct Running {
        let fileName: String
        let mode: RunMode
        let progress: ImportProgress
    }

    /// What there is to say about a drop root.
    private struct Place {
        let root: DropRoot
        var wording: any Wording
        var running: Running?
        var waiting: [WaitingFile] = []
        var ended: [StatusPageContent.Ended] = []
        var metrics: ServiceMetrics
        /// People see something else.
        var hasChanged = true

        mutating func end(_ run: StatusPageContent.Ended) {
            running = nil
            ended.insert(run, at: 0)
            if ended.count > StatusPageContent.shownRuns { ended.removeLast() }
        }
    }

    private struct State {
        /// In the order of the configuration.
        var places: [Place]
        var metricsFile: FilePath?
        var outage: Outage?
        var looked = Date()
        /// Monitors see something else.
        var hasLooked = true
        var isStopped = false

        mutating func change(_ root: DropRoot, _ body: (inout Place) -> Void) {
            guard let index = places.firstIndex(where: { $0.root == root }) else { return }
            body(&places[index])
        }

        mutating func changeAll() {
            for index in places.indices { places[index].hasChanged = true }
        }
    }

    /// What the outboxes hold, by the path of the drop root, asked now and then by the thread that writes. Large outboxes
    /// are asked less often, so that no more than a small part of the time goes into it.
    private struct OutboxLook {
        var summaries: [String: OutboxSummary] = [:]
        var next = ContinuousClock.now
    }

    private let version: String
    private let started = Date()
    private let logger: Logger
    private let manager: ServiceManager
    private let state: Mutex<State>
    private let outboxLook = Mutex(OutboxLook())
    private let hasComplained = Mutex(false)
    private let alarm = Alarm()

    /// - Parameter settings: of each drop root.
    init(_ settings: [RunSettings], _ store: CertificationStore, _ logger: Logger, _ manager: ServiceManager = .none)
        throws
    {
        version = settings[0].version
        self.logger = logger
        self.manager = manager
        let roots = settings.map(\.root)
        let runs = try store.lastRuns(StatusPageContent.shownRuns * roots.count).filter {
            $0.state == .finished && !$0.isInPlace
        }
        let places = settings.map { settings in
            let root = settings.root
            let own = runs.filter { $0.root(among: roots) == root }
            return Place(
                root: root,
                wording: settings.wording,
                ended: own.prefix(StatusPageContent.shownRuns).map { StatusPageContent.Ended($0, root) },
                metrics: ServiceMetrics(
                    dropRoot: root.path,
                    lastSuccess: own.first { $0.refusal == nil }?.finished
                )
            )
        }
        state = Mutex(State(places: places, metricsFile: settings[0].metricsFile.map { FilePath($0) }))
    }

    /// Writes the first pages, and starts the thread.
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

    /// Writes the pages that the service leaves behind.
    func stop() {
        alarm.stop()
        state.withLock {
            $0.isStopped = true
            $0.changeAll()
        }
        writeIfChanged()
    }

    /// What is written from now on is said in these languages, and there.
    func adopt(_ settings: [RunSettings]) {
        state.withLock { state in
            for settings in settings { state.change(settings.root) { $0.wording = settings.wording } }
            state.metricsFile = settings[0].metricsFile.map { FilePath($0) }
            state.changeAll()
        }
    }

    func begin(_ fileName: String, _ mode: RunMode, _ progress: ImportProgress, in root: DropRoot) {
        state.withLock { state in
            state.change(root) { $0.running = Running(fileName: fileName, mode: mode, progress: progress) }
        }
    }

    /// - Parameter seconds: how long the run took.
    func end(_ summary: RunSummary, report: FilePath?, seconds: Double, in root: DropRoot) {
        state.withLock { state in
            state.change(root) { place in
                place.metrics.count(summary, seconds: seconds)
                place.end(StatusPageContent.Ended(summary, report: report, root, place.wording))
            }
            // The pages of the others said that the service was busy.
            state.changeAll()
        }
    }

    /// A run has ended of which no more is known than what the journal has. One of the command line is not shown.
    func end(_ record: RunRecord, in root: DropRoot) {
        guard !record.isInPlace else { return }
        state.withLock { state in
            state.change(root) { $0.end(StatusPageContent.Ended(record, root)) }
            state.changeAll()
        }
    }

    func interrupt(in root: DropRoot) {
        state.withLock { state in
            state.change(root) { $0.running = nil }
            state.changeAll()
        }
    }

    /// The inboxes of a drop root were looked through.
    func show(waiting: [WaitingFile], in root: DropRoot) {
        state.withLock { state in
            state.change(root) {
                if $0.waiting != waiting { $0.hasChanged = true }
                $0.waiting = waiting
            }
            state.looked = Date()
            state.hasLooked = true
        }
    }

    /// The service cannot go on, or goes on again.
    func show(_ outage: Outage?) {
        state.withLock { state in
            if state.outage != outage { state.changeAll() }
            state.outage = outage
            state.hasLooked = true
        }
    }

    private func writeIfChanged() {
        let copy = state.withLock { state -> State? in
            let isBusy = state.places.contains { $0.running != nil }
            // What one works on, others wait for.
            if isBusy { state.changeAll() }
            let copy = state
            for index in state.places.indices { state.places[index].hasChanged = false }
            state.hasLooked = false
            return copy.hasLooked || copy.places.contains(where: \.hasChanged) ? copy : nil
        }
        guard let copy else { return }
        let contents = copy.places.map { place in
            StatusPageContent(
                written: Date(),
                isServiceRunning: !copy.isStopped,
                isBusyElsewhere: copy.places.contains { $0.running != nil && $0.root != place.root },
                outage: copy.outage.map { place.wording.outage($0.cause, sentence: $0.sentence) },
                running: place.running.map {
                    [StatusPageContent.Running($0.fileName, $0.mode, $0.progress, place.wording)]
                } ?? [],
                waiting: place.waiting.map { StatusPageContent.Waiting($0, place.wording) },
                ended: place.ended
            )
        }
        let all = zip(copy.places, contents)
        // A page that cannot be written is written the next time; the runs themselves report a full disk.
        for (place, content) in all where place.hasChanged { try? Self.writePage(place.root, content, place.wording) }
        if copy.places.contains(where: \.hasChanged) { tellManager(copy.places, contents) }
        let status = ServiceStatus(
            Array(zip(copy.places.map { $0.root.name.isEmpty ? nil : $0.root.name }, contents)),
            version: version,
            looked: copy.looked,
            outage: copy.outage
        )
        if let json = try? JSONEncoder().encode(status) {
            try? Self.replace(FilePath(copy.places[0].root.serviceStatus), with: [UInt8](json), isLasting: false)
        }
        writeMetrics(copy)
    }

    /// In one line: what is being worked on, else how it stands with all drop roots together.
    private func tellManager(_ places: [Place], _ contents: [StatusPageContent]) {
        let busy = contents.indices.first { !contents[$0].running.isEmpty } ?? 0
        var content = contents[busy]
        content.waiting = contents.flatMap(\.waiting)
        manager.status(content.line(places[busy].wording))
    }

    private func writeMetrics(_ state: State) {
        guard let metricsFile = state.metricsFile else { return }
        let outboxes = outboxSummaries(state.places.map(\.root))
        let common = ServiceMetrics.Common(
            version: version,
            started: started,
            looked: state.looked,
            outage: state.outage
        )
        let text = ServiceMetrics.text(
            common,
            state.places.map { ($0.metrics, .init(waiting: $0.waiting, outbox: outboxes[$0.root.path])) }
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

    private func outboxSummaries(_ roots: [DropRoot]) -> [String: OutboxSummary] {
        outboxLook.withLock { look in
            let began = ContinuousClock.now
            guard began >= look.next else { return look.summaries }
            look.summaries = [:]
            for root in roots { look.summaries[root.path] = try? Outbox(path: root.outbox).summary() }
            look.next = ContinuousClock.now.advanced(by: began.duration(to: .now) * 20)
            return look.summaries
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
        /// The name of the drop root; nil if there is just one.
        public var root: String?
        public var file: String
        public var mode: RunMode
        public var phase: String
        public var rowsDone: Int
        public var rowsTotal: Int?
        public var rowsPerSecond: Double?
        public var secondsLeft: Double?
    }

    public struct Waiting: Codable, Sendable {
        public var root: String?
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

    /// - Parameter contents: with the name of the drop root.
    init(_ contents: [(String?, StatusPageContent)], version: String, looked: Date, outage: Outage?) {
        self.version = version
        self.looked = looked
        self.outage = outage
        written = contents.map(\.1.written).max() ?? looked
        running = contents.flatMap { root, content in
            content.running.map {
                Running(
                    root: root,
                    file: $0.fileName,
                    mode: $0.mode,
                    phase: $0.phase,
                    rowsDone: $0.rowsDone,
                    rowsTotal: $0.rowsTotal,
                    rowsPerSecond: $0.rowsPerSecond,
                    secondsLeft: $0.secondsLeft
                )
            }
        }
        waiting = contents.flatMap { root, content in
            content.waiting.map {
                Waiting(root: root, file: $0.fileName, folder: $0.folder, reason: $0.reason, since: $0.since)
            }
        }
    }

    /// In bytes; with as many things that wait as fit into it.
    private static let longestStatus = 64 << 20

    /// What the service of the drop root wrote last; nil if there is none.
    public static func read(_ root: DropRoot) -> ServiceStatus? {
        guard let bytes = try? FileSystem.read(FilePath(root.serviceStatus), limit: longestStatus) else { return nil }
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
