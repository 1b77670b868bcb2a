import Foundation
import Testing

/// Runs Python as the reference that was made elsewhere.
enum Python {
    /// What a script prints. It finds its arguments in `sys.argv[1:]`.
    static func output(_ script: String, _ arguments: String...) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python3 failed")
        return String(decoding: output, as: UTF8.self)
    }

    /// A CSV file as Python's `csv` module reads it.
    static func rows(of path: String, delimiter: String = ",", encoding: String = "utf-8-sig") throws -> [[String]] {
        let script = """
            import csv, json, sys
            with open(sys.argv[1], newline='', encoding=sys.argv[3]) as file:
                print(json.dumps(list(csv.reader(file, delimiter=sys.argv[2], strict=True))))
            """
        let text = try output(script, path, delimiter, encoding)
        return try JSONDecoder().decode([[String]].self, from: Data(text.utf8))
    }
}
