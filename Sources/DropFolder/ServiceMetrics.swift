import Certification
import Foundation
import Mail
import Wording

/// What the service counts for a drop root since it started, and all of it as a file for the textfile collector of Prometheus's node exporter.
///
/// Names and units follow prometheus.io/docs/practices/naming. Ages are told as the times that they are reckoned from,
/// since the file is older than the question. Every series carries the drop root, so that the files of several services
/// on one machine can be collected together.
struct ServiceMetrics: Sendable {
    private struct Kind: Hashable {
        var kind: String
        var mode: RunMode
        var verdict: Verdict
    }

    private enum Verdict: String, CaseIterable { case clean, needsCorrection = "needs_correction", refused }

    /// Upper bounds of the durations, in seconds.
    private static let buckets: [Double] = [0.01, 0.05, 0.25, 1, 5, 30, 120, 600]

    private let dropRoot: String
    private var runs: [Kind: Int] = [:]
    private var rows: [RunMode: OutcomeCounts] = [:]
    private var bucketCounts = [Int](repeating: 0, count: buckets.count)
    private var durationSum = 0.0
    private var durationCount = 0
    var lastSuccess: Date?

    /// What holds for all drop roots.
    struct Common {
        var version: String
        var started: Date
        var looked: Date
        var outage: Outage?
    }

    /// What a drop root has now.
    struct Queues {
        var waiting: [WaitingFile]
        var outbox: OutboxSummary?
    }

    init(dropRoot: String, lastSuccess: Date?) {
        self.dropRoot = dropRoot
        self.lastSuccess = lastSuccess
    }

    /// The kind of a file that was refused before it could be told.
    private static let unknownKind = "unknown"

    /// All are told from the start, since a series that begins at 0 shows its first step, too.
    private static let kinds: [Kind] = (FileKind.allCases.map(\.rawValue) + [unknownKind]).flatMap { kind in
        RunMode.allCases.flatMap { mode in
            Verdict.allCases.map { Kind(kind: kind, mode: mode, verdict: $0) }
        }
    }

    /// - Parameter seconds: from taking the file to the end of publishing its answer.
    mutating func count(_ summary: RunSummary, seconds: Double) {
        let verdict: Verdict =
            summary.refusal != nil ? .refused : summary.rejected > 0 ? .needsCorrection : .clean
        let kind = Kind(kind: summary.kind?.rawValue ?? Self.unknownKind, mode: summary.mode, verdict: verdict)
        runs[kind, default: 0] += 1
        for (outcome, count) in summary.counts.occurring {
            rows[summary.mode, default: OutcomeCounts()][outcome] += count
        }
        for (index, bound) in Self.buckets.enumerated() where seconds <= bound { bucketCounts[index] += 1 }
        durationSum += seconds
        durationCount += 1
        if summary.refusal == nil { lastSuccess = summary.finished }
    }

    /// The exposition format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
    static func text(_ common: Common, _ roots: [(metrics: ServiceMetrics, queues: Queues)]) -> String {
        var page = ExpositionText()
        for (metrics, queues) in roots {
            page.dropRoot = metrics.dropRoot
            metrics.add(common, to: &page)
            metrics.addRuns(to: &page)
            metrics.addQueues(to: &page, queues.waiting, queues.outbox)
        }
        return page.text
    }

    private func add(_ common: Common, to page: inout ExpositionText) {
        page.begin("certdrop_build_info", .gauge, "The version of the program; the value is always 1.")
        page.add("certdrop_build_info", [("version", common.version)], 1)
        page.begin("certdrop_start_time_seconds", .gauge, "When the service started, in seconds since 1970.")
        page.add("certdrop_start_time_seconds", [], common.started.timeIntervalSince1970)
        page.begin(
            "certdrop_last_look_timestamp_seconds",
            .gauge,
            "When the service looked through the inboxes last, in seconds since 1970."
        )
        page.add("certdrop_last_look_timestamp_seconds", [], common.looked.timeIntervalSince1970)
        page.begin("certdrop_outage", .gauge, "Whether the service cannot go on, by cause.")
        for cause in OutageCause.allCases {
            page.add("certdrop_outage", [("cause", cause.rawValue)], common.outage?.cause == cause ? 1 : 0)
        }
    }

