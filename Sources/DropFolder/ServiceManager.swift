import Foundation
import Glibc

/// Tells systemd, or whatever else started the service, how it stands: the protocol of `sd_notify(3)`, which is one
/// datagram of `NAME=value` lines to a socket that the environment names. Says nothing where nobody listens.
public struct ServiceManager: Sendable {
    /// `$NOTIFY_SOCKET`: a path, or `@` and the name of an abstract socket.
    private let address: String?
    /// How often it wants a sign of life, in seconds; nil if it wants none.
    let watchdogInterval: Double?

    /// - Parameter environment: `WATCHDOG_PID`, if set, says which process is meant: `sd_watchdog_enabled(3)`.
    init(environment: [String: String]) {
        address = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
        let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        let interval = environment["WATCHDOG_USEC"].flatMap(Double.init).map { $0 / 1e6 }
        watchdogInterval = address != nil && isMeant ? interval.flatMap { $0 > 0 ? $0 : nil } : nil
    }

    /// Nobody listens.
    public static let none = ServiceManager(environment: [:])

    /// The one that the environment names, which is then taken out of it: programs that this one starts are not meant, and
    /// must not answer in its name. Called once, before there are other threads.
    public static func takenFromEnvironment() -> ServiceManager {
        let manager = ServiceManager(environment: ProcessInfo.processInfo.environment)
        for name in ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"] { unsetenv(name) }
        return manager
    }

    /// The start, or reading the configuration again, is over.
    public func ready() { send(["READY=1"]) }

    /// One line that says what the service is doing.
    public func status(_ text: String) { send(["STATUS=\(text)"]) }

    public func stopping() { send(["STOPPING=1"]) }

    /// The configuration is being read again; ``ready()`` ends that.
    public func reloading() {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        send(["RELOADING=1", "MONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1000)"])
    }

    func signOfLife() { send(["WATCHDOG=1"]) }

    private func send(_ lines: [String]) {
        guard let address else { return }
        // A file name must not add a line of its own.
        let clean = lines.map { line in
            String(String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        }
        let datagram = Array(clean.joined(separator: "\n").utf8)
        let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        Self.withAddress(address) { pointer, length in
            // Whoever listens and is slow is waited for, as libsystemd does; whoever is gone hears nothing.
            let flags = CInt(MSG_NOSIGNAL)
            while sendto(descriptor, datagram, datagram.count, flags, pointer, length) < 0, errno == EINTR {}
        }
    }

    /// An abstract name begins with a zero byte and has exactly the length that is given: `unix(7)`.
    private static func withAddress(_ text: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(text.utf8)
        let isAbstract = name.first == UInt8(ascii: "@")
        if isAbstract { name[0] = 0 }
        let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        guard name.count < MemoryLayout<sockaddr_un>.size - start else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(start + name.count + (isAbstract ? 0 : 1))
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
