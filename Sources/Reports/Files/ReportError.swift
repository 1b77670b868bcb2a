import Glibc

/// A report that could not be written: a fault of the machine, never of the file that was dropped.
public struct ReportError: Error, Sendable, CustomStringConvertible {
    public struct Code: Sendable, Hashable {
        enum Value { case createFailed, writeFailed, templateBroken }
        let value: Value
        /// The report could not be made or replaced.
        public static let createFailed = Code(value: .createFailed)
        /// The report could not be written to the end, or not brought to the disk.
        public static let writeFailed = Code(value: .writeFailed)
        /// A page's template cannot be used.
        public static let templateBroken = Code(value: .templateBroken)
    }

    public let code: Code
    /// One sentence for people, with what to do where that is known.
    public let message: String
    /// The cause as `errno(3)` has it; nil if no system call failed.
    public let errno: CInt?

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
        errno = nil
    }

    init(_ code: Code, doing work: String, errno number: CInt) {
        let cause = String(cString: strerror(number))
        let remedy = number == ENOSPC || number == EDQUOT ? " Make space on the disk." : ""
        self.code = code
        message = "\(work) failed: \(cause).\(remedy)"
        errno = number
    }

    public var description: String { message }
}
