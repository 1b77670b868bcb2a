import Certification
import Foundation
import Glibc
import Import
import Store
import SystemPackage

/// Runs of the command line.
extension RunProcessor {
    /// Processes a file where it lies: its reports are put beside it, and it stays.
    ///
    /// - Throws: ``DropFolderError`` with ``DropFolderError/Code/notUsable`` if there is no file that can be read, or the
    ///   reports cannot be put beside it.
    public func processInPlace(
        _ path: FilePath,
        mode: RunMode,
        uploader: Uploader,
        progress: ImportProgress
    ) throws -> (RunSummary, report: FilePath) {
        let folder = path.directory
        guard access(folder.string, W_OK | X_OK) == 0 || errno == ENOENT else {
            throw DropFolderError(
                .notUsable,
                "The reports are put beside the file, but you may not write to the folder \(folder.display). "
                    + "Copy the file into a folder of your own, and try again."
            )
        }
        let summary = try processInPlace(path, mode: mode, uploader: uploader, progress: progress, publishing: .reports)
        let names = PublishedNames(beside: path)
        return (summary, names.folder.appending(names.page))
    }

    /// Carries out what an administrator typed, as a file of its own that is gone afterwards: so it is judged, recorded
    /// and told like any other.
    ///
    /// - `content`: the file that says it.
    /// - `name`: what the journal calls it.
    public func processByHand(
        _ content: [UInt8],
        name: String,
        mode: RunMode,
        uploader: Uploader
    ) throws -> RunSummary {
        removeAbandoned()
        let folder = FilePath(settings.root.spool).appending("\(Self.byHand)\(UUID().uuidString)")
        guard mkdir(folder.string, 0o700) == 0 else {
            throw DropFolderError(doing: "Making the folder \(folder.display)", errno: errno)
        }
        defer { try? FileSystem.removeTree(folder) }
        let path = folder.appending(name)
        try FileSystem.write(content, to: path, permissions: 0o600)
        return try processInPlace(
            path,
            mode: mode,
            uploader: uploader,
            progress: ImportProgress(),
            publishing: .nothing
        )
    }

    private static let byHand = "by-hand-"

    /// Removes what a command has left that was killed while it carried out what was typed. None takes an hour.
    private func removeAbandoned() {
        let spool = FilePath(settings.root.spool)
        for name in (try? FileSystem.names(in: spool)) ?? [] where name.display.hasPrefix(Self.byHand) {
            let folder = spool.appending(name)
            guard let status = FileSystem.status(folder), time(nil) - status.st_mtim.tv_sec > 3600 else { continue }
            try? FileSystem.removeTree(folder)
        }
    }

    private func processInPlace(
        _ path: FilePath,
        mode: RunMode,
        uploader: Uploader,
        progress: ImportProgress,
        publishing: Publishing
    ) throws -> RunSummary {
        let file = try openInPlace(path)
        let started = Date()
        let run: ImportRun = try store.transaction { transaction in
            let id = try transaction.nextRun()
            let summary = RunSummary(
                id: id,
                mode: mode,
                fileName: path.fileName.display,
                fileSize: file.size,
                uploader: uploader,
                started: started
            )
            let run = ImportRun(
                summary: summary,
                descriptor: file.descriptor,
                scratchDirectory: settings.root.spool,
                settings: settingsOfToday(),
                progress: progress
            )
            removeRemains(in: path.directory, transaction)
            try run.survey(in: transaction)
            let places = RunPlaces(beside: path, run: id, store: settings.sender.store)
            try carryOut(
                run,
                in: transaction,
                places: places,
                claim: {
                    try transaction.claim(
                        id: id,
                        mode: mode,
                        folder: path.directory.bytes,
                        fileName: path.fileName.bytes,
                        isInPlace: true,
                        root: Array(self.settings.root.path.utf8),
                        at: started
                    )
                },
                publishing: publishing
            ) { _ in
                PublishedNames(beside: path)
            }
            return run
        }
        progress.beginPublishing()
        try publish(run.summary.id, fileSize: file.size)
        return run.summary
    }

