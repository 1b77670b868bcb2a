import ArgumentParser
import Certification
import DropFolder

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
        try Terminal.output(FileTemplate.bytes(kind))
    }
}

extension FileKind: ExpressibleByArgument {}
