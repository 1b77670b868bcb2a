import ArgumentParser
import DropFolder
import Foundation
import Store

/// The option of commands whose answer depends on the drop root.
struct DropRootOption: ParsableArguments {
    @Option(
        name: .customLong("root"),
        help: "The drop root whose settings hold, by its name; needed if the configuration has several."
    )
    var name: String?

    /// What holds for the drop root that is meant.
    ///
    /// - Throws: ``ConfigurationError`` if there is no such, or several and none is named.
    func choose(from configuration: Configuration) throws -> DropConfiguration {
        let drops = configuration.drops
        let names = drops.map(\.root.name)
        guard let name else {
            if drops.count == 1 { return drops[0] }
            throw ConfigurationError(
                "There are several drop roots. Name the one whose settings hold: --root \(names.joined(separator: ", or --root "))."
            )
        }
        if let drop = drops.first(where: { $0.root.name == name }) { return drop }
        guard names != [""] else {
            throw ConfigurationError("There is just one drop root, which has no name. Leave --root out.")
        }
        throw ConfigurationError("There is no drop root '\(name)'." + ConfigurationError.hint(name, among: names))
    }

    /// The drop root that is named, or all of them.
    func chooseAny(from configuration: Configuration) throws -> [DropConfiguration] {
        name == nil ? configuration.drops : [try choose(from: configuration)]
    }
}

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
        do {
            return try CertificationStore(path: configuration.root.database, migrates: false)
        } catch let error as StoreError where error.code == .olderSchema {
            return try migratedStore(configuration)
        }
    }

    /// What runs of the command line need, by the settings of a drop root.
    func settings(_ drop: DropConfiguration, _ store: CertificationStore) throws -> RunSettings {
        let faults = drop.instance.faults
        if !faults.isEmpty { throw ConfigurationError(faults) }
        return try drop.settings(storeIdentity: try store.identity())
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
    private func migratedStore(_ configuration: Configuration) throws -> CertificationStore {
        let root = configuration.root
        if let process = ServiceLock.holder(root) {
            throw ConfigurationError(
                "The service (process \(process)) still runs an older version of certdrop. Restart it first, so that it "
                    + "brings the database up to date: systemctl restart certdrop."
            )
        }
        let lock = try ServiceLock(configuration.drops.map(\.root))
        return try withExtendedLifetime(lock) { try CertificationStore(path: root.database) }
    }
}
