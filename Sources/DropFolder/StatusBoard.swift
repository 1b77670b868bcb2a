import Certification
import Foundation
import Glibc
import Import
import Reports
import Store
import Synchronization
import SystemPackage
import Wording

/// Tells people, `certdrop status` and the service manager what the service is doing: keeps `status.html` of the drop root
/// and a small JSON file in the state directory up to date, at most once a second, by a thread of its own.
///
/// It never asks the database while a run is in hand, since a run holds the connection to its end.
final class StatusBoard: Sendable {
    private struct State {
        var wording: any Wording
        var running: (fileName: String, mode: RunMode, progress: ImportProgress)?
        var waiting: [WaitingFile] = []
        var ended: [StatusPageContent.Ended] = []
        var hasChanged = true
        var isStopped = false
    }

    private let root: DropRoot
    private let manager: ServiceManager
    private let state: Mutex<State>
    private let alarm = Alarm()

    init(_ settings: RunSettings, _ store: CertificationStore, _ manager: ServiceManager = .none) throws {
        root = settings.root
        self.manager = manager
        let last = try store.lastRuns(StatusPageContent.shownRuns).filter { $0.state == .finished && !$0.isInPlace }
        state = Mutex(State(wording: settings.wording, ended: last.map { StatusPageContent.Ended($0, settings.root) }))
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

    /// What is written from now on is said in this language.
    func speak(_ wording: any Wording) {
        state.withLock {
            $0.wording = wording
            $0.hasChanged = true
        }
    }

    func begin(_ fileName: String, _ mode: RunMode, _ progress: ImportProgress) {
        state.withLock { $0.running = (fileName, mode, progress) }
    }

    func end(_ summary: RunSummary, report: FilePath?) {
        state.withLock { state in
            state.running = nil
            state.hasChanged = true
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

    func show(waiting: [WaitingFile]) {
        state.withLock { state in
            if state.waiting != waiting { state.hasChanged = true }
            state.waiting = waiting
        }
    }

    private func writeIfChanged() {
        let news: (StatusPageContent, any Wording)? = state.withLock { state in
            guard state.hasChanged || state.running != nil else { return nil }
            state.hasChanged = false
            let wording = state.wording
            let content = StatusPageContent(
                written: Date(),
                isServiceRunning: !state.isStopped,
                running: state.running.map { [StatusPageContent.Running($0.fileName, $0.mode, $0.progress, wording)] }
                    ?? [],
                waiting: state.waiting.map { StatusPageContent.Waiting($0, wording) },
                ended: state.ended
            )
            return (content, wording)
        }
        guard let (content, wording) = news else { return }
        manager.status(content.line(wording))
        // A page that cannot be written is written the next time; the runs themselves report a full disk.
        try? replace(FilePath(root.statusPage), with: Array(StatusPage.render(content, wording: wording).utf8))
        let snapshot = ServiceStatus(content)
        if let json = try? JSONEncoder().encode(snapshot) {
            try? replace(FilePath(root.serviceStatus), with: [UInt8](json))
        }
    }

    /// Under a hidden name first, so that nobody reads half a page.
    private func replace(_ path: FilePath, with bytes: [UInt8]) throws {
        let hidden = path.directory.appending(".\(path.fileName.display).new")
        try FileSystem.write(bytes, to: hidden, permissions: 0o644)
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
    }

    public var written: Date
    public var running: [Running]
    public var waiting: [Waiting]

    init(_ content: StatusPageContent) {
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
        waiting = content.waiting.map { Waiting(file: $0.fileName, folder: $0.folder, reason: $0.reason) }
    }

    /// What the service of the drop root wrote last; nil if there is none.
    public static func read(_ root: DropRoot) -> ServiceStatus? {
        guard let bytes = try? FileSystem.read(FilePath(root.serviceStatus), limit: 1 << 20) else { return nil }
        return try? JSONDecoder().decode(ServiceStatus.self, from: Data(bytes))
    }
}

extension StatusPageContent {
    /// What the service is doing, in a line.
    fileprivate func line(_ wording: any Wording) -> String {
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
        self.init(fileName: file.name.display, folder: file.mode.rawValue, reason: reason)
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
