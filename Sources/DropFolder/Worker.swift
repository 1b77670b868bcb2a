import Certification
import Foundation
import Glibc
import Import
import Logging
import Store
import SystemPackage

/// What the service does between two waits. Owned by one thread.
struct Worker {
    private let settings: RunSettings
    private let store: CertificationStore
    private let logger: Logger
    private let processor: RunProcessor
    private let checkpoints: Checkpoints
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
        _ checkpoints: Checkpoints,
        patience: Int
    ) {
        self.settings = settings
        self.store = store
        self.logger = logger
        self.board = board
        self.checkpoints = checkpoints
        processor = RunProcessor(settings: settings, store: store, logger: logger, checkpoints: checkpoints)
        check = ReadinessCheck(settle: timing.settle)
        failed = FailedFiles(patience: patience)
    }

    /// Whether no file waits because of a fault of the machine.
    var isUnhindered: Bool { failed.isEmpty }

    /// Looks through the inboxes and takes nothing, to tell whether it can be done.
    mutating func look() throws {
        waiting = try InboxScan(settings.root, &check, now: Date()).waiting
        board.show(waiting: waiting)
    }

    /// Goes on with unfinished runs, then takes ready files until there are none.
    ///
    /// - Returns: when to look again for a file that has to stand still, or was set aside.
    mutating func handleAll(until isStopped: () -> Bool) throws -> Date? {
        var setAside: [WaitingFile] = []
        let unfinished = try store.unfinishedRuns()
        failed.forgetMissing(but: Set(unfinished.map { settings.root.spool(of: $0.id) }))
        try makeDurable(unfinished.filter { $0.state == .claimed })
        for record in unfinished {
            if isStopped() { return nil }
            let name = FileName(record.fileName)
            let cause = try attempt(settings.root.spool(of: record.id), name, record.id) { try $0.goOn(record) }
            if let cause { setAside.append(WaitingFile(record, failing: cause)) }
        }
        while !isStopped() {
            try checkpoints.pass()
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
                    let cause = try attempt(settings.root.spool(of: record.id), name, record.id) {
                        try $0.goOn(record)
                    }
                    if let cause { setAside.append(WaitingFile(record, failing: cause)) }
                }
            }
        }
        return nil
    }

    /// Does a part of the work about one file, and counts its failures.
    ///
    /// - Returns: why the file was set aside, if it was, now or before.
    /// - Throws: ``RunFault`` if `work` failed, unless that happened so often that the file is set aside.
    private mutating func attempt(
        _ path: FilePath,
        _ name: FileName,
        _ run: RunID?,
        _ work: (inout Worker) throws -> Void
    ) throws -> String? {
        if let cause = failed.cause(path, now: Date()) { return cause }
        do {
            try work(&self)
            failed.forget(path)
            return nil
        } catch {
            let fault = RunFault(run: run, file: name, cause: error)
            if checkpoints.isInterrupted {
                let message = "The service stops before this run has ended; the next start goes on with it."
                logger.notice("\(message)", metadata: fault.metadata)
                return nil
            }
            guard failed.note(path, fault.description, now: Date()) else { throw fault }
            if self.fault == nil { self.fault = error }
            logger.error("\(fault) Others go first.", metadata: fault.metadata)
            return fault.description
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
            _ = try attempt(settings.root.inbox(file.mode).appending(file.name), file.name, id) { worker in
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
        let progress = ImportProgress(checkpoints: checkpoints)
        let began = ContinuousClock.now
        board.begin(FileName(record.fileName).display, record.mode, progress)
        let (summary, report): (RunSummary, FilePath)
        do {
            (summary, report) = try processor.process(record, progress: progress)
        } catch {
            board.interrupt()
            throw error
        }
        board.end(summary, report: report, seconds: began.duration(to: .now) / .seconds(1))
        ended(summary)
        logger.info(
            "\(summary.isClean ? "Done" : "Needs attention"): \(settings.wording.shortVerdict(summary)).",
            metadata: [
                "run": "\(record.id)", "file": "\(summary.fileName)", "mode": "\(record.mode.rawValue)",
                "rows": "\(summary.counts.total)",
            ]
        )
    }
}

extension WaitingFile {
    /// A file that was taken, and cannot be handled for now.
    fileprivate init(_ record: RunRecord, failing cause: String) {
        self.init(mode: record.mode, name: FileName(record.fileName), readiness: .failing(cause), since: record.claimed)
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
