import ArgumentParser
import Certification
import DropFolder
import Glibc

struct TemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Print an empty CSV file with the right column headings, fit for Excel.",
        discussion: "For example: certdrop template certificates > march.csv"
    )

    @Argument(
        help: ArgumentHelp("One of \(FileKind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind")
    )
    var kind: FileKind

    func run() throws {
        let bytes = FileTemplate.bytes(kind)
        Terminal.write(String(decoding: bytes, as: UTF8.self), to: STDOUT_FILENO)
    }
}

extension FileKind: ExpressibleByArgument {}
