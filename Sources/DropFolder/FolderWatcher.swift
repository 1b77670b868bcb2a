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

    /// Seconds between looks at whether a folder is another one. That it is gone is an event; that something was mounted in
    /// its place is none.
    private static let lookEvery = 5

    /// What tells a folder from another one of its name.
    private struct Identity: Equatable {
        let device: dev_t
        let inode: ino_t

        /// nil if there is no such folder.
        init?(_ folder: String) {
            var status = stat()
            guard stat(folder, &status) == 0 else { return nil }
            (device, inode) = (status.st_dev, status.st_ino)
        }
    }

    private static func watch(_ folder: String) -> Bool {
        inotifytools_watch_file(folder, CInt(bitPattern: UInt32(events))) != 0
    }

    /// A folder that takes the place of one of these is watched from then on.
    ///
    /// - Throws: ``DropFolderError`` if the kernel takes no more watches.
    static func start(_ folders: [String], alarms: [Alarm]) throws {
        guard inotifytools_initialize() != 0 else {
            throw DropFolderError(
                doing: "Starting inotify (see fs.inotify.max_user_instances)",
                errno: inotifytools_error()
            )
        }
        var watched: [String: Identity] = [:]
        for folder in folders {
            watched[folder] = Identity(folder)
            guard watch(folder) else {
                let number = inotifytools_error()
                throw DropFolderError(doing: "Watching \(folder) (see fs.inotify.max_user_watches)", errno: number)
            }
        }
        let thread = Thread { [watched] in
            var watched = watched
            while true {
                let began = ContinuousClock.now
                var isNews = inotifytools_next_event(lookEvery) != nil
                for folder in folders {
                    guard let identity = Identity(folder), identity != watched[folder], watch(folder) else { continue }
                    watched[folder] = identity
                    isNews = true
                }
                if isNews {
                    for alarm in alarms { alarm.ring() }
                } else if began.duration(to: .now) < .seconds(1) {
                    // Interrupted, or the read failed: this may not spin.
                    usleep(100_000)
                }
            }
        }
        thread.name = "inotify"
        thread.start()
    }
}
