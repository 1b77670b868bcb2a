import Certification
import Foundation
import Glibc
import Import
import Logging
import Store
import SystemPackage

/// What the service does between two waits: the drop roots take turns, so that none waits until another has no files
/// left. Owned by one thread.
struct Workers {
    private var workers: [Worker]
    private let store: CertificationStore
    private let logger: Logger
    private let checkpoints: Checkpoints
    /// What keeps a drop root from being served, while others are.
    private struct Fault {
        let error: any Error
        let nextAttempt = Date(timeIntervalSinceNow: FailedFiles.pause)
    }

    /// Runs that were told to belong to no drop root.
    private var strays: Set<RunID> = []

    init(_ workers: [Worker], _ store: CertificationStore, _ logger: Logger, _ checkpoints: Checkpoints) {
        self.workers = workers
        self.store = store
        self.logger = logger
        self.checkpoints = checkpoints
    }

    /// Whether no file waits because of a fault of the machine.
    var isUnhindered: Bool { workers.allSatisfy(\.isUnhindered) }

    /// Why the first of the files was set aside.
    var fault: (any Error)? { workers.lazy.compactMap(\.fault).first }

    var waiting: [(root: DropRoot, file: WaitingFile)] {
        workers.flatMap { worker in worker.waiting.map { (worker.root, $0) } }
    }

    /// For work that may give way to any file.
    var others: [Lookout.Other] { workers.map(\.asOther) }

    /// Looks through all inboxes and takes nothing, to tell whether it can be done.
    mutating func look() throws {
        for index in workers.indices { try workers[index].look() }
    }

    /// Goes on with unfinished runs, then takes ready files until there are none.
    ///
    /// - Returns: when to look again for a file that has to stand still, or was set aside.
    /// - Throws: the first fault, when the other drop roots have nothing left to do.
    mutating func handleAll(until isStopped: () -> Bool) throws -> Date? {
        try store.checkFiles()
        try distribute(try store.unfinishedRuns())
        var faults: [Int: Fault] = [:]
        var hasWorked = true
        while hasWorked && !isStopped() {
            hasWorked = false
            for (index, fault) in faults where Date() > fault.nextAttempt {
                try workers[index].begin(try store.unfinishedRuns().filter { root(of: $0) == workers[index].root })
                faults[index] = nil
            }
            for index in workers.indices where faults[index] == nil {
                if isStopped() { return nil }
                let others = workers.indices.filter { $0 != index && faults[$0] == nil && !workers[$0].hasRunInHand }
                    .map { workers[$0].asOther }
                do {
                    if try workers[index].takeTurn(givingWayTo: others, until: isStopped) { hasWorked = true }
                } catch {
                    if checkpoints.isInterrupted || workers.count == 1 { throw error }
                    faults[index] = Fault(error: error)
                    logger.error(
                        "\(sentence(error)) Other drop roots go first.",
                        metadata: (error as? RunFault)?.metadata
                    )
                }
            }
        }
        if let fault = faults.min(by: { $0.key < $1.key }) { throw fault.value.error }
        return isStopped() ? nil : workers.compactMap(\.nextLook).min()
    }

    private func root(of run: RunRecord) -> DropRoot? { run.root(among: workers.map(\.root)) }

    /// Each run belongs to a drop root. One that does not, since its drop root is not configured any more, is kept as it
    /// is.
    private mutating func distribute(_ unfinished: [RunRecord]) throws {
        let runs = Dictionary(grouping: unfinished) { root(of: $0)?.path }
        for index in workers.indices { try workers[index].begin(runs[workers[index].root.path] ?? []) }
        for run in runs[nil] ?? [] where strays.insert(run.id).inserted {
            logger.error(
                "A run waits whose drop root is not configured. See 'certdrop doctor'.",
                metadata: ["run": "\(run.id)", "file": "\(FileName(run.fileName).display)"]
            )
        }
    }
}
