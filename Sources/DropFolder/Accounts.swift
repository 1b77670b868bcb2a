import Certification
import Glibc
import Mail

/// Maps the owners of files to administrators.
public struct Accounts: Sendable {
    private let administrators: [String: Administrator]

    public init(_ administrators: [Administrator]) {
        self.administrators = Dictionary(administrators.map { ($0.account, $0) }) { first, _ in first }
    }

    /// Whether nobody is an administrator.
    public var isEmpty: Bool { administrators.isEmpty }

    /// Where global administrators are reached, in the order of their accounts.
    var globalMailboxes: [Mailbox] {
        administrators.values.filter { $0.role == .global }.sorted { $0.account < $1.account }
            .compactMap { try? Mailbox(name: $0.name, address: $0.email) }
    }

    public func uploader(uid: UInt32) -> Uploader {
        let account = Self.name(of: uid)
        return Uploader(uid: uid, account: account, administrator: account.flatMap { administrators[$0] })
    }

    /// The login name of an account; nil if the system knows none of that number.
    public static func name(of uid: UInt32) -> String? {
        entry(of: uid)?.name
    }

    /// The name of the person as the system has it; nil if it has none.
    public static func fullName(of uid: UInt32) -> String? {
        let name = entry(of: uid)?.comment.prefix { $0 != "," }
        return name.flatMap { $0.isEmpty ? nil : String($0) }
    }

    private static func entry(of uid: UInt32) -> (name: String, comment: String)? {
        var entry = passwd()
        var result: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &result) == 0, result != nil else { return nil }
        return (String(cString: entry.pw_name), entry.pw_gecos.map { String(cString: $0) } ?? "")
    }
}
