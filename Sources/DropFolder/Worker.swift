import Certification
import Foundation
import Glibc
import Import
import Logging
import Store
import SystemPackage

/// Handles the files of one drop root, some at a time, so that those of others get their turn. Owned by one thread.
struct Worker {
    let root: DropRoot
    private let settings: RunSettings
    private let store: CertificationStore
    private let logger: Logger
    private let processor: RunProcessor
    private let checkpoints: Checkpoints
    private let lookout: Lookout
    private let board: StatusBoard
    private let check: ReadinessCheck
    private var failed: FailedFiles
    /// Files that were ready at the last look, in the order of their arrival.
    private var ready: [[ReadyFile]] = []
    /// Runs to go on with before another file is taken.
    private var pending: [RunRecord] = []
    private var works: [RunID: Work] = [:]
    private var setAside: [WaitingFile] = []
    /// Files that cannot be taken.
    private var unready: [WaitingFile] = []
    /// Why the first of the files was set aside.
    private(set) var fault: (any Error)?
    /// When to look again for a file that has to stand still, or was set aside; set when nothing is left to do.
    private(set) var nextLook: Date?
    /// Called with each run that has ended; nil for one that was stored before this worker was there.
    var ended: (RunSummary?) -> Void = { _ in }

    /// So often a run gives way before its rows are stored, which begins anew each time; then it goes on to its end.
    private static let mostBeginnings = 8

    /// A run in hand.
    private struct Work {
        let began = ContinuousClock.now
        var progress: ImportProgress
        /// How often it gave way before it was stored.
        var gaveWay = 0
        /// What came of it, once it is stored.
        var result: (summary: RunSummary, report: FilePath)?
    }

    private enum Ending {
        case ended
        case gaveWay
        /// It was tried again and again, now or before.
        case setAside(cause: String)
    }

    init(
        _ settings: RunSettings,
        _ store: CertificationStore,
        _ timing: DropService.Timing,
        _ logger: Logger,
        _ board: StatusBoard,
        _ lookout: Lookout,
        _ checkpoints: Checkpoints,
        patience: Int
    ) {
        root = settings.root
        self.settings = settings
        self.store = store
        self.logger = logger
        self.board = board
        self.lookout = lookout
        self.checkpoints = checkpoints
        processor = RunProcessor(settings: settings, store: store, logger: logger, checkpoints: checkpoints)
        check = ReadinessCheck(settle: timing.settle)
        failed = FailedFiles(patience: patience)
    }

    /// Whether no file waits because of a fault of the machine.
    var isUnhindered: Bool { failed.isEmpty }

    /// Whether a run gave way, and is to be gone on with before any other file is taken.
    var hasRunInHand: Bool { !pending.isEmpty }

    /// For work that may give way to this drop root.
    var asOther: Lookout.Other { Lookout.Other(root: root, check: check, setAside: failed.setAside(now: Date())) }

    /// All that waits, and why.
    var waiting: [WaitingFile] {
        unready + setAside + pending.map { WaitingFile($0, .givingWay) }
    }

    /// Looks through the inboxes and takes nothing, to tell whether it can be done.
    mutating func look() throws {
        unready = try InboxScan(root, check, now: Date()).waiting
        board.show(waiting: waiting, in: root)
    }

    /// Begins with what the journal knows.
    ///
    /// - Parameter unfinished: the runs of this drop root.
    mutating func begin(_ unfinished: [RunRecord]) throws {
        ready = []
        setAside = []
        pending = unfinished
        let known = Set(unfinished.map(\.id))
        works = works.filter { known.contains($0.key) }
        failed.forgetMissing(but: Set(unfinished.map { root.spool(of: $0.id) }))
        try makeDurable(unfinished.filter { $0.state == .claimed })
    }

