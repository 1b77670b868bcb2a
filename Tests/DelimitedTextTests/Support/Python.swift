import Glibc
import Testing

/// Runs Python as the reference that was made elsewhere.
enum Python {
    /// - Parameter script: finds the input as the bytes `data`, and must leave its result as the bytes `result`.
    static func run(_ script: String, input: [UInt8]) throws -> [UInt8] {
        var template = Array("\(TemporaryFile.directory)/delimited-text-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        let (inputPath, outputPath) = ("\(directory)/input", "\(directory)/output")
        defer {
            unlink(inputPath)
            unlink(outputPath)
            rmdir(directory)
        }
        try write(input, to: inputPath)
        let program = """
            import sys
            data = open(sys.argv[1], 'rb').read()
            \(script)
            open(sys.argv[2], 'wb').write(result)
            """
        try #require(spawn(["python3", "-c", program, inputPath, outputPath]) == 0, "python3 failed")
        return try contents(of: outputPath)
    }

    private static func spawn(_ arguments: [String]) -> CInt {
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        var child = pid_t()
        guard posix_spawnp(&child, arguments[0], nil, nil, &pointers, environ) == 0 else { return -1 }
        var status: CInt = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        return status
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let stream = try #require(fopen(path, "wb"))
        defer { fclose(stream) }
        try #require(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
    }

    private static func contents(of path: String) throws -> [UInt8] {
        let stream = try #require(fopen(path, "rb"))
        defer { fclose(stream) }
        fseek(stream, 0, SEEK_END)
        let count = ftell(stream)
        rewind(stream)
        return [UInt8](unsafeUninitializedCapacity: count) { bytes, read in
            read = fread(bytes.baseAddress, 1, count, stream)
        }
    }
}
