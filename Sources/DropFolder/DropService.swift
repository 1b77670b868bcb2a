import CInotifyTools
import Certification
import Foundation
import Glibc
import Import
import Logging
import Mail
import Store
import SystemPackage

/// Serves one drop root: takes files from the inboxes, one at a time in the order of their arrival, and sees each
/// through. What it does after a crash is what it always does: it goes on from the journal.
///
///     let service = try DropService(settings: settings, store: store, logger: logger)
///     try service.serve()      // until stop() is called by another thread
public final class DropService: Sendable {
    /// When the inboxes are looked through although nothing was heard of them.
    public struct Timing: Sendable {
        /// Seconds that a file must stand still where the kernel cannot tell that it is complete.
        public var settle: Double
        /// Seconds between scans that no event asked for.
        public var rescan: Double
        /// The same where the file system sends no events (NFS, CIFS, FUSE).
        public var rescanWithoutEvents: Double

        public init(settle: Double = 2, rescan: Double = 60, rescanWithoutEvents: Double = 5) {
            self.settle = settle
            self.rescan = rescan
            self.rescanWithoutEvents = rescanWithoutEvents
        }
    }

    private let settings: RunSettings
    private let store: CertificationStore
    private let timing: Timing
    private let logger: Logger
    private let alarm = Alarm()

    /// After a fault of the machine, a run is tried again after so many seconds, then after twice as many, …
    private static let firstRetry: Double = 1
    private static let lastRetry: Double = 60
    /// A file that failed so often in a row is set aside.
    private static let patience = 3

    public init(settings: RunSettings, store: CertificationStore, timing: Timing = Timing(), logger: Logger) {
        self.settings = settings
        self.store = store
        self.timing = timing
        self.logger = logger
    }

    /// Ends ``serve()`` after the run in hand.
    public func stop() {
        alarm.stop()
    }

    /// Handles what is there, then waits for more, until ``stop()``.
    ///
    /// - Throws: ``DropFolderError`` if the drop root cannot be served; a fault during a run is logged and tried again.
    public func serve() throws {
        let lock = try ServiceLock(settings.root)
        defer { withExtendedLifetime(lock) {} }
        try settings.root.check()
        // Watching begins before the first look, so that nothing falls between the two.
        try FolderWatcher.start(RunMode.allCases.map { settings.root.inbox($0).string }, alarm: alarm)
        let board = try StatusBoard(settings, store)
        board.start()
        logger.info("Serving the drop root.", metadata: ["root": "\(settings.root.path)"])
        defer { board.stop() }
        let delivery = try outboxDelivery()
        delivery?.start()
        defer { delivery?.stop() }
        var worker = Worker(settings, store, timing, logger, board, patience: Self.patience)
        worker.ended = { _ in delivery?.wake() }
        var tasks = RecurringTasks(settings, store, logger)
        var retry = Self.firstRetry
        while !alarm.hasStopped {
            var deadline = Date(timeIntervalSinceNow: rescan)
            do {
                let nextLook = try worker.handleAll(until: { self.alarm.hasStopped })
                if let nextLook { deadline = min(deadline, nextLook) }
                retry = Self.firstRetry
                if !alarm.hasStopped, tasks.carryOutIfDue() { delivery?.wake() }
            } catch {
                logger.error("\(sentence(error)) Trying again in \(Int(retry)) s.")
                deadline = Date(timeIntervalSinceNow: retry)
                retry = min(retry * 2, Self.lastRetry)
            }
            alarm.wait(until: deadline)
        }
        logger.info("Stopped.")
    }

    /// Handles what is there, and returns.
    ///
    /// - Returns: what became of each file, and what still waits.
    /// - Throws: ``DropFolderError`` if the drop root cannot be served; the first fault of the machine, after the files
    ///   that it did not concern.
    public func serveOnce() throws -> (runs: [RunSummary], waiting: [WaitingFile]) {
        let lock = try ServiceLock(settings.root)
        defer { withExtendedLifetime(lock) {} }
        try settings.root.check()
        let board = try StatusBoard(settings, store)
        defer { board.stop() }
        var runs: [RunSummary] = []
        var worker = Worker(settings, store, timing, logger, board, patience: 1)
        worker.ended = { runs.append($0) }
        while let nextLook = try worker.handleAll(until: { self.alarm.hasStopped }), !alarm.hasStopped {
            if let fault = worker.fault { throw fault }
            alarm.wait(until: nextLook)
        }
        if let fault = worker.fault { throw fault }
        var tasks = RecurringTasks(settings, store, logger)
        try tasks.carryOut()
        try outboxDelivery()?.deliverOnce()
        return (runs, worker.waiting)
    }

