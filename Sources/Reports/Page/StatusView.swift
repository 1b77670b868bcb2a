import Certification
import Foundation
import Wording

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

    let labels: PageLabels
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

    init(_ content: StatusPageContent, wording: any Wording) {
        labels = wording.labels
        let refresh = content.running.isEmpty ? StatusView.refresh.quiet : StatusView.refresh.busy
        refreshSeconds = String(refresh)
        refreshNote = wording.refreshes(everySeconds: refresh)
        let pageState: PageState = content.outage != nil ? .refused : content.isServiceRunning ? .good : .idle
        state = pageState.rawValue
        icon = pageState.favicon
        stateIcon = pageState.icon
        stateName = content.isServiceRunning ? labels.serviceIsUp : labels.serviceIsStopped
        verdict =
            content.outage ?? (content.isIdleForOthers ? wording.busyElsewhere : nil)
            ?? wording.statusVerdict(
                isRunning: content.isServiceRunning,
                runs: content.running.count,
                waiting: content.waiting.count
            )
        title = "certdrop: \(verdict)"
        asOf = labels.asOf
        let time = LocalTime(content.written)
        (localTime, isoTime) = (time.text, time.iso)
        runs = content.running.map { Run($0, wording: wording) }
        waiting = content.waiting.prefix(StatusView.listed).map {
            Waiting(
                fileName: HTMLText.clip($0.fileName, to: StatusView.nameCharacters),
                folder: $0.folder,
                reason: $0.reason
            )
        }
        let more = content.waiting.count - waiting.count
        moreWaiting = more > 0 ? wording.andMore(more) : nil
        ended = content.ended.prefix(StatusPageContent.shownRuns).map { Ended($0, wording: wording) }
    }
}

extension StatusView.Run {
    init(_ run: StatusPageContent.Running, wording: any Wording) {
        fileName = run.fileName
        mode = wording.mode(run.mode)
        let total = run.rowsTotal ?? 0
        hasShare = total > 0
        share = hasShare ? String(min(100, run.rowsDone * 100 / total)) : ""
        progress = run.progress(wording)
    }
}

extension StatusView.Ended {
    init(_ run: StatusPageContent.Ended, wording: any Wording) {
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
        mode = wording.mode(run.mode)
        let time = LocalTime(run.finished)
        (localFinished, isoFinished) = (time.text, time.iso)
    }
}

extension StatusPageContent {
    /// Whether there is nothing to say but that the service works for others.
    fileprivate var isIdleForOthers: Bool {
        isServiceRunning && isBusyElsewhere && running.isEmpty && waiting.isEmpty
    }
}

extension StatusPageContent.Running {
    /// `Reading · 120,000 of 1,000,000 rows · 80,000 rows a second · about 11 seconds left`.
    fileprivate func progress(_ wording: any Wording) -> String {
        var parts = [phase]
        if rowsTotal != nil || rowsDone > 0 { parts.append(wording.progress(rowsDone, of: rowsTotal)) }
        if let rate = rowsPerSecond, rate >= 1, rate < 1e12 { parts.append(wording.pace(rowsPerSecond: rate)) }
        if let left = secondsLeft, left >= 0, left < 1e9 { parts.append(wording.timeLeft(left)) }
        return parts.joined(separator: " · ")
    }
}
