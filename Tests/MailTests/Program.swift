import Foundation
import Testing

/// Another program, run to its end.
enum Program {
    static func run(_ path: String, _ arguments: [String], input: Data = Data()) throws -> Data {
        let folder = try TemporaryFolder()
        try folder.write("input", input)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: folder.url("input"))
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return bytes
    }

    static func exists(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }
}

/// A folder of its own, removed when it goes out of use.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "mail-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func url(_ name: String) -> URL { URL(fileURLWithPath: "\(path)/\(name)") }

    @discardableResult
    func write(_ name: String, _ bytes: Data) throws -> String {
        try bytes.write(to: url(name))
        return url(name).path
    }

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func text(_ name: String) throws -> String { String(decoding: try Data(contentsOf: url(name)), as: UTF8.self) }

    func names(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url(folder).path).sorted()
    }

    /// A shell script that stands in for the mail program. To be run by `/bin/sh`: the kernel does not start a file
    /// that a child of another test has still open.
    func script(_ text: String) throws -> String {
        let name = "script-\(UUID().uuidString)"
        try write(name, text + "\n")
        return url(name).path
    }
}
