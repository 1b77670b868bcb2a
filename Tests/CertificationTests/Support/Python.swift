import Foundation
import Testing

/// Python as the reference that was made elsewhere.
enum Python {
    /// What a program prints, line by line.
    static func lines(_ program: String) throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python3 failed")
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}
