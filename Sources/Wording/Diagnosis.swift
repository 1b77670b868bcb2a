/// What `certdrop doctor` looks at, in this order. The raw values stand in its output as they are.
public enum Check: String, Sendable, CaseIterable {
    case configuration, folders, permissions, leases, inotify, disk, clock, administrators, mail, database, version
    case service, inboxes, spool, outbox
}

/// Something that is not as it should be with an installation, with the facts that its sentences need.
public enum Diagnosis: Sendable, Equatable {
    public enum Severity: String, Sendable { case warning, fault }

    /// What is wrong with a value of the configuration, as a sentence.
    case configuration(file: String, fault: String)
    case configurationWritable(file: String)
    /// Modes are octal digits.
    case folderMissing(path: String, mode: String, account: String, group: String)
    case noFolder(path: String)
    case fileSystems(path: String, dropRoot: String)
    /// It cannot be looked at by the account that asks.
    case hidden(path: String, account: String)
    case open(path: String, mode: String)
    case sticky(path: String, mode: String)
    case writable(path: String, mode: String)
    case everyone(path: String, mode: String)
    case owner(path: String, owner: String, service: String)
    case leasesUnavailable(path: String, reason: String)
    case leasesNotAllowed(service: String)
    /// Of the account of the service.
    case inotifyInstances(used: Int, limit: Int, account: String)
    case inotifyWatches(used: Int, limit: Int, account: String)
    case inotifyQueue(limit: Int)
    /// Free bytes.
    case diskFull(path: String, free: Int64)
    case diskLow(path: String, free: Int64)
    case noInodes(path: String, free: Int64)
    /// Times are ISO 8601.
    case clockBehind(now: String, run: Int64, began: String)
    case clockUnsynchronised
    case accountMissing(account: String, file: String)
    case accountShutOut(account: String, path: String, group: String)
    case noGlobalAdministrator(file: String)
    case mailProgram(program: String, reason: String)
    case mailTemplate(fault: String)
    case metricsFolder(path: String)
    case databaseMissing(path: String)
    case databaseDamaged(path: String, detail: String)
    case databaseOlder(path: String)
    case databaseNewer(path: String)
    /// Kept when the tables were migrated; the age is in seconds.
    case databaseCopy(path: String, age: Double)
    /// The service runs a program that is not this one any more.
    case serviceOutdated(process: Int32, running: String, installed: String)
    case unitProgramMissing(unit: String, program: String)
    case unitProgramDiffers(unit: String, program: String, version: String, own: String)
    /// `start` is the command that would start it.
    case notServed(start: String)
    case servedElsewhere(process: Int32)
    /// Ages are in seconds.
    case silent(process: Int32, age: Double)
    /// The service goes by an older configuration; `reload` is the command that lets it read the file again.
    case configurationRejected(fault: String, age: Double, reload: String)
    case outage(OutageCause, sentence: String, age: Double)
    case fileWaits(folder: String, file: String, age: Double, reason: String?)
    case uploadUnfinished(folder: String, file: String, age: Double)
    case notRegular(folder: String, file: String, EntryKind)
    case runUnfinished(run: Int64, file: String, age: Double)
    /// Its drop root is not configured; `config` is the configuration file.
    case stray(run: Int64, file: String, folder: String, config: String)
    case orphan(path: String, dropRoot: String)
    case messagesWait(count: Int, age: Double, reason: String?)
    /// The service does not deliver, and nobody else seems to.
    case messagesNotFetched(count: Int, age: Double)
    case undeliverable(count: Int, reason: String?, folder: String)

    /// Stable, for monitors: the check, and what it found.
    public var code: String { "\(check.rawValue).\(kind.name)" }
    public var check: Check { kind.check }
    public var severity: Severity { kind.severity }

    private var kind: (check: Check, name: String, severity: Severity) {
        switch self {
        case .configuration: (.configuration, "fault", .fault)
        case .configurationWritable: (.configuration, "writable", .fault)
        case .folderMissing: (.folders, "missing", .fault)
        case .noFolder: (.folders, "no-folder", .fault)
        case .fileSystems: (.folders, "file-systems", .fault)
        case .hidden: (.folders, "hidden", .warning)
        case .open: (.permissions, "open", .fault)
        case .sticky: (.permissions, "sticky", .fault)
        case .writable: (.permissions, "writable", .fault)
        case .everyone: (.permissions, "everyone", .warning)
        case .owner: (.permissions, "owner", .fault)
        case .leasesUnavailable: (.leases, "unavailable", .warning)
        case .leasesNotAllowed: (.leases, "not-allowed", .warning)
        case .inotifyInstances: (.inotify, "instances", .fault)
        case .inotifyWatches: (.inotify, "watches", .fault)
        case .inotifyQueue: (.inotify, "queue", .warning)
        case .diskFull: (.disk, "full", .fault)
        case .diskLow: (.disk, "low", .warning)
        case .noInodes: (.disk, "inodes", .fault)
        case .clockBehind: (.clock, "behind", .fault)
        case .clockUnsynchronised: (.clock, "unsynchronised", .warning)
        case .accountMissing: (.administrators, "unknown", .warning)
        case .accountShutOut: (.administrators, "shut-out", .warning)
        case .noGlobalAdministrator: (.administrators, "no-global", .warning)
        case .mailProgram: (.mail, "program", .fault)
        case .mailTemplate: (.mail, "template", .fault)
        case .metricsFolder: (.service, "metrics", .warning)
        case .databaseMissing: (.database, "missing", .warning)
        case .databaseDamaged: (.database, "damaged", .fault)
        case .databaseOlder: (.database, "older", .warning)
        case .databaseNewer: (.database, "newer", .fault)
        case .databaseCopy: (.database, "copy", .warning)
        case .serviceOutdated: (.version, "service", .warning)
        case .unitProgramMissing: (.version, "unit-program", .fault)
        case .unitProgramDiffers: (.version, "unit", .warning)
        case .notServed: (.service, "not-running", .warning)
        case .servedElsewhere: (.service, "elsewhere", .fault)
        case .silent: (.service, "silent", .fault)
        case .configurationRejected: (.service, "configuration", .fault)
        case .outage: (.service, "outage", .fault)
        case .fileWaits: (.inboxes, "waiting", .warning)
        case .uploadUnfinished: (.inboxes, "unfinished", .warning)
        case .notRegular: (.inboxes, "not-regular", .warning)
        case .runUnfinished: (.spool, "unfinished", .warning)
        case .stray: (.spool, "stray", .fault)
        case .orphan: (.spool, "orphan", .warning)
        case .messagesWait: (.outbox, "waiting", .warning)
        case .messagesNotFetched: (.outbox, "not-fetched", .warning)
        case .undeliverable: (.outbox, "undeliverable", .warning)
        }
    }
}

/// A diagnosis in words.
public struct Advice: Sendable, Equatable {
    /// What is wrong.
    public let finding: String
    /// What to do about it: a sentence, or one with a command for a shell.
    public let remedy: String

    public init(_ finding: String, _ remedy: String) {
        self.finding = finding
        self.remedy = remedy
    }
}

/// A word of a command for a shell, quoted where it must be (POSIX, "Shell Command Language", section 2.2).
func shellWord(_ text: String) -> String {
    let isPlain =
        !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "/._-+:@%,=".utf8.contains(byte)
            }
        }
    return isPlain ? text : "'\(text.replacing("'", with: #"'\''"#))'"
}
