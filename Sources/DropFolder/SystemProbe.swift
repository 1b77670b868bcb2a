import CInotifyTools
import Glibc

/// Questions to the kernel that change nothing.
public enum SystemProbe {
    /// Why the kernel grants no leases in a folder, in its own words; nil if it does, or if it cannot be told. Tried on a
    /// file that has no name and is gone at once.
    public static func leaseRefusal(in folder: String) -> String? {
        let writer = open(folder, O_RDWR | CInt(UNNAMED_FILE) | O_CLOEXEC, 0o600)
        guard writer >= 0 else { return nil }
        // A lease is not granted while the file is open for writing, so it is opened anew.
        let reader = open("/proc/self/fd/\(writer)", O_RDONLY | O_CLOEXEC)
        close(writer)
        guard reader >= 0 else { return nil }
        defer { close(reader) }
        guard fcntl(reader, CInt(SET_LEASE), F_RDLCK) == 0 else { return String(cString: strerror(errno)) }
        _ = fcntl(reader, CInt(SET_LEASE), F_UNLCK)
        return nil
    }

    /// Whether someone keeps the clock right: `adjtimex(2)`.
    public static var isClockSynchronised: Bool {
        var time = timex()
        return adjtimex(&time) != TIME_ERROR
    }

    /// Whether an access control list lets in others than the mode of a path says: `acl(5)`.
    public static func hasAccessControlList(_ path: String) -> Bool {
        getxattr(path, "system.posix_acl_access", nil, 0) > 0
    }
}
