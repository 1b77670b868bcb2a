import ArgumentParser
import DropFolder
import Foundation
import SystemPackage

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database into a file, while the service runs.",
        discussion: """
            The copy is checked before it gets its name. To restore it, stop the service, put it in the place of the \
            database, remove the files certdrop.sqlite-wal and certdrop.sqlite-shm beside it, and start the service.
            """
    )

    @Argument(help: "The file to make.", completion: .file())
    var file: String

    @Flag(help: "Replace the file if it exists.")
    var force = false

    @OptionGroup var config: ConfigurationOption

    func run() throws {
        let configuration = try config.read()
        try config.checkDatabase(configuration)
        let path = FilePath(URL(fileURLWithPath: file).path)
        try DatabaseBackup.write(configuration.root, to: path, replacing: force)
        let bytes = try FileManager.default.attributesOfItem(atPath: path.string)[.size] as? Int64 ?? 0
        print(Terminal.printable(configuration.wording.backedUp(path.string, bytes: bytes)))
    }
}
