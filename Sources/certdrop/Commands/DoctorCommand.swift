import ArgumentParser
import Foundation
import Wording

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Examine the installation: the configuration, and all that it depends on.",
        discussion: """
            Says what is wrong and what to do about it. Nothing is changed; the service may run or not. Run it as root or as \
            the account of the service. Exit status: 0 all is well; 1 something was found; 70 it could not be examined.
            """
    )

    @Option(help: "table, csv or json.")
    var format = ListFormat.table

    @OptionGroup var config: ConfigurationOption

    func run() throws {
        let results: [(check: Check, found: [Diagnosis])]
        let wording: any Wording
        do {
            let configuration = try config.read()
            wording = configuration.wording
            results = Doctor(file: config.file, configuration: configuration).examine()
        } catch let error as ConfigurationError {
            // Nothing else can be told without it.
            wording = English()
            results = [(.configuration, error.faults.map { .configuration(file: config.file, fault: $0) })]
        }
        if format == .table {
            show(results, wording)
        } else {
            try listing(results, wording).write(format)
        }
        if results.contains(where: { !$0.found.isEmpty }) { throw ExitStatus.rejected }
    }

    private func show(_ results: [(check: Check, found: [Diagnosis])], _ wording: any Wording) {
        for (check, found) in results {
            if found.isEmpty { print(line(.good, "ok", check.rawValue)) }
            for diagnosis in found {
                let advice = wording.advice(diagnosis)
                let style: TextStyle = diagnosis.severity == .fault ? .bad : .attention
                print(line(style, diagnosis.severity.rawValue, "\(diagnosis.code)  \(advice.finding)"))
                print(Terminal.printable("         \(advice.remedy)"))
            }
        }
        let found = results.flatMap(\.found)
        let faults = found.count { $0.severity == .fault }
        print()
        print(wording.diagnosed(faults: faults, warnings: found.count - faults))
    }

    private func line(_ style: TextStyle, _ word: String, _ text: String) -> String {
        let padding = String(repeating: " ", count: 9 - word.count)
        return Terminal.styled(word, style) + padding + Terminal.printable(text)
    }

    private func listing(_ results: [(check: Check, found: [Diagnosis])], _ wording: any Wording) -> Listing {
        var listing = Listing(["check", "level", "code", "finding", "remedy"])
        for (check, found) in results {
            if found.isEmpty { listing.rows.append([.text(check.rawValue), .text("ok"), .none, .none, .none]) }
            for diagnosis in found {
                let advice = wording.advice(diagnosis)
                listing.rows.append([
                    .text(check.rawValue), .text(diagnosis.severity.rawValue), .text(diagnosis.code),
                    .text(advice.finding), .text(advice.remedy),
                ])
            }
        }
        return listing
    }
}
