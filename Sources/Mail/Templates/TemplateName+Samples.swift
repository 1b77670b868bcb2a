import Certification
import Foundation
import Mustache
import Wording

extension TemplateName {
    /// Values that between them open every section of a template, to try a template with.
    var samples: [any MustacheParent] {
        switch self {
        case .administratorSubject, .administratorText, .administratorPage: TemplateName.runs
        case .learnerSubject, .learnerText, .learnerPage: TemplateName.learners
        case .reminderSubject, .reminderText, .reminderPage: TemplateName.reminders
        }
    }

    private static var runs: [any MustacheParent] {
        var rejected = run(.import)
        rejected.counts[.rejected] = 2
        rejected.assumptions = ["-"]
        rejected.unknownColumns = [UnknownColumn(heading: "-", number: 1, suggestion: "-")]
        rejected.problems = [
            ProblemGroup(reason: .learnerUnknown, count: 2, first: [Finding(row: 2, reason: .learnerUnknown)])
        ]
        var recheck = rejected
        recheck.mode = .verify
        var refused = run(.import)
        refused.refusal = Refusal(.empty, "-", remedy: "-")
        var checked = run(.verify)
        checked.kind = .certificates
        checked.counts[.awarded] = 1
        var undone = rejected
        undone.undoes = undone.id
        var imported = run(.import)
        imported.counts[.awarded] = 1
        return [rejected, recheck, refused, checked, undone, imported, run(.import)].flatMap { summary in
            [AdministratorMessage.Report.link("https://-"), .path("-")].map { report in
                AdministratorValues(
                    summary: summary,
                    report: report,
                    corrections: report == .path("-") ? nil : "-",
                    attached: report == .path("-") ? [] : ["-"],
                    wording: English(),
                    markup: .plain
                )
            }
        }
    }

    private static func run(_ mode: RunMode) -> RunSummary {
        RunSummary(
            id: RunID(rawValue: 1),
            mode: mode,
            fileName: "-",
            fileSize: 1,
            uploader: Uploader(uid: 0, account: "-", administrator: nil),
            started: Date(timeIntervalSince1970: 0)
        )
    }

    private static var reminders: [any MustacheParent] {
        let day = CalendarDay(number: 0)
        let full = ReminderMessage.DueAward(
            certification: "-",
            awarded: day,
            expires: day,
            awardingBody: "-",
            number: "-"
        )
        return [[full, full], [full]].map { awards in
            ReminderValues(
                name: "-",
                awards: awards,
                organisation: "-",
                markup: .plain
            )
        }
    }

    private static var learners: [any MustacheParent] {
        let full: LearnerShape.Details = [.expires, .awardingBody, .number]
        return [
            LearnerValues(
                shape: LearnerShape(awards: [full, []]),
                recordedBy: "-",
                organisation: "-",
                markup: .plain
            ),
            LearnerValues(shape: LearnerShape(awards: [full]), recordedBy: "", organisation: "-", markup: .plain),
        ]
    }
}
