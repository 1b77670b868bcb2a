import DelimitedText
import Glibc

/// Reads a file as certdrop does before it judges a row, from bytes to records, on one thread, and prints how fast:
///
///     read-benchmark FILE
///
/// Every field of every record is visited, so that nothing is left to be done later.
func measure(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BenchmarkError.cannotOpen(path) }
    let clock = ContinuousClock()
    var records = 0
    var fields = 0
    var text = 0
    let start = clock.now
    let file = try DelimitedFile(descriptor: descriptor, scratchDirectory: "/tmp")
    _ = try file.survey { batch in
        records += batch.count
        for record in 0..<batch.count {
            let count = batch.fieldCount(record)
            fields += count
            for column in 0..<count { text += batch.field(record, column).count }
        }
    }
    let seconds = (clock.now - start) / .seconds(1)
    print(seconds, records + 1, fields + file.header.count, text + file.header.map(\.utf8.count).reduce(0, +))
}

enum BenchmarkError: Error {
    case cannotOpen(String)
}

guard CommandLine.arguments.count == 2 else {
    print("usage: read-benchmark FILE")
    exit(2)
}
try measure(CommandLine.arguments[1])
