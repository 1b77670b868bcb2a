import ArgumentParser
import Certification
import DropFolder
import Foundation
import Store

struct LearnersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learners",
        abstract: "Look up learners, export what is held about one, and erase one.",
        subcommands: [List.self, Show.self, History.self, Export.self, Erase.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List learners in the order of their usernames.")

        @Option(help: "Only usernames that begin so.")
        var prefix = ""

        @Option(help: "Only what comes after this username: the last one of the page before.")
        var after = ""

        @OptionGroup var list: ListOptions
        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let store = try config.openStore(try config.read())
            var listing = Listing([
                "username", "first_name", "surname", "email", "active", "department", "job_role", "region", "awards",
            ])
            let found = try store.learners(startingWith: prefix, after: after, limit: list.limit ?? 100)
            listing.rows = found.map { stored in
                let learner = stored.learner
                return [
                    .text(learner.username), .text(learner.firstName), .text(learner.surname), .text(learner.email),
                    .text(learner.isActive ? "active" : "inactive"), .text(learner.department), .text(learner.jobRole),
                    .text(learner.region), .number(stored.awards),
                ]
            }
            try listing.write(list.format)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one learner, and how many awards they hold.",
            discussion: "'certdrop awards list --learner' lists the awards."
        )

        @Argument(help: "A username or an e-mail address.")
        var learner: String

        @Option(help: "table, csv or json.")
        var format = ListFormat.table

        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let stored = try config.openStore(try config.read()).named(learner: learner)
            let learner = stored.learner
            try Listing(
                pairs: [
                    ("username", learner.username), ("first_name", learner.firstName), ("surname", learner.surname),
                    ("email", learner.email), ("state", learner.isActive ? "active" : "inactive"),
                    ("department", learner.department), ("job_role", learner.jobRole), ("region", learner.region),
                    ("awards", "\(stored.awards)"),
                ]
            ).write(format)
        }
    }
}

extension LearnersCommand {
    struct History: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a learner's record was before each change, and who changed it when."
        )

        @Argument(help: "A username or an e-mail address.")
        var learner: String

        @Option(help: "table, csv or json.")
        var format = ListFormat.table

        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let store = try config.openStore(try config.read())
            try Listing(history: try store.history(ofLearner: try store.named(learner: learner).id)).write(format)
        }
    }
}

extension Listing {
    /// What there is to say about one thing; pairs without a value are left out.
    init(pairs: [(key: String, value: String?)]) {
        self.init(["key", "value"])
        for case (let key, let value?) in pairs where !value.isEmpty { rows.append([.text(key), .text(value)]) }
    }
}
