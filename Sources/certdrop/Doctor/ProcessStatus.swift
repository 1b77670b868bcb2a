import Foundation
import Glibc

/// What `/proc` tells of a process: `proc(5)`.
struct ProcessStatus {
    let effectiveCapabilities: UInt64

    /// nil if there is no such process.
    init?(_ process: Int32) {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        guard let digits = line?.split(separator: "\t").last, let bits = UInt64(digits, radix: 16) else { return nil }
        effectiveCapabilities = bits
    }

    /// The program that it runs, which may have been replaced since; nil if that may not be asked.
    static func program(of process: Int32) -> FileStatus? { FileStatus("/proc/\(process)/exe") }
}

/// How much of inotify the processes of an account use, as far as they may be looked at.
struct InotifyUse {
    private(set) var instances = 0
    private(set) var watches = 0

    init(uid: uid_t) {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for process in processes where Int32(process) != nil && FileStatus("/proc/\(process)")?.owner == uid {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")) ?? []
            for file in files where Self.isInotify("/proc/\(process)/fd/\(file)") {
                instances += 1
                let info = try? String(contentsOfFile: "/proc/\(process)/fdinfo/\(file)", encoding: .utf8)
                watches += info?.split(separator: "\n").count { $0.hasPrefix("inotify ") } ?? 0
            }
        }
    }

    private static func isInotify(_ file: String) -> Bool {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: file)) == "anon_inode:inotify"
    }
}
