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
    /// Those that are served.
    let roots: [DropRoot]
    let service: DropService
    let level: ServiceLog.Level
    let logger: Logger
    let manager: ServiceManager

    func run() async {
        for await _ in signals.cancelOnGracefulShutdown() { reload() }
    }

    private func reload() {
        manager.reloading()
        defer { manager.ready() }
        do {
            let configuration = try config.read()
            let settings = try configuration.settings(storeIdentity: storeIdentity)
            level.current = configuration.logLevel ?? .info
            service.adopt(settings, timing: configuration.timing)
            RejectedConfiguration.forget(in: roots[0])
            logger.notice("The configuration was read again; it holds from the next file on.")
            warn(of: configuration.drops.map(\.root))
        } catch {
            let faults = "\(error)".replacing("\n", with: " ")
            logger.error("The configuration stays as it was: \(faults)")
            RejectedConfiguration.tell(faults, service.settings, logger: logger)
        }
    }

    /// Says what the new configuration says and the service cannot do before it is started anew.
    private func warn(of wanted: [DropRoot]) {
        if roots.count == 1 && wanted.count == 1 {
            warn("drop_root", roots[0].path, wanted[0].path)
        } else {
            let (old, new) = (Set(roots.map(\.path)), Set(wanted.map(\.path)))
            for path in new.subtracting(old).sorted() {
                logger.warning("\(path) is served when certdrop is restarted.")
            }
            for path in old.subtracting(new).sorted() {
                logger.warning("\(path) is served, as it was configured before, until certdrop is restarted.")
            }
        }
        warn("state_directory", roots[0].stateDirectory, wanted[0].stateDirectory)
    }

    private func warn(_ key: String, _ served: String, _ wanted: String) {
        guard served != wanted else { return }
        logger.warning("'\(key)' takes effect when certdrop is restarted; until then it is \(served).")
    }
}