    /// Goes on with the runs in hand; if there are none, takes the file that came first, or some small ones.
    ///
    /// - Parameter others: whose files a run gives way to.
    /// - Returns: whether there was something to do.
    mutating func takeTurn(givingWayTo others: [Lookout.Other], until isStopped: () -> Bool) throws -> Bool {
        // What is taken now is seen through, whatever is asked for meanwhile.
        let takesFiles = pending.isEmpty
        if takesFiles {
            try checkpoints.pass()
            if ready.isEmpty { try lookForFiles() }
            if ready.isEmpty { return false }
            pending = try take(ready.removeFirst())
        }
        while let record = pending.first, takesFiles || !isStopped() {
            let name = FileName(record.fileName)
            switch try attempt(root.spool(of: record.id), name, record.id, { try $0.goOn(record, others) }) {
            case .ended: break
            case .setAside(let cause): setAside.append(WaitingFile(record, .failing(cause)))
            case .gaveWay:
                board.show(waiting: waiting, in: root)
                return true
            }
            pending.removeFirst()
        }
        return true
    }

    private mutating func lookForFiles() throws {
        let now = Date()
        let scan = try InboxScan(root, check, now: now)
        unready = scan.waiting
        board.show(waiting: waiting, in: root)
        ready = ReadyFile.groups(
            scan.ready.filter { !failed.isSetAside(root.inbox($0.mode).appending($0.name), now: now) }
        )
        nextLook = [scan.nextLook, failed.nextAttempt(after: now)].compactMap(\.self).min()
    }

    /// Does a part of the work about one file, and counts its failures.
    ///
    /// - Throws: ``RunFault`` if `work` failed, unless that happened so often that the file is set aside.
    private mutating func attempt(
        _ path: FilePath,
        _ name: FileName,
        _ run: RunID?,
        _ work: (inout Worker) throws -> Ending
    ) throws -> Ending {
        if let cause = failed.cause(path, now: Date()) { return .setAside(cause: cause) }
        do {
            let ending = try work(&self)
            failed.forget(path)
            return ending
        } catch {
            let fault = RunFault(run: run, file: name, cause: error)
            if checkpoints.isInterrupted {
                let message = "The service stops before this run has ended; the next start goes on with it."
                logger.notice("\(message)", metadata: fault.metadata)
                return .ended
            }
            guard failed.note(path, fault.description, now: Date()) else { throw fault }
            if self.fault == nil { self.fault = error }
            logger.error("\(fault) Others go first.", metadata: fault.metadata)
            return .setAside(cause: fault.description)
        }
    }

    /// Claims files and moves them into the spool, on the disk.
    private mutating func take(_ files: [ReadyFile]) throws -> [RunRecord] {
        let claims = files.map { file in
            CertificationStore.Claim(
                mode: file.mode,
                folder: root.inbox(file.mode).bytes,
                fileName: file.name.bytes
            )
        }
        var taken: [RunRecord] = []
        for (file, id) in zip(files, try store.claim(claims, at: Date())) {
            _ = try attempt(root.inbox(file.mode).appending(file.name), file.name, id) { worker in
                try worker.move(file, id)
                if let record = try worker.store.run(id) { taken.append(record) }
                return .ended
            }
        }
        try makeDurable(taken)
        return taken
    }

    private func move(_ file: ReadyFile, _ id: RunID) throws {
        let inbox = root.inbox(file.mode)
        let folder = root.spool(of: id)
        try SpoolOrphans.makeFolder(folder)
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
        try FileSystem.synchronise(directory: FilePath(root.spool))
    }

    /// Goes on with a run from its recorded step; recovery is nothing else. What was claimed is processed if it is a
    /// complete file: between the look at it and the claim, another may have taken its name. In the spool, nothing can.
    private mutating func goOn(_ pending: RunRecord, _ others: [Lookout.Other]) throws -> Ending {
        guard let record = try store.run(pending.id) else { return .ended }
        if record.state == .claimed {
            let places = RunPlaces(spooledIn: root.spool(of: record.id))
            switch check.check(places.file, now: Date()) {
            case .ready, .settling, .linked, .denied: break
            case .gone, .beingWritten, .notRegular, .unreadable, .failing, .givingWay:
                try giveBack(record, places)
                return .ended
            }
            guard try store(record, others) else { return .gaveWay }
        }
        guard try publish(record, others) else { return .gaveWay }
        return .ended
    }

