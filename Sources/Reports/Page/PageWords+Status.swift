import Certification

/// The words of `status.html`.
extension PageWords {
    var asOf: String { "As of" }
    var serviceIsUp: String { "Running" }
    var serviceIsStopped: String { "Stopped" }

    func statusVerdict(_ content: StatusPageContent) -> String {
        guard content.isServiceRunning else { return "The service is not running. Files wait until it is started." }
        switch (content.running.count, content.waiting.count) {
        case (0, 0): return "Ready for files."
        case (0, 1): return "One file waits."
        case (0, let waiting): return "\(waiting) files wait."
        case (1, _): return "One file is being worked on."
        case (let running, _): return "\(running) files are being worked on."
        }
    }

    /// `Reading · 120,000 of 1,000,000 rows · 80,000 rows a second · about 11 seconds left`.
    func progress(_ run: StatusPageContent.Running, wording: Wording) -> String {
        var parts = [run.phase]
        if let total = run.rowsTotal {
            parts.append("\(wording.grouped(run.rowsDone)) of \(wording.rows(total))")
        } else if run.rowsDone > 0 {
            parts.append(wording.rows(run.rowsDone))
        }
        if let rate = run.rowsPerSecond, rate >= 1, rate < 1e12 {
            parts.append("\(wording.grouped(Int(rate.rounded()))) rows a second")
        }
        if let left = run.secondsLeft, left >= 0, left < 1e9 {
            parts.append(left < 1 ? "nearly done" : "about \(duration(left.rounded())) left")
        }
        return parts.joined(separator: " · ")
    }

    func refreshes(everySeconds seconds: Int) -> String { "This page looks for news every \(seconds) seconds." }
}
