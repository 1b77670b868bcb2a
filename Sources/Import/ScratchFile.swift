import Glibc

/// A fault of the machine while a file was processed.
public struct ImportError: Error, Sendable, CustomStringConvertible {
    public struct Code: Sendable, Hashable {
        enum Value { case readFailed, scratchFailed, changedWhileReading, interrupted }
        let value: Value
        /// The file could not be read.
        public static let readFailed = Code(value: .readFailed)
        /// The scratch space could not be written or read.
        public static let scratchFailed = Code(value: .scratchFailed)
        /// The file was changed while it was read.
        public static let changedWhileReading = Code(value: .changedWhileReading)
        /// The run was ended before it was done.
        public static let interrupted = Code(value: .interrupted)
    }

    public let code: Code
    /// One sentence for people.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ code: Code, doing work: String, errno number: CInt) {
        let cause = String(cString: strerror(number))
        let remedy = number == ENOSPC || number == EDQUOT ? " Make space on the disk." : ""
        self.init(code, "\(work) failed: \(cause).\(remedy)")
    }

    public var description: String { message }
}

/// A file without a name, for what does not fit into memory. Gone when closed.
final class ScratchFile {
    private let descriptor: CInt
    private(set) var size = 0

    /// `O_TMPFILE` of open(2), which Swift does not see because it is a compound macro.
    private static let unnamed: CInt = 0o20000000 | O_DIRECTORY

    init(directory: String) throws {
        descriptor = open(directory, Self.unnamed | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ImportError(.scratchFailed, doing: "Making a scratch file in \(directory)", errno: errno)
        }
    }

    deinit {
        close(descriptor)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        var done = 0
        while done < bytes.count {
            let written = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, size)
            guard written > 0 else {
                if errno == EINTR { continue }
                throw ImportError(.scratchFailed, doing: "Writing to scratch space", errno: errno)
            }
            done += written
            size += written
        }
    }

    func read(at offset: Int, count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Reads as many bytes as `buffer` holds or the file has left.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var done = 0
        while done < buffer.count {
            let got = pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, offset + done)
            if got < 0 {
                if errno == EINTR { continue }
                throw ImportError(.scratchFailed, doing: "Reading from scratch space", errno: errno)
            }
            if got == 0 { break }
            done += got
        }
        return done
    }
}
