import Foundation

/// A moment as people read it where the service runs, and as machines do.
struct LocalTime {
    /// `2026-11-24 10:15:02 CET`.
    let text: String
    /// RFC 3339, for `<time datetime>`.
    let iso: String

    init(_ date: Date) {
        text = LocalTime.format(date, "%Y-%m-%d %H:%M:%S %Z", isUTC: false)
        iso = LocalTime.format(date, "%Y-%m-%dT%H:%M:%SZ", isUTC: true)
    }

    /// `strftime(3)`: its conversions here do not depend on the locale.
    private static func format(_ date: Date, _ pattern: String, isUTC: Bool) -> String {
        var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
        var parts = tm()
        if isUTC {
            gmtime_r(&seconds, &parts)
        } else {
            localtime_r(&seconds, &parts)
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) { strftime($0.baseAddress, $0.count, pattern, &parts) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