    private func addRuns(to page: inout ExpositionText) {
        page.begin("certdrop_runs_total", .counter, "Files that were handled since the service started.")
        for kind in Self.kinds {
            let labels = [("kind", kind.kind), ("mode", kind.mode.rawValue), ("verdict", kind.verdict.rawValue)]
            page.add("certdrop_runs_total", labels, Double(runs[kind] ?? 0))
        }
        page.begin("certdrop_rows_total", .counter, "Rows of those files, by what became of them.")
        for mode in RunMode.allCases {
            for outcome in Outcome.allCases {
                let labels = [("mode", mode.rawValue), ("outcome", outcome.name.replacing(" ", with: "_"))]
                page.add("certdrop_rows_total", labels, Double(rows[mode]?[outcome] ?? 0))
            }
        }
        page.begin(
            "certdrop_run_duration_seconds",
            .histogram,
            "From taking a file to the end of publishing its answer."
        )
        for (bound, count) in zip(Self.buckets, bucketCounts) {
            page.add("certdrop_run_duration_seconds_bucket", [("le", "\(bound)")], Double(count))
        }
        page.add("certdrop_run_duration_seconds_bucket", [("le", "+Inf")], Double(durationCount))
        page.add("certdrop_run_duration_seconds_sum", [], durationSum)
        page.add("certdrop_run_duration_seconds_count", [], Double(durationCount))
        guard let lastSuccess else { return }
        page.begin(
            "certdrop_last_success_timestamp_seconds",
            .gauge,
            "When a file was last handled without being refused, in seconds since 1970."
        )
        page.add("certdrop_last_success_timestamp_seconds", [], lastSuccess.timeIntervalSince1970)
    }

    /// The times of the oldest are left out where nothing waits.
    private func addQueues(to page: inout ExpositionText, _ waiting: [WaitingFile], _ outbox: OutboxSummary?) {
        page.begin("certdrop_inbox_files", .gauge, "Files in the inboxes that cannot be taken yet.")
        page.add("certdrop_inbox_files", [], Double(waiting.count))
        if let oldest = waiting.map(\.since).min() {
            let name = "certdrop_inbox_oldest_timestamp_seconds"
            page.begin(name, .gauge, "When the oldest of those files came, in seconds since 1970.")
            page.add(name, [], oldest.timeIntervalSince1970)
        }
        guard let outbox else { return }
        page.begin("certdrop_outbox_messages", .gauge, "Messages in the outbox.")
        page.add("certdrop_outbox_messages", [], Double(outbox.waiting))
        page.begin("certdrop_outbox_undeliverable_messages", .gauge, "Messages that cannot be delivered.")
        page.add("certdrop_outbox_undeliverable_messages", [], Double(outbox.undeliverable))
        if let oldest = outbox.oldest?.queued {
            let name = "certdrop_outbox_oldest_timestamp_seconds"
            page.begin(name, .gauge, "When the oldest message in the outbox was queued, in seconds since 1970.")
            page.add(name, [], oldest.timeIntervalSince1970)
        }
    }
}

/// Lines of the exposition format. Those of a metric stand together, as the format wants it, in whatever order they come.
private struct ExpositionText {
    enum MetricType: String { case counter, gauge, histogram }

    /// A label that every series has.
    var dropRoot = ""
    private var order: [String] = []
    private var lines: [String: String] = [:]
    private var current = ""

    var text: String { order.compactMap { lines[$0] }.joined() }

    mutating func begin(_ name: String, _ type: MetricType, _ help: String) {
        current = name
        guard lines[name] == nil else { return }
        order.append(name)
        lines[name] = "# HELP \(name) \(help)\n# TYPE \(name) \(type.rawValue)\n"
    }

    /// - Parameter name: the metric that was begun, or one of the parts of a histogram.
    mutating func add(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let all = ([("drop_root", dropRoot)] + labels).map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
        let number = value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
        lines[current]?.append("\(name){\(all.joined(separator: ","))} \(number)\n")
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
