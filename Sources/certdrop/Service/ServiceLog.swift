import Foundation
import Glibc
import Logging
import Synchronization

/// The log of the service, on standard error: one line for each event, what it is about at its end as `key=value`.
///
/// Where the journal reads it, a line begins with its priority, as `sd-daemon(3)` says, and has no time, since the journal
/// notes its own. Elsewhere it begins with the time and the level.
///
/// At `info` and above it names files, folders, runs and the numbers of learners, but no people, addresses or cells; a
/// value of the configuration that cannot be used is quoted.
struct ServiceLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    /// The same for all copies, so that it can be changed while the service runs.
    private let level: Level

    final class Level: Sendable {
        private let value: Mutex<Logger.Level>

        init(_ level: Logger.Level) { value = Mutex(level) }

        var current: Logger.Level {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    init(level: Level) {
        self.level = level
    }

    var logLevel: Logger.Level {
        get { level.current }
        set { level.current = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }
        // The run comes first.
        let keys = values.keys.filter { $0 == "run" } + values.keys.filter { $0 != "run" }.sorted()
        let about = keys.map { " \($0)=\(Self.value(values[$0]?.description ?? ""))" }
        let prefix = Journal.isStandardError ? Journal.prefix(event.level) : "\(Self.now()) \(event.level): "
        let line = Terminal.printable("\(event.message)\(about.joined())").replacing("\n", with: " ")
        Terminal.write("\(prefix)\(line)\n", to: STDERR_FILENO)
    }

    /// In quotation marks if it is more than a word.
    private static func value(_ text: String) -> String {
        guard text.isEmpty || text.contains(where: { " \"=\\\n".contains($0) }) else { return text }
        return "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    private static func now() -> String {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return Date().formatted(style)
    }
}

/// The journal of systemd, as a reader of standard error.
enum Journal {
    /// Whether it reads standard error: `JOURNAL_STREAM` names the device and the inode of the stream, `systemd.exec(5)`.
    static let isStandardError: Bool = {
        var status = stat()
        guard let stream = ProcessInfo.processInfo.environment["JOURNAL_STREAM"], fstat(STDERR_FILENO, &status) == 0
        else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }()

    /// The priorities of `syslog(3)`.
    static func prefix(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "<7>"
        case .info: "<6>"
        case .notice: "<5>"
        case .warning: "<4>"
        case .error: "<3>"
        case .critical: "<2>"
        }
    }
}
