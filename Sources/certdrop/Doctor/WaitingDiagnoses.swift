import Certification
import DropFolder
import Foundation
import Mail
import Store
import SystemPackage
import Wording

/// What waits, and for how long: in the inboxes, the spool and the outbox.
extension Doctor {
    /// Seconds after which something that waits is worth a word.
    private enum Patience {
        static let file: Double = 3600
        static let upload: Double = 86_400
        static let run: Double = 3600
        static let delivery: Double = 3600
        /// Where another program fetches the messages, or cron sends them.
        static let fetching: Double = 86_400
    }

    func waitingDiagnoses() -> [Diagnosis] {
        drops.flatMap { inboxDiagnoses($0.root) } + spoolDiagnoses()
    }

    private func inboxDiagnoses(_ root: DropRoot) -> [Diagnosis] {
        let status = service.process == nil ? nil : ServiceStatus.read(root)
        return ((try? InboxEntry.all(root)) ?? []).compactMap { entry in
            let age = -entry.since.timeIntervalSinceNow
            let (folder, file) = (root.folder(entry.mode.rawValue), entry.name.display)
            if let kind = entry.irregular { return .notRegular(folder: folder, file: file, kind) }
            if entry.name.isIgnored {
                return age > Patience.upload ? .uploadUnfinished(folder: folder, file: file, age: age) : nil
            }
            guard age > Patience.file else { return nil }
            let reason = status?.waiting.first {
                $0.root ?? "" == root.name && $0.folder == entry.mode.rawValue && $0.file == file
            }?.reason
            return .fileWaits(folder: folder, file: file, age: age, reason: reason)
        }
    }

    private func spoolDiagnoses() -> [Diagnosis] {
        guard let store = try? CertificationStore(reading: root.database) else { return [] }
        let runs = (try? store.unfinishedRuns()) ?? []
        let orphans = (try? SpoolOrphans.files(root, store)) ?? []
        return runs.compactMap { run in
            guard run.root(among: drops.map(\.root)) != nil else { return stray(run) }
            let age = -run.claimed.timeIntervalSinceNow
            // Nobody goes on with it; or somebody does, but it takes very long.
            guard service.process == nil || age > Patience.run else { return nil }
            return .runUnfinished(run: run.id.rawValue, file: FileName(run.fileName).display, age: max(0, age))
        } + orphans.map { .orphan(path: $0.display, dropRoot: root.path) }
    }

    /// A run whose drop root is not configured any more.
    private func stray(_ run: RunRecord) -> Diagnosis {
        let place = FilePath(bytes: run.isInPlace ? run.root ?? [] : run.folder)
        return .stray(run: run.id.rawValue, file: FileName(run.fileName).display, folder: place.display, config: file)
    }

    func outboxDiagnoses() -> [Diagnosis] {
        drops.flatMap(outboxDiagnoses)
    }

    private func outboxDiagnoses(_ drop: DropConfiguration) -> [Diagnosis] {
        let outbox = Outbox(path: drop.root.outbox)
        guard let summary = try? outbox.summary() else { return [] }
        var found: [Diagnosis] = []
        if let oldest = summary.oldest {
            let age = -oldest.queued.timeIntervalSinceNow
            let delivers = drop.options.deliver == true
            if delivers && age > Patience.delivery || oldest.lastError != nil && age > Patience.delivery {
                found.append(.messagesWait(count: summary.waiting, age: age, reason: oldest.lastError))
            } else if age > Patience.fetching {
                found.append(.messagesNotFetched(count: summary.waiting, age: age))
            }
        }
        if summary.undeliverable > 0 {
            let reason = try? outbox.lastReason()
            let folder = drop.root.outbox + "/undeliverable"
            found.append(.undeliverable(count: summary.undeliverable, reason: reason ?? nil, folder: folder))
        }
        return found
    }
}
