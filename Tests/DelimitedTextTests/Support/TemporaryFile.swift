import Glibc

@testable import DelimitedText

/// A file without a name whose content can be replaced.
final class TemporaryFile {
    static let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"

    private let scratch: ScratchFile
    var descriptor: CInt { scratch.descriptor }

    init(_ bytes: [UInt8] = []) throws {
        scratch = try ScratchFile(directory: TemporaryFile.directory)
        replace(with: bytes)
    }

    func replace(with bytes: [UInt8]) {
        let result = ftruncate(descriptor, 0)
        let written = pwrite(descriptor, bytes, bytes.count, 0)
        precondition(result == 0 && written == bytes.count)
    }
}
