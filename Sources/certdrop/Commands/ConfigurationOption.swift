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
        try Configuration.read(file)
    }

    /// The file that the option, the environment or the system names.
    var file: String {
        path ?? ProcessInfo.processInfo.environment["CERTDROP_CONFIG"] ?? "/etc/certdrop/certdrop.yaml"
    }

    func openStore(_ configuration: Configuration) throws -> CertificationStore {
        try checkDatabase(configuration)
        let root = configuration.root
        do {
            return try CertificationStore(path: root.database, migrates: false)
        } catch let error as StoreError where error.code == .olderSchema {
            return try migratedStore(root)
        }
    }

    func checkDatabase(_ configuration: Configuration) throws {
        let path = configuration.root.database
        guard FileManager.default.fileExists(atPath: path) else {
            throw ConfigurationError(
                "There is no database \(path). Start the service once, or run 'certdrop init DIR'."
            )
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
