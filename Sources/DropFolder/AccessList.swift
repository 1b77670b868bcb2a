import CInotifyTools
import Glibc
import SystemPackage

extension FileSystem {
    /// Gives an account the right to read a file of ours, whatever groups it is in, by an access control list (`acl(5)`).
    /// The owner keeps the right to write, the group to read, and others get none. Where the file system has no such
    /// lists, nothing changes.
    static func letRead(_ path: FilePath, account: UInt32) {
        guard account != geteuid() else { return }
        // The form in which Linux keeps them: linux/posix_acl_xattr.h.
        let anyone = UInt32.max
        let entries: [(tag: UInt16, rights: UInt16, account: UInt32)] = [
            (0x01, 6, anyone), (0x02, 4, account), (0x04, 4, anyone), (0x10, 4, anyone), (0x20, 0, anyone),
        ]
        var list: [UInt8] = littleEndian(UInt32(2))
        for entry in entries {
            list += littleEndian(entry.tag) + littleEndian(entry.rights) + littleEndian(entry.account)
        }
        _ = path.withPlatformString { setxattr($0, "system.posix_acl_access", list, list.count, 0) }
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian, Array.init)
    }
}
