import ArgumentParser
import Certification
import Foundation
import Store

struct CertificationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certifications",
        abstract: "Look up certifications.",
        subcommands: [List.self, Show.self, History.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List certifications in the order of their references."
        )

        @OptionGroup var page: PageOptions
        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let store = try config.openStore(try config.read())
            var listing = Listing(["reference", "name", "valid_for", "state", "rules", "description"])
            let all = try store.certifications().dropFirst(page.offset).prefix(page.limit)
            listing.rows = all.map { stored in
                let certification = stored.certification
                return [
                    .text(certification.reference), .text(certification.name),
                    certification.validFor.map { .text($0.description) } ?? .none,
                    .text(certification.isActive ? "active" : "retired"), .number(stored.rules.count),
                    .text(certification.description),
                ]
            }
            try listing.write(page.format)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one certification and the rules that award it."
        )

        @Argument(help: "A reference or a name.")
        var certification: String

        @Option(help: "table, csv or json.")
        var format = ListFormat.table

        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let stored = try config.openStore(try config.read()).named(certification: certification)
            let certification = stored.certification
            try Listing(
                pairs: [
                    ("reference", certification.reference), ("name", certification.name),
                    ("valid_for", certification.validFor?.description ?? "never expires"),
                    ("state", certification.isActive ? "active" : "retired"),
                    ("description", certification.description),
                ] + stored.rules.map { ("awarded_when", "\($0.activity) \($0.criterion.rawValue)") }
            ).write(format)
        }
    }
}

extension CertificationsCommand {
    struct History: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a certification was before each change, and who changed it when."
        )

        @Argument(help: "A reference or a name.")
        var certification: String

        @Option(help: "table, csv or json.")
        var format = ListFormat.table

        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let store = try config.openStore(try config.read())
            let id = try store.named(certification: certification).id
            try Listing(history: try store.history(ofCertification: id)).write(format)
        }
    }
}
