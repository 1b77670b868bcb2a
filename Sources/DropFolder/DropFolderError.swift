import Glibc

/// A fault of the machine or its set-up while files were moved or watched.
public struct DropFolderError: Error, Sendable, CustomStringConvertible {
    public struct Code: Sendable, Hashable {
        enum Value { case callFailed, alreadyRunning, notUsable }
        let value: Value
        /// A call to the system failed.
        public static let callFailed = Code(value: .callFailed)
        /// Another service holds this drop root.
        public static let alreadyRunning = Code(value: .alreadyRunning)
        /// The drop root or the state directory cannot be used as it is.
        public static let notUsable = Code(value: .notUsable)
    }

    public let code: Code
    /// One sentence for people, with the remedy where there is one.
    public let message: String
    /// The error number of the system, 0 if there is none.
    public let errno: CInt

    public init(_ code: Code, _ message: String, errno: CInt = 0) {
        self.code = code
        self.message = message
        self.errno = errno
    }

    /// From the error number of a call that failed. `work` begins the sentence: `Moving march.csv to done/`.
    init(doing work: String, errno number: CInt) {
        let remedy =
            switch number {
            case ENOSPC, EDQUOT: " Make space on the disk; certdrop goes on by itself."
            case EACCES, EPERM: " Give the account of the service the right to do it."
            case EROFS: " Mount the file system for writing."
            case EXDEV: " The state directory and the drop root must lie on one file system."
            case EMFILE, ENFILE: " Raise the limit of open files."
            default: ""
            }
        self.init(.callFailed, "\(work) failed: \(String(cString: strerror(number))).\(remedy)", errno: number)
    }

    public var description: String { message }
}