    /// nil if another program delivers.
    private func outboxDelivery() throws -> OutboxDelivery? {
        guard let command = settings.delivery else { return nil }
        let outbox = Outbox(path: settings.root.outbox)
        try outbox.removeLeftovers()
        return OutboxDelivery(outbox, by: command, retry: settings.retry, logger: logger)
    }

    private var rescan: Double {
        var status = statfs()
        guard statfs(settings.root.path, &status) == 0 else { return timing.rescan }
        // NFS, SMB1, SMB2/CIFS, FUSE: `statfs(2)`.
        let silent: Set<UInt32> = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546]
        return silent.contains(UInt32(truncatingIfNeeded: status.f_type)) ? timing.rescanWithoutEvents : timing.rescan
    }
}

/// The sentence of an error for people.
func sentence(_ error: any Error) -> String {
    String(describing: error)
}

/// What the service does between two waits. Owned by one thread.
private struct Worker {
    private let settings: RunSettings
    private let store: CertificationStore
    private let logger: Logger
    private let processor: RunProcessor
    private let board: StatusBoard
    private var check: ReadinessCheck
    private var failed: FailedFiles
    /// Why the first of the files was set aside.
    private(set) var fault: (any Error)?
    /// Called with each run that has ended.
    var ended: (RunSummary) -> Void = { _ in }
    private(set) var waiting: [WaitingFile] = []

    init(
        _ settings: RunSettings,
        _ store: CertificationStore,
        _ timing: DropService.Timing,
        _ logger: Logger,
        _ board: StatusBoard,
        patience: Int
    ) {
        self.settings = settings
        self.store = store
        self.logger = logger
        self.board = board
        processor = RunProcessor(settings: settings, store: store, logger: logger)
        check = ReadinessCheck(settle: timing.settle)
        failed = FailedFiles(patience: patience)
    }

    /// Goes on with unfinished runs, then takes ready files until there are none.
    ///
    /// - Returns: when to look again for a file that has to stand still, or was set aside.
    mutating func handleAll(until isStopped: () -> Bool) throws -> Date? {
        var setAside: [WaitingFile] = []
        let unfinished = try store.unfinishedRuns()
        try makeDurable(unfinished.filter { $0.state == .claimed })
        for record in unfinished {
            if isStopped() { return nil }
            let name = FileName(record.fileName)
            let cause = try attempt(settings.root.spool(of: record.id), name) { try $0.goOn(record) }
            if let cause { setAside.append(WaitingFile(mode: record.mode, name: name, readiness: .failing(cause))) }
        }
        while !isStopped() {
            let scan = try InboxScan(settings.root, &check, now: Date())
            waiting = scan.waiting + setAside
            board.show(waiting: waiting)
            let now = Date()
            let ready = scan.ready.filter {
                !failed.isSetAside(settings.root.inbox($0.mode).appending($0.name), now: now)
            }
            if ready.isEmpty {
                return [scan.nextLook, failed.nextAttempt(after: now)].compactMap(\.self).min()
            }
            for group in ReadyFile.groups(ready) {
                if isStopped() { return nil }
                for record in try take(group) {
                    let name = FileName(record.fileName)
                    let cause = try attempt(settings.root.spool(of: record.id), name) { try $0.goOn(record) }
                    guard let cause else { continue }
                    setAside.append(WaitingFile(mode: record.mode, name: name, readiness: .failing(cause)))
                }
            }
        }
        return nil
    }

