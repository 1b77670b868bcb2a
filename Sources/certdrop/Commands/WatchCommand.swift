import ArgumentParser
import Certification
import DropFolder
import Foundation
import Import
import Logging
import ServiceLifecycle
import Store
import UnixSignals
import Wording

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Serve the drop roots: take files as they are dropped.",
        discussion: """
            SIGTERM and SIGINT stop it: a run in hand may go on for stop_grace seconds, and is else taken back, to begin \
            again at the next start. SIGHUP reads the configuration again. systemd is told when it is ready \
            (Type=notify), what it does, and that it is alive (WatchdogSec=).
            """
    )

    @Flag(help: "Handle what is there, then exit; for cron and tests.")
    var once = false

    @OptionGroup var config: ConfigurationOption

    func run() async throws {
        let manager = ServiceManager.takenFromEnvironment()
        let configuration = try config.read()
        let faults = configuration.faults
        if !faults.isEmpty { throw ConfigurationError(faults, in: config.file) }
        let level = ServiceLog.Level(configuration.logLevel ?? .info)
        let logger = Logger(label: "certdrop") { _ in ServiceLog(level: level) }
        let drops = configuration.drops
        let roots = drops.map(\.root)
        let notice = OutageNotice(try drops.map(Self.addressee), logger: logger)
        for root in roots {
            try notice.telling { _ = try root.makeFolders() }
            do { _ = try root.writeTemplates() } catch { logger.warning("\(error)") }
        }
        // Before the database is touched, which the service of an older version may still have in hand.
        let lock = try ServiceLock(roots)
        let checkpoints = Checkpoints()
        let store = try notice.telling {
            for root in roots { try root.checkDatabase() }
            return try CertificationStore(path: configuration.root.database) { (try? checkpoints.pass()) != nil }
        }
        // All that was written then stands in one file.
        defer { try? store.close() }
        if let copy = store.copyBeforeMigration {
            logger.notice("The database was brought up to date. How it was before stands in \(copy).")
        }
        let identity = try store.identity()
        let settings = try configuration.settings(storeIdentity: identity)
        RejectedConfiguration.forget(in: configuration.root)
        let service = DropService(
            settings: settings,
            lock: lock,
            store: store,
            timing: configuration.timing,
            logger: logger,
            checkpoints: checkpoints,
            manager: manager
        )
        if once { return try handleOnce(service, configuration.wording) }
        for drop in drops where drop.options.accounts.isEmpty {
            logger.warning(
                "Nobody is an administrator: every file is refused. Name some in the configuration, and reload.",
                metadata: ["root": "\(drop.root.path)"]
            )
        }
        let reloading = ReloadService(
            signals: await UnixSignalsSequence(trapping: .sighup),
            config: config,
            storeIdentity: identity,
            roots: roots,
            service: service,
            level: level,
            logger: logger,
            manager: manager
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [reloading, WatchService(service)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
    }

    private static func addressee(_ drop: DropConfiguration) throws -> OutageNotice.Addressee {
        OutageNotice.Addressee(
            root: drop.root,
            contact: try drop.options.contactMailbox(),
            sender: try drop.options.senderMailbox(),
            wording: drop.wording
        )
    }

    private func handleOnce(_ service: DropService, _ wording: any Wording) throws {
        let (runs, waiting) = try service.serveOnce()
        for summary in runs {
            print(Terminal.styled("\(summary.fileName): \(wording.verdict(summary))", TextStyle(summary)))
        }
        for (root, file) in waiting {
            let folder = root.folder(file.mode.rawValue)
            print(
                Terminal.printable(wording.waits(file.name.display, folder: folder, cause: file.readiness.cause))
            )
        }
        if runs.contains(where: { !$0.isClean }) { throw ExitStatus.rejected }
    }
}
