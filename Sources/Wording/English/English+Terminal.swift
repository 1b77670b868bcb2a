/// What is said on the terminal alone.
extension English {
    public var terminal: TerminalLabels {
        TerminalLabels(
            nothingChanged: "Nothing was changed: this was a verification.",
            report: "Report",
            dropRoot: "Drop root",
            service: "Service",
            store: "Store",
            running: "Running",
            waiting: "Waiting",
            lastRuns: "Last runs",
            outbox: "Outbox",
            lastSuccess: "Last success",
            problem: "Problem"
        )
    }

    public func moreProblems(_ count: Int) -> String {
        count == 1
            ? "… and 1 more kind of problem: see the report." : "… and \(count) more kinds of problem: see the report."
    }

    public func store(learners: Int, certifications: Int, awards: Int) -> String {
        [
            counted(learners, "learner"), counted(certifications, "certification"), counted(awards, "award"),
        ].joined(separator: ", ")
    }

    func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

    public func service(process: Int32?) -> String { process.map { "running (process \($0))" } ?? "not running" }

    public func outbox(_ waiting: Int, undeliverable: Int) -> String {
        "\(grouped(waiting)) waiting, \(grouped(undeliverable)) undeliverable"
    }

    public func requeued(_ count: Int) -> String {
        count == 1 ? "1 message is tried anew." : "\(grouped(count)) messages are tried anew."
    }

    public func delivered(sent: Int, postponed: Int, undeliverable: Int, notDue: Int) -> String {
        var parts = ["\(grouped(sent)) sent"]
        if postponed > 0 { parts.append("\(grouped(postponed)) to be tried again") }
        if undeliverable > 0 { parts.append("\(grouped(undeliverable)) undeliverable") }
        if notDue > 0 { parts.append("\(grouped(notDue)) not due yet") }
        return parts.joined(separator: ", ") + "."
    }

    public func postponed(_ message: String, reason: String) -> String {
        "\(message) is tried again later. \(reason)"
    }

    public func undeliverable(_ message: String, reason: String) -> String {
        "\(message) cannot be delivered. \(reason)"
    }

    public func waits(_ file: String, folder: String, cause: WaitingCause) -> String {
        "\(file) waits in \(folder)/. \(waiting(cause))"
    }

    public func exportedBadges(_ count: Int, folder: String) -> String {
        "\(counted(count, "badge")) \(count == 1 ? "was" : "were") written to \(folder)."
    }
}
