import Foundation
import Import

/// Gives the service manager signs of life as long as the service's thread goes on, by a thread of its own: while it
/// rests, and while it passes checkpoints. If it is stuck, so that the manager hears nothing for an interval, the manager
/// ends the service and starts it anew.
final class Watchdog: Sendable {
    private let manager: ServiceManager
    private let checkpoints: Checkpoints
    private let rest: Alarm
    private let alarm = Alarm()

    /// - Parameter rest: what the watched thread waits for when it has nothing to do.
    init(_ manager: ServiceManager, checkpoints: Checkpoints, rest: Alarm) {
        self.manager = manager
        self.checkpoints = checkpoints
        self.rest = rest
    }

    /// Does nothing if the manager wants no signs of life.
    func start() {
        guard let interval = manager.watchdogInterval else { return }
        let thread = Thread { [self] in
            var passed = -1
            while !alarm.hasStopped {
                let now = checkpoints.passed
                if rest.isAwaited || now != passed { manager.signOfLife() }
                passed = now
                alarm.pause(interval / 2)
            }
        }
        thread.name = "watchdog"
        thread.start()
    }

    func stop() {
        alarm.stop()
    }
}
