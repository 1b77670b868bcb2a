import Certification
import Foundation
import Glibc
import Import
import Logging
import Mail
import Store
import SystemPackage
import Wording

/// Removes what certdrop has put into the drop root and what is older than the configuration wants it kept.
///
/// Only what the journal of runs and the names of messages tell to be certdrop's own is removed, and nothing that still
/// has to be delivered or published.
struct RetentionTask {
    private let settings: RunSettings
    private let store: CertificationStore
    private let logger: Logger
    private let checkpoints: Checkpoints
    private let retention: Retention

    private static let page = 1_000

    init(_ settings: RunSettings, _ store: CertificationStore, _ logger: Logger, _ checkpoints: Checkpoints) {
        self.settings = settings
        self.store = store
        self.logger = logger
        self.checkpoints = checkpoints
        retention = settings.retention
    }

    func carryOut(_ today: CalendarDay) throws {
        var removed: [(String, Int)] = []
        if let period = retention.done {
            removed.append(("done", try removeFiles(in: settings.root.done, Self.moment(period, before: today))))
        }
        if let period = retention.failed {
            removed.append(("failed", try removeFiles(in: settings.root.failed, Self.moment(period, before: today))))
        }
        if let period = retention.sent {
            removed.append(("sent", try removeMessages(.sent, Self.moment(period, before: today))))
        }
        if let period = retention.undeliverable {
            removed.append(("undeliverable", try removeMessages(.undeliverable, Self.moment(period, before: today))))
        }
        let counts = removed.filter { $0.1 > 0 }.map { ($0.0, Logger.MetadataValue.string("\($0.1)")) }
        if counts.isEmpty { return }
        logger.info("Removed what was kept long enough.", metadata: Dictionary(uniqueKeysWithValues: counts))
    }

    /// The begin of the day that lies a period before today.
    static func moment(_ period: Period, before today: CalendarDay) -> Date {
        let day = today.adding(months: -period.months, days: -period.days)
        let (year, month, dayOfMonth) = day.civil
        var civil = tm()
        civil.tm_year = CInt(year - 1900)
        civil.tm_mon = CInt(month - 1)
        civil.tm_mday = CInt(dayOfMonth)
        civil.tm_isdst = -1
        return Date(timeIntervalSince1970: TimeInterval(mktime(&civil)))
    }

    // MARK: Files

    private func removeFiles(in folder: FilePath, _ moment: Date) throws -> Int {
        var removed = folder == settings.root.done ? try removeLists(in: folder, moment) : 0
        var last = RunID(rawValue: 0)
        while true {
            let runs = try store.runsWithFiles(finishedBefore: moment, after: last, limit: Self.page)
            guard let end = runs.last else { return removed }
            last = end.id
            var done: [RunID] = []
            for run in runs {
                guard let destination = run.destination.map(FilePath.init(bytes:)), destination.directory == folder
                else { continue }
                let files = PublishedFiles(of: run, destination).all.filter(FileSystem.exists)
                let old = files.filter { Self.isOlder($0, moment) }
                for file in old { try FileSystem.remove(file) }
                removed += old.count
                // What someone has changed since then is theirs now, for as long again.
                if old.count == files.count { done.append(run.id) }
            }
            try store.forgetFiles(of: done)
            // Not before: giving way again and again, it would not come to an end.
            try checkpoints.pass()
        }
    }

    /// The lists of awards that expire.
    private func removeLists(in folder: FilePath, _ moment: Date) throws -> Int {
        var removed = 0
        for name in try FileSystem.names(in: folder) {
            let path = folder.appending(name)
            guard ExpiringReport.isOne(path), Self.isOlder(path, moment), try !store.hasFile(at: path.bytes) else {
                continue
            }
            try FileSystem.remove(path)
            removed += 1
        }
        return removed
    }

    /// Whether a regular file was not changed since a moment.
    private static func isOlder(_ path: FilePath, _ moment: Date) -> Bool {
        guard let status = FileSystem.status(path), status.st_mode & S_IFMT == S_IFREG else { return false }
        return Double(status.st_mtim.tv_sec) < moment.timeIntervalSince1970
    }

    // MARK: Messages

    private func removeMessages(_ end: Outbox.End, _ moment: Date) throws -> Int {
        let prefix = settings.messageName("")
        let unfinished = Set(try store.unfinishedRuns().map(\.id))
        return try Outbox(path: settings.root.outbox).remove(end, queuedBefore: moment) { name in
            // Those about an outage are queued when the store cannot be opened, and do not name it.
            if OutageCause.allCases.contains(where: { name.hasPrefix("outage-\($0.rawValue)-") }) { return true }
            guard !prefix.isEmpty, name.hasPrefix(prefix) else { return false }
            let own = String(name.dropFirst(prefix.count))
            if let run = MessageName.run(of: own) { return !unfinished.contains(run) }
            return ["reminder-", "expiring-", "configuration-"].contains(where: own.hasPrefix)
        }
    }
}

/// The files that were published for a run of the service.
private struct PublishedFiles {
    let all: [FilePath]

    init(of run: RunRecord, _ destination: FilePath) {
        var names = [destination]
        if let checksum = destination.fileName.checksumName { names.append(destination.directory.appending(checksum)) }
        let ending = ".report.html"
        if let report = run.report.map(FilePath.init(bytes:)), report.string.hasSuffix(ending) {
            let stem = Array(report.fileName.bytes.dropLast(ending.utf8.count))
            for ending in [ending, ".report.csv", ".corrections.csv"] {
                names.append(report.directory.appending(FileName(stem + Array(ending.utf8))))
            }
        }
        // A name that someone took meanwhile is theirs, and the run's file is marked.
        all = names.map { path in
            let marked = path.directory.appending(path.fileName.marked(with: run.id, attempt: 1))
            return FileSystem.exists(marked) ? marked : path
        }
    }
}
