import Certification
import Foundation

/// All that the template of `status.html` names.
struct StatusView {
    struct Run {
        let fileName: String
        let mode: String
        let share: String
        let hasShare: Bool
        let progress: String
    }

    struct Waiting {
        let fileName: String
        let folder: String
        let reason: String
    }

    struct Ended {
        let id: String
        let fileName: String
        let link: String?
        let summary: String
        let verdictClass: String
        let verdictIcon: String
        let mode: String
        let localFinished: String
        let isoFinished: String
    }

    let words: PageWords
    let policy = PagePolicy(style: PageStyle.text, script: nil).text
    let style = PageStyle.text
    let refreshSeconds: String
    let refreshNote: String
    let title: String
    let icon: String
    let state: String
    let stateName: String
    let stateIcon: String
    let verdict: String
    let asOf: String
    let localTime: String
    let isoTime: String
    let runs: [Run]
    let waiting: [Waiting]
    let moreWaiting: String?
    let ended: [Ended]

    /// Waiting files that are listed.
    private static let listed = 100
    private static let nameCharacters = 255
    /// Seconds between looks: while something runs, and while nothing does.
    private static let refresh = (busy: 3, quiet: 15)

    init(_ content: StatusPageContent, wording: Wording, words: PageWords) {
        self.words = words
        let refresh = content.running.isEmpty ? StatusView.refresh.quiet : StatusView.refresh.busy
        refreshSeconds = String(refresh)
        refreshNote = words.refreshes(everySeconds: refresh)
        let pageState: PageState = content.isServiceRunning ? .good : .idle
        state = pageState.rawValue
        icon = pageState.favicon
        stateIcon = pageState.icon
        stateName = content.isServiceRunning ? words.serviceIsUp : words.serviceIsStopped
        verdict = words.statusVerdict(content)
        title = "certdrop: \(verdict)"
        asOf = words.asOf
        let time = LocalTime(content.written)
        (localTime, isoTime) = (time.text, time.iso)
        runs = content.running.map { Run($0, wording: wording, words: words) }
        waiting = content.waiting.prefix(StatusView.listed).map {
            Waiting(
                fileName: HTMLText.clip($0.fileName, to: StatusView.nameCharacters),
                folder: $0.folder,
                reason: $0.reason
            )
        }
        let more = content.waiting.count - waiting.count
        moreWaiting = more > 0 ? words.andMore(wording.grouped(more)) : nil
        ended = content.ended.prefix(StatusPageContent.shownRuns).map { Ended($0, words: words) }
    }
}

extension StatusView.Run {
    init(_ run: StatusPageContent.Running, wording: Wording, words: PageWords) {
        fileName = run.fileName
        mode = words.mode(run.mode)
        let total = run.rowsTotal ?? 0
        hasShare = total > 0
        share = hasShare ? String(min(100, run.rowsDone * 100 / total)) : ""
        progress = words.progress(run, wording: wording)
    }
}

extension StatusView.Ended {
    init(_ run: StatusPageContent.Ended, words: PageWords) {
        let state: PageState =
            switch run.verdict {
            case .clean: .good
            case .needsCorrection: .work
            case .refused: .refused
            }
        id = run.id.description
        fileName = run.fileName
        link = run.report?.text
        summary = run.summary
        verdictClass = state.rawValue
        verdictIcon = state.icon
        mode = words.mode(run.mode)
        let time = LocalTime(run.finished)
        (localFinished, isoFinished) = (time.text, time.iso)
    }
}
