import ArgumentParser
import Certification
import DropFolder
import Foundation
import Store

extension LearnersCommand {
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write everything that is held about one learner, as JSON.",
            discussion: """
                The record and what it was before, all awards with their stories, the runs that are about the learner, \
                reminders, and the files and messages of the drop root that name them, with the lines that do.
                """
        )

        @Argument(help: "A username or an e-mail address.")
        var learner: String

        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let configuration = try config.read()
            let store = try config.openStore(configuration)
            let dossier = try Dossier(try store.named(learner: learner), store, configuration.drops.map(\.root))
            let data = try JSONSerialization.data(
                withJSONObject: dossier.object,
                options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            )
            let text = String(decoding: data, as: UTF8.self) + "\n"
            try Terminal.output(Array((Terminal.outputIsTerminal ? Terminal.printable(text) : text).utf8))
        }
    }
}

extension PersonalTraces {
    /// Of all that a learner is and was called.
    init(ofLearner id: Int64, _ store: CertificationStore, _ roots: [DropRoot]) throws {
        let names = try store.names(ofLearner: id)
        self.init(of: names.usernames + names.emails, learner: id, store: try store.identity(), in: roots)
    }
}

/// Everything that is held about a learner.
private struct Dossier {
    private let stored: StoredLearner
    private let store: CertificationStore
    /// As JSON has it.
    private(set) var object: [String: Any] = [:]

    init(_ stored: StoredLearner, _ store: CertificationStore, _ roots: [DropRoot]) throws {
        self.stored = stored
        self.store = store
        object["learner"] = record
        object["former"] = try store.history(ofLearner: stored.id).map(former)
        object["awards"] = try store.awardKeys(ofLearner: stored.id).map(award)
        object["completions"] = try store.completions(ofLearner: stored.id).map { activity, status, day in
            ["activity": activity, "status": status.rawValue, "date": "\(day)"]
        }
        object["reminders"] = try store.reminders(toLearner: stored.id).map { award, distance, day in
            [
                "certification": try certification(award), "awarded": "\(award.awarded)", "distance": distance,
                "sent": "\(day)",
            ]
        }
        object["runs"] = try store.runs(aboutLearner: stored.id).map(run)
        object["files"] = try PersonalTraces(ofLearner: stored.id, store, roots).find().map { trace in
            ["path": trace.path, "lines": trace.lines, "text": trace.text ?? NSNull()] as [String: Any]
        }
    }

    private var record: [String: Any] {
        let learner = stored.learner
        return [
            "username": learner.username, "first_name": learner.firstName, "surname": learner.surname,
            "email": learner.email, "state": learner.isActive ? "active" : "inactive", "department": learner.department,
            "job_role": learner.jobRole, "region": learner.region,
        ]
    }

    private func former(_ state: FormerState) throws -> [String: Any] {
        [
            "when": state.when?.formatted(.iso8601) ?? NSNull(), "by": state.uploader ?? NSNull(),
            "run": state.runID.rawValue, "row": state.row,
            "before": try JSONSerialization.jsonObject(with: Data(state.before.utf8)),
        ]
    }

    private func award(_ key: AwardKey) throws -> [String: Any] {
        let current = try store.award(key)
        return [
            "certification": try certification(key), "awarded": "\(key.awarded)",
            "state": current?.state(on: CalendarDay.local(Date())).rawValue ?? "undone",
            "expires": current?.expires?.description ?? NSNull(), "number": current?.number ?? "",
            "awarding_body": current?.awardingBody ?? "", "notes": current?.notes ?? "",
            "story": try store.story(of: key).map(event),
        ]
    }

    private func event(_ event: AwardEvent) -> [String: Any] {
        [
            "what": event.kind.rawValue, "when": event.when?.formatted(.iso8601) ?? NSNull(),
            "by": event.uploader ?? NSNull(), "run": event.runID.rawValue, "row": event.row,
            "rule": event.rule ?? NSNull(), "expires": event.details?.expires ?? NSNull(),
            "number": event.details?.number ?? "", "awarding_body": event.details?.awardingBody ?? "",
            "notes": event.details?.notes ?? "",
        ]
    }

    private func run(_ run: RunRecord) -> [String: Any] {
        [
            "id": run.id.rawValue, "started": run.claimed.formatted(.iso8601), "file": FileName(run.fileName).display,
            "kind": run.kind?.rawValue ?? NSNull(), "uploader": run.uploader ?? NSNull(),
        ]
    }

    private func certification(_ key: AwardKey) throws -> [String: Any] {
        guard let found = try store.certification(id: key.certification)?.certification else { return [:] }
        return ["reference": found.reference, "name": found.name]
    }
}
