import DropFolder
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the configuration again at each SIGHUP. What cannot be used leaves it as it was.
struct ReloadService: Service {
    let signals: UnixSignalsSequence
    let config: ConfigurationOption
    /// Of the store that is open.
    let storeIdentity: String
    /// The one that is served.
    let root: DropRoot
    let service: DropService
    /// Those that it starts with.
    let settings: RunSettings
    let level: ServiceLog.Level
    let logger: Logger
    let manager: ServiceManager

    func run() async {
        var settings = settings
        for await _ in signals.cancelOnGracefulShutdown() { reload(&settings) }
    }

    /// - Parameter inForce: what the service goes by.
    private func reload(_ inForce: inout RunSettings) {
        manager.reloading()
        defer { manager.ready() }
        do {
            let configuration = try config.read()
            let settings = try configuration.settings(storeIdentity: storeIdentity)
            level.current = configuration.logLevel ?? .info
            service.adopt(settings, timing: configuration.timing)
            inForce = settings
            inForce.root = root
            RejectedConfiguration.forget(in: root)
            logger.notice("The configuration was read again; it holds from the next file on.")
            warn(of: configuration.root)
        } catch {
            let faults = "\(error)".replacing("\n", with: " ")
            logger.error("The configuration stays as it was: \(faults)")
            RejectedConfiguration.tell(faults, inForce, logger: logger)
        }
    }

    private func warn(of wanted: DropRoot) {
        let changes = [
            ("drop_root", root.path, wanted.path), ("state_directory", root.stateDirectory, wanted.stateDirectory),
        ]
        for (key, served, wanted) in changes where served != wanted {
            logger.warning("'\(key)' takes effect when certdrop is restarted; until then it is \(served).")
        }
    }
}
