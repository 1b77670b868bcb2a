import CInotifyTools
import Certification
import Dispatch
import Foundation
import Glibc
import Import
import Logging
import Mail
import Store
import Synchronization
import SystemPackage
import Wording

/// Serves drop roots: takes files from the inboxes, those of a drop root one at a time in the order of their arrival, and
/// sees each through. What it does after a crash is what it always does: it goes on from the journal.
///
///     let lock = try ServiceLock([settings.root])
///     let service = DropService(settings: [settings], lock: lock, store: store, logger: logger)
///     try service.serve()      // until stop() is called by another thread
public final class DropService: Sendable {
    /// How long things are waited for.
    public struct Timing: Sendable {
        /// Seconds that a file must stand still where the kernel cannot tell that it is complete.
        public var settle: Double
        /// Seconds between scans that no event asked for.
        public var rescan: Double
        /// The same where the file system sends no events (NFS, CIFS, FUSE).
        public var rescanWithoutEvents: Double
        /// Seconds that a run in hand may go on after a stop was asked for.
        public var stopGrace: Double

        public init(
            settle: Double = 2,
            rescan: Double = 60,
            rescanWithoutEvents: Double = 5,
            stopGrace: Double = 10
        ) {
            self.settle = settle
            self.rescan = rescan
            self.rescanWithoutEvents = rescanWithoutEvents
            self.stopGrace = stopGrace
        }
    }

    /// What the configuration says.
    private struct Plan {
        var settings: [RunSettings]
        var timing: Timing
        /// The thread of the service does not go by it yet.
        var isNew = true
    }

    private let plan: Mutex<Plan>
    private let roots: [DropRoot]
    private let lock: ServiceLock
    private let store: CertificationStore
    private let logger: Logger
    private let checkpoints: Checkpoints
    private let manager: ServiceManager
    private let lookout: Lookout
    private let alarm = Alarm()

    /// After a fault of the machine, a run is tried again after so many seconds, then after twice as many, …
    private static let firstRetry: Double = 1
    private static let lastRetry: Double = 60
    /// A file that failed so often in a row is set aside.
    private static let patience = 3

    /// - `settings`: of each drop root; at least one. They share their state directory.
    /// - `lock`: held from before the database was opened.
    /// - `checkpoints`: passed as the work goes on; also while the store waits for another process, if it is told to.
    /// - `manager`: told how the service stands.
    public init(
        settings: [RunSettings],
        lock: ServiceLock,
        store: CertificationStore,
        timing: Timing = Timing(),
        logger: Logger,
        checkpoints: Checkpoints = Checkpoints(),
        manager: ServiceManager = .none
    ) {
        plan = Mutex(Plan(settings: settings, timing: timing))
        roots = settings.map(\.root)
        self.lock = lock
        self.store = store
        self.logger = logger
        self.checkpoints = checkpoints
        lookout = Lookout(checkpoints)
        self.manager = manager
    }

    /// Ends ``serve()`` after the run in hand. One that takes longer than ``Timing/stopGrace`` is taken back: it begins
    /// again, or is published to its end, when the drop root is served the next time.
    public func stop() {
        manager.stopping()
        // The run in hand gives way no more.
        lookout.stop()
        alarm.stop()
        let grace = plan.withLock { $0.timing.stopGrace }
        DispatchQueue.global().asyncAfter(deadline: .now() + grace) { self.checkpoints.interrupt() }
    }

    /// Of each drop root, as the service goes by them.
    public var settings: [RunSettings] { plan.withLock { $0.settings } }

    /// Goes by a new configuration from the next file on. The drop roots stay those that are served: what is said of
    /// others is left out, and one of which nothing is said goes by what was said before.
    public func adopt(_ settings: [RunSettings], timing: Timing) {
        plan.withLock { plan in
            let adopted = plan.settings.map { old in
                let isOnly = plan.settings.count == 1 && settings.count == 1
                guard var new = settings.first(where: { isOnly || $0.root.path == old.root.path }) else { return old }
                new.root = old.root
                return new
            }
            plan = Plan(settings: adopted, timing: timing)
        }
        alarm.ring()
    }

    /// Handles what is there, then waits for more, until ``stop()``.
    ///
    /// - Throws: ``DropFolderError`` if a drop root cannot be served; a fault during a run is logged and tried again.
    public func serve() throws {
        for root in roots { try root.check() }
        try moveOrphansAside()
        // Watching begins before the first look, so that nothing falls between the two.
        let inboxes = roots.flatMap { root in RunMode.allCases.map { root.inbox($0).string } }
        try FolderWatcher.start(inboxes, alarms: [alarm, lookout.alarm])
        let board = try StatusBoard(settings, store, logger, manager)
        board.start()
        defer { board.stop() }
        let watchdog = Watchdog(manager, checkpoints: checkpoints, rest: alarm)
        watchdog.start()
        defer { watchdog.stop() }
        lookout.start()
        defer { lookout.stop() }
        for root in roots { logger.info("Serving the drop root.", metadata: ["root": "\(root.path)"]) }
        var isReady = false
        while !alarm.hasStopped { try serve(currentPlan(), board, &isReady) }
        logger.info("Stopped.")
    }

