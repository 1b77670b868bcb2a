import DropFolder
import Foundation
import Glibc
import Store
import Wording

/// The database, the program, and the service.
extension Doctor {
    func databaseDiagnoses() -> [Diagnosis] {
        let path = root.database
        guard access(path, F_OK) == 0 else { return errno == ENOENT ? [.databaseMissing(path: path)] : [] }
        guard access(path, R_OK) == 0 else {
            return [.hidden(path: path, account: Accounts.name(of: geteuid()) ?? "\(geteuid())")]
        }
        return soundness(path) + oldCopies(path)
    }

    /// Seconds for which a copy from before an update is a way back, and not only a place where erased people live on.
    private static let copiesServe: Double = 30 * 86_400

    private func oldCopies(_ path: String) -> [Diagnosis] {
        CertificationStore.copiesBeforeMigration(of: path).compactMap { copy in
            guard let made = FileStatus(copy)?.modified else { return nil }
            let age = -made.timeIntervalSinceNow
            return age > Self.copiesServe ? .databaseCopy(path: copy, age: age) : nil
        }
    }

    private func soundness(_ path: String) -> [Diagnosis] {
        do {
            let store = try CertificationStore(reading: path)
            if let damage = try store.damage() { return [.databaseDamaged(path: path, detail: damage)] }
            switch try store.schemaAge() {
            case .current: return []
            case .older: return [.databaseOlder(path: path)]
            case .newer: return [.databaseNewer(path: path)]
            }
        } catch {
            return [.databaseDamaged(path: path, detail: "\(error)")]
        }
    }

    func versionDiagnoses() -> [Diagnosis] {
        var found: [Diagnosis] = []
        if let process = service.process, let status = ServiceStatus.read(root) {
            let (running, own) = (ProcessStatus.program(of: process), FileStatus("/proc/self/exe"))
            let isSame = running == nil || own == nil || running?.inode == own?.inode && running?.device == own?.device
            if status.version != Program.version || !isSame {
                found.append(
                    .serviceOutdated(process: process, running: status.version, installed: Program.version)
                )
            }
        }
        for unit in SystemdUnit.installed() {
            guard let program = unit.program else { continue }
            guard Self.refusal(of: program) == nil, let version = Self.version(of: program) else {
                found.append(.unitProgramMissing(unit: unit.path, program: program))
                continue
            }
            guard version != Program.version else { continue }
            found.append(
                .unitProgramDiffers(unit: unit.path, program: program, version: version, own: Program.version)
            )
        }
        return found
    }

    /// What a program answers to `--version`; nil if it does not answer.
    private static func version(of program: String) -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["--version"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let said = try? output.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        return String(decoding: said ?? Data(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func serviceDiagnoses() -> [Diagnosis] {
        // Who may not look into the state directory cannot tell who serves.
        guard access(root.stateDirectory, X_OK) == 0 || errno != EACCES else { return [] }
        var found: [Diagnosis] = []
        let status = ServiceStatus.read(root)
        if let process = service.process {
            if let status, let age = silence(status) { found.append(.silent(process: process, age: age)) }
            if let rejected = RejectedConfiguration.noted(in: root) {
                found.append(
                    .configurationRejected(
                        fault: rejected.fault,
                        age: -rejected.since.timeIntervalSinceNow,
                        reload: unit.map { "systemctl reload \($0)" } ?? "kill -HUP \(process)"
                    )
                )
            }
            if let outage = status?.outage {
                found.append(.outage(outage.cause, sentence: outage.sentence, age: -outage.since.timeIntervalSinceNow))
            }
        } else if let other = drops.lazy.compactMap({ ServiceLock.other($0.root) }).first {
            found.append(.servedElsewhere(process: other))
        } else {
            found.append(.notServed(start: startCommand))
        }
        if let metrics = configuration.metricsFile {
            let folder = URL(fileURLWithPath: metrics).deletingLastPathComponent().path
            // Whether another account may write there, only that account can tell.
            let isMine = geteuid() == service.uid
            if FileStatus(folder)?.isFolder != true || isMine && access(folder, W_OK) != 0 {
                found.append(.metricsFolder(path: folder))
            }
        }
        return found
    }

    /// Seconds since the service gave a sign of life, if those are too many. A run in hand keeps it from looking at the
    /// inboxes, but not from telling how far it is.
    private func silence(_ status: ServiceStatus) -> Double? {
        let last = status.running.isEmpty ? status.looked : max(status.looked, status.written)
        let age = -last.timeIntervalSinceNow
        return age > 3 * configuration.timing.rescan + 30 ? age : nil
    }

    /// The name of the unit of this configuration; nil if there is none.
    private var unit: String? { SystemdUnit.installed().lazy.compactMap { $0.name(serving: file) }.first }

    private var startCommand: String {
        unit.map { "systemctl start \($0)" } ?? "certdrop watch --config \(file)"
    }
}

/// A unit of systemd that starts certdrop: `systemd.unit(5)`.
struct SystemdUnit {
    let path: String
    /// The words of `ExecStart=`.
    private let command: [String]

    var program: String? { command.first }

    /// What to start so that it serves the drop root of a configuration: the unit, or an instance of it if it is a
    /// template (`%i`). nil if it serves another one, or does something else.
    func name(serving configuration: String) -> String? {
        guard command.dropFirst().first == "watch" else { return nil }
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let option = command.firstIndex(of: "--config").map { $0 + 1 }
        let named = option.flatMap { command.indices.contains($0) ? command[$0] : nil } ?? "/etc/certdrop/certdrop.yaml"
        let parts = named.components(separatedBy: "%i")
        guard name.hasSuffix("@"), parts.count == 2 else { return named == configuration ? name : nil }
        guard configuration.hasPrefix(parts[0]), configuration.hasSuffix(parts[1]),
            configuration.count > parts[0].count + parts[1].count
        else { return nil }
        return name + configuration.dropFirst(parts[0].count).dropLast(parts[1].count)
    }

    /// The units of this machine whose name begins with `certdrop`. `SYSTEMD_UNIT_PATH` names other folders than the
    /// usual ones, as it does for systemd.
    static func installed() -> [SystemdUnit] {
        let usual = [
            "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
        ]
        let named = ProcessInfo.processInfo.environment["SYSTEMD_UNIT_PATH"]?.split(separator: ":").map(String.init)
        var seen: Set<String> = []
        return (named ?? usual).flatMap { folder -> [SystemdUnit] in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.sorted().filter {
                $0.hasPrefix("certdrop") && $0.hasSuffix(".service") && seen.insert($0).inserted
            }
            .compactMap { SystemdUnit("\(folder)/\($0)") }
        }
    }

    private init?(_ path: String) {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let line = text.split(separator: "\n").last(where: { $0.hasPrefix("ExecStart=") })
        else { return nil }
        self.path = path
        // Characters before the path change how it is started: "Command Lines" in `systemd.service(5)`.
        command = line.dropFirst("ExecStart=".count).drop { "@-:+!".contains($0) }.split(separator: " ").map(
            String.init
        )
    }
}
