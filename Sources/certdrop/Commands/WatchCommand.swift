import ArgumentParser
import Certification
import DropFolder
import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Store
import Wording

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Serve the drop root: take files as they are dropped.",
        discussion: "SIGTERM and SIGINT finish the run in hand, then stop."
    )

    @Flag(help: "Handle what is there, then exit; for cron and tests.")
    var once = false

    @OptionGroup var config: ConfigurationOption

    func run() async throws {
        let configuration = try config.read()
        let logger = try Self.logger(configuration)
        _ = try configuration.root.makeFolders()
        do { _ = try configuration.root.writeTemplates() } catch { logger.warning("\(error)") }
        let store = try CertificationStore(path: configuration.root.database)
        let service = DropService(
            settings: try configuration.settings(store: store),
            store: store,
            timing: configuration.timing,
            logger: logger
        )
        if once { return try handleOnce(service, configuration.wording) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [WatchService(service)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
    }

    private func handleOnce(_ service: DropService, _ wording: any Wording) throws {
        let (runs, waiting) = try service.serveOnce()
        for summary in runs {
            print(Terminal.styled("\(summary.fileName): \(wording.verdict(summary))", TextStyle(summary)))
        }
        for file in waiting {
            print(
                Terminal.printable(
                    wording.waits(file.name.display, folder: file.mode.rawValue, cause: file.readiness.cause)
                )
            )
        }
        if runs.contains(where: { !$0.isClean }) { throw ExitStatus.rejected }
    }

    private static func logger(_ configuration: Configuration) throws -> Logger {
        let levels = Logger.Level.allCases.map(\.rawValue)
        let name = configuration.logLevel ?? "info"
        guard let level = Logger.Level(rawValue: name) else {
            throw ConfigurationError("'log_level' cannot be '\(name)'." + ConfigurationError.hint(name, among: levels))
        }
        var logger = Logger(label: "certdrop") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}

/// The drop service as a service of the process, on a thread of its own.
private struct WatchService: Service {
    private let service: DropService

    init(_ service: DropService) {
        self.service = service
    }

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let thread = Thread {
                    continuation.resume(with: Result { try service.serve() })
                }
                thread.name = "service"
                thread.stackSize = 8 << 20
                thread.start()
            }
        } onGracefulShutdown: {
            service.stop()
        }
    }
}