    private func currentPlan() -> Plan {
        plan.withLock { plan in
            plan.isNew = false
            return plan
        }
    }

    /// Whether the work on hand is to be left after the run.
    private var hasOtherOrders: Bool { alarm.hasStopped || plan.withLock { $0.isNew } }

    /// Serves until there is another plan.
    private func serve(_ plan: Plan, _ board: StatusBoard, _ isReady: inout Bool) throws {
        board.adopt(plan.settings)
        var notice = OutageNotice(plan.settings.map(OutageNotice.Addressee.init), logger: logger)
        board.show(notice.outage)
        let deliveries = try OutboxDeliveries(plan.settings, logger)
        deliveries.start()
        defer { deliveries.stop(within: plan.timing.stopGrace) }
        var workers = makeWorkers(plan, board, patience: Self.patience) { _ in deliveries.wake() }
        var tasks = RecurringTasks(plan.settings, store, logger, checkpoints)
        var retry = Self.firstRetry
        while !hasOtherOrders {
            var (pause, next) = (rescan(plan.timing), Date.distantFuture)
            do {
                try checkpoints.pass()
                if !isReady {
                    try workers.look()
                    manager.ready()
                    isReady = true
                }
                let nextLook = try workers.handleAll(until: { self.hasOtherOrders })
                if let nextLook { next = nextLook }
                retry = Self.firstRetry
                if workers.isUnhindered { notice.end() }
                board.show(notice.outage)
                if hasOtherOrders { break }
                switch tasks.carryOutIfDue(lookout, givingWayTo: workers.others) {
                case .nothingToDo: break
                case .done: deliveries.wake()
                case .gaveWay: continue
                }
            } catch {
                if checkpoints.isInterrupted { break }
                let sentence = "\(sentence(error)) Trying again in \(Int(retry)) s."
                logger.error("\(sentence)", metadata: (error as? RunFault)?.metadata)
                manager.status(sentence)
                // What is no more than a hiccup is gone the next time.
                if OutageCause(error) != .machine || retry > Self.firstRetry {
                    notice.tell(error)
                    board.show(notice.outage)
                    deliveries.wake()
                }
                pause = retry
                retry = min(retry * 2, Self.lastRetry)
            }
            alarm.wait(until: next, atMost: pause)
        }
    }

    /// Handles what is there, and returns.
    ///
    /// - Returns: what became of each file, and what still waits.
    /// - Throws: ``DropFolderError`` if a drop root cannot be served; the first fault of the machine, after the files
    ///   that it did not concern.
    public func serveOnce() throws -> (runs: [RunSummary], waiting: [(root: DropRoot, file: WaitingFile)]) {
        let plan = currentPlan()
        for root in roots { try root.check() }
        try moveOrphansAside()
        let board = try StatusBoard(plan.settings, store, logger)
        defer { board.stop() }
        lookout.start()
        defer { lookout.stop() }
        var runs: [RunSummary] = []
        var workers = makeWorkers(plan, board, patience: 1) { if let summary = $0 { runs.append(summary) } }
        while let nextLook = try workers.handleAll(until: { self.alarm.hasStopped }), !alarm.hasStopped {
            if let fault = workers.fault { throw fault }
            alarm.wait(until: nextLook)
        }
        if let fault = workers.fault { throw fault }
        var tasks = RecurringTasks(plan.settings, store, logger, checkpoints)
        try tasks.carryOut()
        try OutboxDeliveries(plan.settings, logger).deliverOnce()
        return (runs, workers.waiting)
    }

    private func makeWorkers(
        _ plan: Plan,
        _ board: StatusBoard,
        patience: Int,
        ended: @escaping (RunSummary?) -> Void
    ) -> Workers {
        let workers = plan.settings.map { settings in
            var worker = Worker(
                settings,
                store,
                plan.timing,
                logger,
                board,
                lookout,
                checkpoints,
                patience: patience
            )
            worker.ended = ended
            return worker
        }
        return Workers(workers, store, logger, checkpoints)
    }

    private func moveOrphansAside() throws {
        for file in try SpoolOrphans.moveAside(roots[0], store) {
            logger.warning(
                "A file in the spool belongs to no run that the database knows. See 'certdrop doctor'.",
                metadata: ["path": "\(file.display)"]
            )
        }
    }

    /// As often as the slowest of the drop roots needs it.
    private func rescan(_ timing: Timing) -> Double {
        roots.contains(where: Self.isSilent) ? min(timing.rescan, timing.rescanWithoutEvents) : timing.rescan
    }

    /// Whether the file system sends no events.
    private static func isSilent(_ root: DropRoot) -> Bool {
        var status = statfs()
        guard statfs(root.path, &status) == 0 else { return false }
        // NFS, SMB1, SMB2/CIFS, FUSE: `statfs(2)`.
        let silent: Set<UInt32> = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546]
        return silent.contains(UInt32(truncatingIfNeeded: status.f_type))
    }
}

/// The sentence of an error for people.
func sentence(_ error: any Error) -> String {
    String(describing: error)
}
