import Dispatch
import Foundation
import Logging
import Mail

/// Delivers the messages of those drop roots whose messages no other program delivers.
struct OutboxDeliveries {
    private let deliveries: [OutboxDelivery]

    /// - Parameter settings: of each drop root.
    init(_ settings: [RunSettings], _ logger: Logger) throws {
        deliveries = try settings.compactMap { settings in
            guard let command = settings.delivery else { return nil }
            let outbox = Outbox(path: settings.root.outbox)
            try outbox.removeLeftovers()
            return OutboxDelivery(outbox, by: command, retry: settings.retry, logger: logger)
        }
    }

    func start() {
        for delivery in deliveries { delivery.start() }
    }

    func wake() {
        for delivery in deliveries { delivery.wake() }
    }

    /// Together they take no longer than one.
    func stop(within seconds: Double) {
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        for delivery in deliveries { delivery.end() }
        for delivery in deliveries {
            delivery.stop(within: max(0, ContinuousClock.now.duration(to: deadline) / .seconds(1)))
        }
    }

    func deliverOnce() {
        for delivery in deliveries { delivery.deliverOnce() }
    }
}

/// Delivers the messages of the outbox while the service runs, by a thread of its own: when a run has queued some, when
/// one is to be tried again, and now and then, since the command line queues messages too.
final class OutboxDelivery: Sendable {
    private let outbox: Outbox
    private let command: DeliveryCommand
    private let retry: RetryPolicy
    private let logger: Logger
    private let alarm = Alarm()
    private let hasEnded = DispatchSemaphore(value: 0)

    /// Mail programs that run at a time.
    private static let workers = 4
    /// Seconds between looks at the outbox that nothing asked for.
    private static let rescan: TimeInterval = 60

    init(_ outbox: Outbox, by command: DeliveryCommand, retry: RetryPolicy, logger: Logger) {
        self.outbox = outbox
        self.command = command
        self.retry = retry
        self.logger = logger
    }

    /// Starts the thread, which first delivers what an earlier service left.
    func start() {
        let thread = Thread { [self] in
            while !alarm.hasStopped {
                let next = deliverOnce()
                alarm.wait(until: min(next ?? .distantFuture, Date(timeIntervalSinceNow: OutboxDelivery.rescan)))
            }
            hasEnded.signal()
        }
        thread.name = "delivery"
        thread.start()
    }

    /// Messages may have been queued.
    func wake() {
        alarm.ring()
    }

    /// Ends the delivery after the messages in hand.
    func end() {
        alarm.stop()
    }

    /// Returns when the messages in hand are delivered, or after so many seconds; the others wait for the next service.
    func stop(within seconds: Double) {
        alarm.stop()
        guard hasEnded.wait(timeout: .now() + seconds) == .timedOut else { return }
        logger.warning("The mail program takes its time, and is not waited for. What it sends now may be sent again.")
    }

    /// Tries every message that is due. A fault is logged: the messages wait, and are tried again.
    ///
    /// - Returns: when the next attempt of one is due.
    @discardableResult
    func deliverOnce() -> Date? {
        do {
            let report = try outbox.deliver(
                by: command,
                now: Date(),
                retry: retry,
                workers: OutboxDelivery.workers,
                isStopping: { self.alarm.hasStopped }
            )
            log(report)
            return report.nextAttempt
        } catch {
            logger.error("\(sentence(error))")
            return nil
        }
    }

    private func log(_ report: DeliveryReport) {
        if !report.sent.isEmpty { logger.info("Sent messages.", metadata: ["count": "\(report.sent.count)"]) }
        for failure in report.postponed {
            tell(failure, .warning, "A message is tried again later; 'certdrop outbox list' says why.")
        }
        for failure in report.undeliverable {
            tell(failure, .error, "A message cannot be delivered: see outbox/undeliverable/ for it and the reason.")
        }
    }

    /// The reason is what the mail program said, which as a rule names the recipient.
    private func tell(_ failure: DeliveryReport.Failure, _ level: Logger.Level, _ sentence: String) {
        logger.log(level: level, "\(sentence)", metadata: ["message": "\(failure.name)"])
        logger.debug("\(failure.reason)", metadata: ["message": "\(failure.name)"])
    }
}