    /// Does a part of the work about one file, and counts its failures.
    ///
    /// - Returns: why the file was set aside, if it was, now or before.
    /// - Throws: what `work` throws, unless that happened so often that the file is set aside.
    private mutating func attempt(
        _ path: FilePath,
        _ name: FileName,
        _ work: (inout Worker) throws -> Void
    ) throws -> String? {
        if let cause = failed.cause(path, now: Date()) { return cause }
        do {
            try work(&self)
            failed.forget(path)
            return nil
        } catch {
            let cause = sentence(error)
            guard failed.note(path, cause, now: Date()) else { throw error }
            if fault == nil { fault = error }
            logger.error("\(cause) Others go first.", metadata: ["file": "\(name.display)"])
            return cause
        }
    }

    /// Claims files and moves them into the spool, on the disk.
    private mutating func take(_ files: [ReadyFile]) throws -> [RunRecord] {
        let claims = files.map { file in
            CertificationStore.Claim(
                mode: file.mode,
                folder: settings.root.inbox(file.mode).bytes,
                fileName: file.name.bytes
            )
        }
        var taken: [RunRecord] = []
        for (file, id) in zip(files, try store.claim(claims, at: Date())) {
            _ = try attempt(settings.root.inbox(file.mode).appending(file.name), file.name) { worker in
                try worker.move(file, id)
                if let record = try worker.store.run(id) { taken.append(record) }
            }
        }
        try makeDurable(taken)
        return taken
    }

    private func move(_ file: ReadyFile, _ id: RunID) throws {
        let inbox = settings.root.inbox(file.mode)
        let folder = settings.root.spool(of: id)
        guard folder.withPlatformString({ mkdir($0, 0o700) }) == 0 || errno == EEXIST else {
            throw DropFolderError(doing: "Making \(folder.display)", errno: errno)
        }
        let places = RunPlaces(spooledIn: folder)
        if let sidecar = file.name.checksumName {
            _ = try FileSystem.move(inbox.appending(sidecar), to: places.sidecar)
        }
        _ = try FileSystem.move(inbox.appending(file.name), to: places.file)
    }

    /// Brings to the disk that files have gone from their inboxes into the spool. After a loss of power they must not be
    /// back in their inboxes when their rows are stored.
    private func makeDurable(_ claimed: [RunRecord]) throws {
        guard !claimed.isEmpty else { return }
        for folder in Set(claimed.map { FilePath(bytes: $0.folder) }) where FileSystem.exists(folder) {
            try FileSystem.synchronise(directory: folder)
        }
        try FileSystem.synchronise(directory: FilePath(settings.root.spool))
    }

    /// Goes on with a run from its recorded step; recovery is nothing else. What was claimed is processed if it is a
    /// complete file: between the look at it and the claim, another may have taken its name. In the spool, nothing can.
    private mutating func goOn(_ record: RunRecord) throws {
        switch record.state {
        case .committed: return try processor.publish(record.id)
        case .finished: return
        case .claimed: break
        }
        let places = RunPlaces(spooledIn: settings.root.spool(of: record.id))
        switch check.check(places.file, now: Date()) {
        case .ready, .settling, .linked, .denied: try process(record)
        case .gone, .beingWritten, .notRegular, .unreadable, .failing: try giveBack(record, places)
        }
    }

    /// Undoes a claim: what lies in the spool, if anything does, goes back to its inbox.
    private func giveBack(_ record: RunRecord, _ places: RunPlaces) throws {
        let inbox = FilePath(bytes: record.folder)
        let name = FileName(record.fileName)
        if let sidecar = name.checksumName { _ = try FileSystem.move(places.sidecar, to: inbox.appending(sidecar)) }
        try FileSystem.move(places.file, to: inbox.appending(name), orMarkedWith: record.id)
        try FileSystem.removeTree(settings.root.spool(of: record.id))
        try store.forget(record.id)
    }

    private mutating func process(_ record: RunRecord) throws {
        let progress = ImportProgress()
        board.begin(FileName(record.fileName).display, record.mode, progress)
        let (summary, report): (RunSummary, FilePath)
        do {
            (summary, report) = try processor.process(record, progress: progress)
        } catch {
            board.interrupt()
            throw error
        }
        board.end(summary, report: report)
        ended(summary)
        logger.info(
            "\(summary.isClean ? "Done" : "Needs attention"): \(settings.wording.shortVerdict(summary)).",
            metadata: ["run": "\(record.id)", "mode": "\(record.mode.rawValue)", "rows": "\(summary.counts.total)"]
        )
    }
}
