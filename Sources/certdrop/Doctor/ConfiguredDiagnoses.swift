import Certification
import DropFolder
import Foundation
import Glibc
import Mail
import Wording

/// What the configuration names: administrators, the mail program, the templates.
extension Doctor {
    func administratorDiagnoses() -> [Diagnosis] {
        var found: [Diagnosis] = []
        for drop in drops {
            for administrator in drop.options.administrators ?? [] {
                guard let account = Account(administrator.account) else {
                    found.append(.accountMissing(account: administrator.account, file: file))
                    continue
                }
                let inbox = drop.root.inbox(.import).display
                guard let obstacle = account.obstacle(to: inbox, in: drop.root.path) else { continue }
                found.append(.accountShutOut(account: administrator.account, path: inbox, group: obstacle.groupName))
            }
        }
        // Learners and certifications are those of all drop roots.
        if !drops.contains(where: { $0.options.administrators?.contains { $0.role == .global } == true }) {
            found.append(.noGlobalAdministrator(file: file))
        }
        return found
    }

    func mailDiagnoses() -> [Diagnosis] {
        drops.flatMap { mailDiagnoses($0.options) }
    }

    private func mailDiagnoses(_ options: DropOptions) -> [Diagnosis] {
        var found: [Diagnosis] = []
        // A command that nothing uses need not be there.
        let isUsed = options.deliver == true || options.mailCommand != nil
        if isUsed, let program = try? options.deliveryCommand().program, let reason = Self.refusal(of: program) {
            found.append(.mailProgram(program: program, reason: reason))
        }
        if let folder = options.mailTemplates {
            do {
                found += try MessageTemplates.faults(in: folder).map { .mailTemplate(fault: $0.message) }
            } catch {
                found.append(.mailTemplate(fault: error.message))
            }
        }
        return found
    }

    /// Why a program cannot be run; nil if it can. A name without a slash is looked for in `PATH`.
    static func refusal(of program: String) -> String? {
        guard !program.contains("/") else { return notExecutable(program) }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(
            separator: ":"
        )
        return folders.contains { notExecutable("\($0)/\(program)") == nil } ? nil : String(cString: strerror(ENOENT))
    }

    private static func notExecutable(_ path: String) -> String? {
        guard let status = FileStatus(path) else { return String(cString: strerror(errno)) }
        if status.isFolder { return String(cString: strerror(EISDIR)) }
        return access(path, X_OK) == 0 ? nil : String(cString: strerror(errno))
    }
}

/// A login of this machine, and what modes let it do. Access control lists, which modes do not show, may give more.
struct Account {
    let uid: uid_t
    private let groups: Set<gid_t>

    /// nil if the machine knows none of that name.
    init?(_ name: String) {
        guard let entry = getpwnam(name) else { return nil }
        uid = entry.pointee.pw_uid
        var count: CInt = 256
        var list = [gid_t](repeating: 0, count: Int(count))
        getgrouplist(name, entry.pointee.pw_gid, &list, &count)
        groups = Set(list.prefix(Int(max(count, 0))))
    }

    /// Which of the two keeps it from making files in the folder, which lies in the other; nil if neither does.
    func obstacle(to folder: String, in outer: String) -> FileStatus? {
        if !may(1, outer) { return FileStatus(outer) }
        return may(3, folder) ? nil : FileStatus(folder)
    }

    /// Bits as in one digit of a mode.
    private func may(_ bits: mode_t, _ path: String) -> Bool {
        guard uid != 0, let status = FileStatus(path), !SystemProbe.hasAccessControlList(path) else {
            return true
        }
        let shift: mode_t = status.owner == uid ? 6 : groups.contains(status.group) ? 3 : 0
        return status.mode >> shift & bits == bits
    }
}
