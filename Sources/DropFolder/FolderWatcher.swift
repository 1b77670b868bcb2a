import CInotifyTools
import Foundation
import Glibc
import SystemPackage

/// Watches the inboxes with libinotifytools and rings alarms when something may have become ready.
///
/// The library keeps global state, so one thread for the whole process calls it, and never ends. Which file it was is
/// not passed on: the inboxes are scanned, which also covers an overflow of the kernel's queue.
final class FolderWatcher: Sendable {
    /// A writer closed a file, or a name appeared or vanished (a sidecar, or a second link).
    private static let events =
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_ATTRIB

    /// - Throws: ``DropFolderError`` if the kernel takes no more watches.
    static func start(_ folders: [String], alarms: [Alarm]) throws {
        guard inotifytools_initialize() != 0 else {
            throw DropFolderError(
                doing: "Starting inotify (see fs.inotify.max_user_instances)",
                errno: inotifytools_error()
            )
        }
        for folder in folders {
            guard inotifytools_watch_file(folder, CInt(bitPattern: UInt32(events))) != 0 else {
                let number = inotifytools_error()
                throw DropFolderError(doing: "Watching \(folder) (see fs.inotify.max_user_watches)", errno: number)
            }
        }
        let thread = Thread {
            while true {
                // 0 blocks, as -1 does.
                if inotifytools_next_event(0) == nil {
                    // Interrupted, or the read failed: the scan that follows does no harm, and neither may spin.
                    usleep(100_000)
                }
                for alarm in alarms { alarm.ring() }
            }
        }
        thread.name = "inotify"
        thread.start()
    }
}
