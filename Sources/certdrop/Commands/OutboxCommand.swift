import ArgumentParser
import DropFolder
import Foundation
import Glibc
import Mail
import Wording

struct OutboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "The messages that wait to be sent.",
        subcommands: [List.self, Send.self, Retry.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the messages that wait, the oldest first.")

        @Option(help: "table, csv or json.")
        var format = ListFormat.table

        @OptionGroup var root: DropRootOption
        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let configuration = try config.read()
            var listing = Listing(["name", "to", "subject", "queued", "attempts", "next_attempt", "last_error"])
            var names: [String?] = []
            for drop in try root.chooseAny(from: configuration) {
                for message in try Outbox(path: drop.root.outbox).list() {
                    listing.rows.append([
                        .text(message.name), .text(message.to.joined(separator: ", ")), .text(message.subject),
                        .text(message.queued.formatted(.iso8601)), .number(message.attempts),
                        message.nextAttempt.map { .text($0.formatted(.iso8601)) } ?? .none,
                        message.lastError.map { .text($0) } ?? .none,
                    ])
                    names.append(drop.root.name)
                }
            }
            if configuration.drops.count > 1 { listing.addRoots(names) }
            try listing.write(format)
        }
    }

    struct Send: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send the messages that wait, by the command that the configuration names.",
            discussion: """
                What was sent goes to outbox/sent/, what cannot be sent to outbox/undeliverable/ with the reason beside it; \
                anything else waits and is tried again later. Exit status 1 if a message could not be sent.
                """
        )

        @Flag(help: "Try those too whose next attempt is not due yet.")
        var all = false

        @Option(help: "How many messages are handed over at a time.")
        var workers = 4

        @OptionGroup var root: DropRootOption
        @OptionGroup var config: ConfigurationOption

        func validate() throws {
            guard (1...64).contains(workers) else { throw ValidationError("--workers takes a number from 1 to 64.") }
        }

        func run() throws {
            let configuration = try config.read()
            var isClean = true
            for drop in try root.chooseAny(from: configuration) {
                let report = try Outbox(path: drop.root.outbox).deliver(
                    by: try drop.options.deliveryCommand(),
                    now: Date(),
                    workers: workers,
                    triesAll: all
                )
                if !drop.root.name.isEmpty { print("\(drop.root.name):") }
                show(report, drop.wording)
                if !report.isClean { isClean = false }
            }
            if !isClean { throw ExitStatus.rejected }
        }

        private func show(_ report: DeliveryReport, _ wording: any Wording) {
            for failure in report.postponed {
                print(Terminal.printable(wording.postponed(failure.name, reason: failure.reason)))
            }
            for failure in report.undeliverable {
                print(Terminal.printable(wording.undeliverable(failure.name, reason: failure.reason)))
            }
            print(
                wording.delivered(
                    sent: report.sent.count,
                    postponed: report.postponed.count,
                    undeliverable: report.undeliverable.count,
                    notDue: report.notDue
                )
            )
        }
    }

    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put messages that could not be delivered back into the outbox, to be tried anew.",
            discussion: "Correct first what the file beside each in outbox/undeliverable/ says."
        )

        @Argument(help: "Names of messages, as their files are called without .eml; all of them if none is given.")
        var names: [String] = []

        @OptionGroup var root: DropRootOption
        @OptionGroup var config: ConfigurationOption

        func run() throws {
            let configuration = try config.read()
            if !names.isEmpty { return try retry(names, try root.choose(from: configuration)) }
            for drop in try root.chooseAny(from: configuration) {
                try retry(try Outbox(path: drop.root.outbox).undeliverableNames(), drop)
            }
        }

        private func retry(_ names: [String], _ drop: DropConfiguration) throws {
            let outbox = Outbox(path: drop.root.outbox)
            for name in names { try outbox.requeue(name) }
            print(drop.wording.requeued(names.count))
        }
    }
}
