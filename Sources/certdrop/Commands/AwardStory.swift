import ArgumentParser
import Certification
import DropFolder
import Foundation
import Store

extension AwardsCommand {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Tell an award's story: who awarded, changed and revoked it, when, and by which row of which file.",
            discussion: "Without --date, all awards of the certification to the learner are told."
        )

        @Option(help: "The learner's username or e-mail address.")
        var learner: String

        @Option(help: "The certification's reference or name.")
        var certification: String

        @Option(help: "The award date, as 2026-03-17.")
        var date: CalendarDay?

        @Option(help: "table, csv or json.")
        var format = ListFormat.table

        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let store = try config.openStore(try config.read())
            let learner = try store.named(learner: learner)
            let certification = try store.named(certification: certification)
            var listing = Listing([
                "awarded", "when", "what", "by", "run", "row", "file", "rule", "expires", "number", "awarding_body",
                "notes",
            ])
            for day in try days(learner.id, certification.id, store) {
                let key = AwardKey(learner: learner.id, certification: certification.id, awarded: day)
                listing.rows += try store.story(of: key).map { Self.cells($0, day) }
            }
            guard !listing.rows.isEmpty else {
                throw ConfigurationError("There is no such award, and there never was.")
            }
            try listing.write(format)
        }

        private func days(_ learner: Int64, _ certification: Int64, _ store: CertificationStore) throws -> [CalendarDay]
        {
            if let date { return [date] }
            var filter = AwardFilter()
            filter.learner = learner
            filter.certification = certification
            return try store.awards(filter, limit: 10_000).map(\.key.awarded)
        }

        private static func cells(_ event: AwardEvent, _ day: CalendarDay) -> [Listing.Cell] {
            func cell(_ text: String?) -> Listing.Cell { text.map { .text($0) } ?? .none }
            return [
                .text(day.description), cell(event.when?.formatted(.iso8601)), .text(event.kind.rawValue),
                cell(event.uploader), .number(Int(event.runID.rawValue)), .number(event.row),
                cell(event.fileName.map { FileName($0).display }), cell(event.rule), cell(event.details?.expires),
                cell(event.details?.number), cell(event.details?.awardingBody), cell(event.details?.notes),
            ]
        }
    }
}

extension Listing {
    /// What a learner or a certification was before each change.
    init(history: [FormerState]) {
        self.init(["when", "by", "run", "row", "before"])
        rows = history.map { change in
            [
                change.when.map { .text($0.formatted(.iso8601)) } ?? .none, change.uploader.map { .text($0) } ?? .none,
                .number(Int(change.runID.rawValue)), .number(change.row), .text(change.before),
            ]
        }
    }
}
