import ArgumentParser
import Certification
import DelimitedText
import DropFolder
import Foundation
import Glibc
import Store

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a working trial in a folder: configuration, drop root, database.",
        discussion: "You become its global administrator. Nothing that exists is overwritten."
    )

    @Argument(help: "The folder; it is made if it is missing.", completion: .directory)
    var directory: String

    func run() throws {
        let folder = URL(fileURLWithPath: directory).standardizedFileURL.path
        let file = folder + "/certdrop.yaml"
        let root = DropRoot(path: folder + "/drop", stateDirectory: folder + "/state")
        for path in [file, root.path, root.stateDirectory] where FileManager.default.fileExists(atPath: path) {
            throw ConfigurationError("\(path) exists already and is left as it is. Choose another folder.")
        }
        let configuration = try configurationText(root)
        let madeFolder = mkdir(folder, 0o755) == 0
        guard madeFolder || errno == EEXIST else {
            throw ConfigurationError("The folder \(folder) cannot be made: \(String(cString: strerror(errno))).")
        }
        var made = madeFolder ? [folder] : []
        made += try root.makeFolders()
        made += try root.writeTemplates()
        _ = try CertificationStore(path: root.database)
        made.append(root.database)
        // The configuration comes last: whoever finds it finds all the rest.
        try configuration.write(toFile: file, atomically: true, encoding: .utf8)
        made.append(file)

        print("Made:")
        for path in made { print("  \(path)") }
        print(
            """

            Start the service:    certdrop watch --config \(file)
            Then drop files into: \(root.path)/verify, \(root.path)/import or \(root.path)/import-silent
            and find the answers: \(root.path)/done and \(root.path)/failed
            """
        )
    }

    private func configurationText(_ root: DropRoot) throws -> String {
        let uid = getuid()
        guard let account = Accounts.name(of: uid) else {
            throw ConfigurationError(
                "The system knows no account for user number \(uid), so it cannot be administrator."
            )
        }
        return SampleConfiguration.text(
            dropRoot: root.path,
            stateDirectory: root.stateDirectory,
            account: account,
            name: Accounts.fullName(of: uid) ?? account,
            email: "\(account)@\(Configuration.hostName)"
        )
    }
}
