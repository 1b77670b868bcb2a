import ArgumentParser
import Certification
import DropFolder
import Foundation
import Store

struct AwardsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "awards",
        abstract: "Look up and export awards, and award and revoke by hand and by rule.",
        subcommands: [
            List.self, Show.self, Expiring.self, Add.self, Revoke.self, Reapply.self, Export.self,
        ],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List awards.",
            discussion: "The states are valid, expiring (within \(AwardState.notice) days), expired and revoked."
        )

        @OptionGroup var selection: AwardSelection

        @Option(help: "learner, awarded or expires.")
        var sort = AwardOrder.learner

        @OptionGroup var page: PageOptions
        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let store = try config.openStore(try config.read())
            let today = CalendarDay.local(Date())
            let filter = try selection.filter(store, on: today)
            let awards = try store.awards(filter, order: sort, offset: page.offset, limit: page.limit)
            try Listing(awards: awards, today: today).write(page.format)
        }
    }

    struct Expiring: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List awards that expire soon, the next ones first.")

        @Option(help: "How soon, as 60d, 8w, 3m or 1y.")
        var within = Period(months: 0, days: AwardState.notice)

        @Option(help: "Only of this certification: its reference or its name.")
        var certification: String?

        @OptionGroup var page: PageOptions
        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let store = try config.openStore(try config.read())
            let today = CalendarDay.local(Date())
            var filter = AwardFilter()
            filter.certification = try certification.map { try store.named(certification: $0).id }
            filter.isRevoked = false
            filter.expiresFrom = today
            filter.expiresTo = within.end(from: today)
            let awards = try store.awards(filter, order: .expires, offset: page.offset, limit: page.limit)
            try Listing(awards: awards, today: today).write(page.format)
        }
    }
}

/// How much of a list is shown, and how.
struct ListOptions: ParsableArguments {
    @Option(help: "How many; by default 100, of runs 20.")
    var limit: Int?

    @Option(help: "table, csv or json.")
    var format = ListFormat.table

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit is a count.") }
    }
}

/// The same of a list that can be turned over page by page.
struct PageOptions: ParsableArguments {
    @OptionGroup var list: ListOptions

    @Option(help: "How many to skip first.")
    var offset = 0

    var limit: Int { list.limit ?? 100 }
    var format: ListFormat { list.format }

    func validate() throws {
        if offset < 0 { throw ValidationError("--offset is a count.") }
    }
}

extension CertificationStore {
    /// - Throws: ``ConfigurationError`` if there is no such learner, or several share the address.
    func named(learner name: String) throws -> StoredLearner {
        if let found = try learner(name) { return found }
        throw ConfigurationError("There is no learner '\(name)', or several share that e-mail address.")
    }

    /// - Throws: ``ConfigurationError`` if there is no such certification, or several share the name.
    func named(certification name: String) throws -> StoredCertification {
        if let found = try certification(name) { return found }
        throw ConfigurationError("There is no certification '\(name)', or several share that name.")
    }
}

extension Listing {
    init(awards: [StoredAward], today: CalendarDay) {
        self.init([
            "username", "name", "certification", "certification_name", "awarded", "expires", "state", "number",
            "awarding_body", "notes", "run", "row",
        ])
        rows = awards.map { award in
            [
                .text(award.learner.username), .text(award.learner.fullName), .text(award.certification),
                .text(award.certificationName), .text(award.key.awarded.description),
                award.expires.map { .text($0.description) } ?? .none, .text(award.state(on: today).rawValue),
                .text(award.number), .text(award.awardingBody), .text(award.notes),
                .number(Int(award.run.rawValue)), .number(award.row),
            ]
        }
    }
}

extension CalendarDay: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(iso: argument)
    }
}

extension Period: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }

    public var defaultValueDescription: String { "\(description)" }
}

extension AwardState: ExpressibleByArgument {}
extension AwardOrder: ExpressibleByArgument {}
