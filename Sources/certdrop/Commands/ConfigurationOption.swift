import ArgumentParser
import DropFolder
import Foundation
import Store

/// The option that all commands share.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file.", completion: .file(extensions: ["yaml"]))
    var path: String?

    /// Reads the configuration that the option, the environment or the system names.
    func read() throws -> Configuration {
        let environment = ProcessInfo.processInfo.environment["CERTDROP_CONFIG"]
        return try Configuration.read(path ?? environment ?? "/etc/certdrop/certdrop.yaml")
    }

    func openStore(_ configuration: Configuration) throws -> CertificationStore {
        let root = configuration.root
        guard FileManager.default.fileExists(atPath: root.database) else {
            throw ConfigurationError(
                "There is no database \(root.database). Start the service once, or run 'certdrop init DIR'."
            )
        }
        do {
            return try CertificationStore(path: root.database, migrates: false)
        } catch let error as StoreError where error.code == .olderSchema {
            return try migratedStore(root)
        }
    }

    /// Brings the database up to date, unless a service of the older version still writes to it.
    private func migratedStore(_ root: DropRoot) throws -> CertificationStore {
        if let process = ServiceLock.holder(root) {
            throw ConfigurationError(
                "The service (process \(process)) still runs an older version of certdrop. Restart it first, so that it "
                    + "brings the database up to date: systemctl restart certdrop."
            )
        }
        let lock = try ServiceLock(root)
        return try withExtendedLifetime(lock) { try CertificationStore(path: root.database) }
    }
}