    /// Undoes a claim: what lies in the spool, if anything does, goes back to its inbox.
    private func giveBack(_ record: RunRecord, _ places: RunPlaces) throws {
        let inbox = FilePath(bytes: record.folder)
        let name = FileName(record.fileName)
        if let sidecar = name.checksumName { _ = try FileSystem.move(places.sidecar, to: inbox.appending(sidecar)) }
        try FileSystem.move(places.file, to: inbox.appending(name), orMarkedWith: record.id)
        try FileSystem.removeTree(root.spool(of: record.id))
        try store.forget(record.id)
    }

    /// Processes a file and stores its rows. Giving way, all of that is taken back.
    ///
    /// - Returns: false if it gave way.
    private mutating func store(_ record: RunRecord, _ others: [Lookout.Other]) throws -> Bool {
        let progress = ImportProgress(checkpoints: checkpoints)
        var work = works[record.id] ?? Work(progress: progress)
        work.progress = progress
        board.begin(FileName(record.fileName).display, record.mode, progress, in: root)
        let size = FileSystem.status(RunPlaces(spooledIn: root.spool(of: record.id)).file)?.st_size ?? 0
        let isDone: Bool
        do {
            isDone = try lookout.givingWay(
                to: work.gaveWay < Self.mostBeginnings ? others : [],
                below: Int64(size)
            ) {
                work.result = try processor.process(record, progress: progress)
            }
        } catch {
            board.interrupt(in: root)
            throw error
        }
        if !isDone {
            board.interrupt(in: root)
            work.gaveWay += 1
            log("Gives way to another drop root, and begins anew after it.", .info, record, ["time": "\(work.gaveWay)"])
        }
        works[record.id] = work
        return isDone
    }

    /// Publishes a run. Giving way, it goes on where it was.
    ///
    /// - Returns: false if it gave way.
    private mutating func publish(_ record: RunRecord, _ others: [Lookout.Other]) throws -> Bool {
        let work = works[record.id]
        let fileSize = work?.result?.summary.fileSize ?? 0
        if let work {
            work.progress.beginPublishing()
            board.begin(FileName(record.fileName).display, record.mode, work.progress, in: root)
        }
        do {
            guard try lookout.givingWay(to: others, { try processor.publish(record.id, fileSize: fileSize) }) else {
                board.interrupt(in: root)
                log("Gives way to another drop root while it is published.", .debug, record)
                return false
            }
        } catch {
            board.interrupt(in: root)
            throw error
        }
        works[record.id] = nil
        guard let work, let (summary, report) = work.result else {
            try end(record.id)
            return true
        }
        board.end(summary, report: report, seconds: work.began.duration(to: .now) / .seconds(1), in: root)
        ended(summary)
        log(
            "\(summary.isClean ? "Done" : "Needs attention"): \(settings.wording.shortVerdict(summary)).",
            .info,
            record,
            ["mode": "\(record.mode.rawValue)", "rows": "\(summary.counts.total)"]
        )
        return true
    }

    /// Tells of a run that was stored before the service was started, or went by its configuration.
    private func end(_ id: RunID) throws {
        guard let record = try store.run(id) else { return }
        board.end(record, in: root)
        ended(nil)
        log("Ended: \(record.message ?? "")", .info, record, ["mode": "\(record.mode.rawValue)"])
    }

    private func log(_ text: String, _ level: Logger.Level, _ record: RunRecord, _ facts: Logger.Metadata = [:]) {
        let about: Logger.Metadata = ["run": "\(record.id)", "file": "\(FileName(record.fileName).display)"]
        logger.log(level: level, "\(text)", metadata: about.merging(facts) { $1 })
    }
}

extension WaitingFile {
    /// A file that was taken, and cannot be handled for now.
    fileprivate init(_ record: RunRecord, _ readiness: Readiness) {
        self.init(mode: record.mode, name: FileName(record.fileName), readiness: readiness, since: record.claimed)
    }
}

/// What failed about one file, for the log.
struct RunFault: Error, CustomStringConvertible {
    /// nil before the file is claimed.
    let run: RunID?
    let file: FileName
    let cause: any Error

    var description: String { sentence(cause) }

    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["file": "\(file.display)"]
        if let run { metadata["run"] = "\(run)" }
        return metadata
    }
}
