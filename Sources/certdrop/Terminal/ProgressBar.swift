import Certification
import Foundation
import Glibc
import Import
import Wording

/// Shows how far a run has come, on one line of the terminal, five times a second.
final class ProgressBar: Sendable {
    private let progress: ImportProgress
    private let wording: any Wording
    private let ended = DispatchSemaphore(value: 0)
    private let cleared = DispatchSemaphore(value: 0)
    private let isShown: Bool

    init(_ progress: ImportProgress, wording: any Wording) {
        self.progress = progress
        self.wording = wording
        isShown = Terminal.errorIsTerminal
        guard isShown else { return }
        let thread = Thread { [self] in
            while ended.wait(timeout: .now() + 0.2) == .timedOut { draw() }
            Terminal.write("\r\u{1B}[K", to: STDERR_FILENO)
            cleared.signal()
        }
        thread.start()
    }

    /// Clears the line.
    func end() {
        guard isShown else { return }
        ended.signal()
        cleared.wait()
    }

    private func draw() {
        let pace = ImportPace(progress)
        var line = wording.phase(progress.phase).padding(toLength: 16, withPad: " ", startingAt: 0)
        if progress.total > 0 {
            let share = min(1, Double(progress.done) / Double(progress.total))
            let filled = Int(share * 24)
            line += String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
            line += String(format: " %3d %%", Int(share * 100))
        }
        line += "  \(wording.rows(progress.done))"
        if let rows = pace.rowsPerSecond { line += ", \(wording.pace(rowsPerSecond: rows))" }
        if let left = pace.secondsLeft { line += ", \(wording.timeLeft(left))" }
        Terminal.write("\r\u{1B}[K\(line)", to: STDERR_FILENO)
    }
}
