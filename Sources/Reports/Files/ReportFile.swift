import DelimitedText
import Glibc

/// A report while it is written. Closed by ``finish()``; an unfinished one is closed, and left as it is, when it goes.
final class ReportFile {
    private let path: String
    private var descriptor: CInt
    private(set) var size = 0

    /// Replaces what stands at `path`, since a run that was broken off leaves unfinished reports behind.
    convenience init(path: String, permissions: mode_t) throws(ReportError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, permissions)
        self.init(descriptor: descriptor, path: path)
        // The mode is meant as it is given, whatever the umask.
        guard descriptor >= 0, fchmod(descriptor, permissions) == 0 else {
            throw ReportError(.createFailed, doing: "Creating the report \(path)", errno: errno)
        }
    }

    /// Takes over a descriptor that is open for writing.
    init(descriptor: CInt, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func write(_ buffer: ByteBuffer) throws(ReportError) {
        try buffer.withUnsafeBytes { bytes throws(ReportError) in try write(bytes) }
    }

    func write(_ text: String) throws(ReportError) {
        var buffer = ByteBuffer()
        buffer.append(text)
        try write(buffer)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(ReportError) {
        var done = 0
        while done < bytes.count {
            let written = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if written > 0 {
                done += written
            } else if errno != EINTR {
                throw failure
            }
        }
        size += done
    }

    /// Brings everything to the disk and closes the file.
    func finish() throws(ReportError) {
        guard fsync(descriptor) == 0 else { throw failure }
        let result = close(descriptor)
        descriptor = -1
        // close(2): after EINTR the descriptor is gone on Linux, and fsync has already kept the bytes.
        guard result == 0 || errno == EINTR else { throw failure }
    }

    private var failure: ReportError {
        ReportError(.writeFailed, doing: "Writing the report \(path)", errno: errno)
    }
}