    /// Removes the hidden results of runs that were stopped before they were committed. None of this store can be on its
    /// way, since the transaction holds the write lock.
    private func removeRemains(in folder: FilePath, _ transaction: StoreTransaction) {
        let hidden = (try? RunPlaces.hidden(in: folder, store: settings.sender.store)) ?? []
        for (run, file) in hidden where (try? transaction.isCommitted(run)) == false {
            try? FileSystem.remove(file)
        }
    }

    private func openInPlace(_ path: FilePath) throws -> OpenedFile {
        do {
            return try OpenedFile(path)
        } catch let error as DropFolderError where [ENOENT, ENOTDIR, EACCES, ELOOP].contains(error.errno) {
            throw DropFolderError(.notUsable, error.message, errno: error.errno)
        }
    }

    /// Carries out what the program itself has written, as if it had been dropped: the file, its reports and the message
    /// go where those of a dropped file go.
    ///
    /// - `content`: the file.
    /// - `name`: what it is called.
    /// - `settings`: how it is judged; nil to judge it as any other file.
    public func processGenerated(
        _ content: [UInt8],
        name: String,
        mode: RunMode,
        uploader: Uploader,
        settings importing: ImportSettings? = nil
    ) throws -> (RunSummary, report: FilePath) {
        try inSpool(name, mode: mode, uploader: uploader) { transaction, summary, places in
            try FileSystem.write(content, to: places.file, permissions: 0o640)
            let file = try OpenedFile(places.file)
            var judging = importing ?? settings.importing
            judging.today = settingsOfToday().today
            var summary = summary
            summary.fileSize = file.size
            let run = ImportRun(
                summary: summary,
                descriptor: file.descriptor,
                scratchDirectory: settings.root.spool,
                settings: judging
            )
            try run.survey()
            let names = try carryOut(
                run,
                in: transaction,
                places: places,
                claim: { try self.claim(summary, in: transaction) }
            ) { self.names(for: $0) }
            return (run.summary, names)
        }
    }

    /// Lets `body` make a file in the spool, process it and ``claim(_:in:)`` its run, and publishes what came of it. All
    /// of it happens in one transaction, so that the service does not go on with a run that is not ready.
    func inSpool(
        _ name: String,
        mode: RunMode,
        uploader: Uploader,
        undoes: RunID? = nil,
        _ body: (StoreTransaction, RunSummary, RunPlaces) throws -> (RunSummary, PublishedNames)
    ) throws -> (RunSummary, report: FilePath) {
        let (summary, names) = try store.transaction { transaction in
            var summary = RunSummary(
                id: RunID(rawValue: 0),
                mode: mode,
                fileName: name,
                fileSize: 0,
                uploader: uploader,
                started: Date()
            )
            summary.undoes = undoes
            summary.id = try transaction.nextRun()
            let folder = settings.root.spool(of: summary.id)
            try SpoolOrphans.makeFolder(folder)
            do {
                try FileSystem.write([], to: RunPlaces.generatedMark(in: folder), permissions: 0o600)
                let made = try body(transaction, summary, RunPlaces(spooledIn: folder))
                try FileSystem.synchronise(directory: FilePath(settings.root.spool))
                return made
            } catch {
                try? FileSystem.removeTree(folder)
                throw error
            }
        }
        try publish(summary.id)
        return (summary, names.folder.appending(names.page))
    }

    /// Records a run whose file was made in the spool.
    func claim(_ summary: RunSummary, in transaction: StoreTransaction) throws {
        try transaction.claim(
            id: summary.id,
            mode: summary.mode,
            folder: settings.root.inbox(summary.mode).bytes,
            fileName: Array(summary.fileName.utf8),
            isInPlace: false,
            undoes: summary.undoes,
            at: summary.started
        )
    }

    func names(for summary: RunSummary) -> PublishedNames {
        let folder = summary.isClean ? settings.root.done : settings.root.failed
        return PublishedNames(for: FileName(Array(summary.fileName.utf8)), in: folder, at: summary.started)
    }
}
