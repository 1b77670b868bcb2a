import Certification
import DelimitedText

/// The findings of one judging thread, in the order of the rows. Past a bounded size they lie in a file without a name.
final class FindingLog {
    private var buffer: [UInt8] = []
    private var file: ScratchFile?
    private let directory: String
    private(set) var problems = ProblemTally()

    private static let heldInMemory = 8 << 20

    init(scratchDirectory: String) {
        directory = scratchDirectory
    }

    /// Rows must come in ascending order.
    func append(_ finding: Finding) throws {
        problems.add(finding)
        encode(finding)
        guard buffer.count > Self.heldInMemory else { return }
        if file == nil { file = try ScratchFile(directory: directory) }
        try buffer.withUnsafeBytes { try file?.append($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Reads the findings back from the first; nothing may be appended meanwhile.
    func reader() -> Reader { Reader(self) }

    private func encode(_ finding: Finding) {
        encodeAlone(finding)
        buffer.append(UInt8(truncatingIfNeeded: finding.others.count))
        finding.others.forEach(encodeAlone)
    }

    private func encodeAlone(_ finding: Finding) {
        put(UInt64(finding.row))
        buffer.append(UInt8(Reason.allCases.firstIndex(of: finding.reason) ?? 0))
        put(UInt64(bitPattern: Int64(finding.column ?? -1)))
        put(finding.value)
        put(finding.detail)
        buffer.append(finding.suggestion == nil ? 0 : 1)
        put(finding.suggestion ?? "")
    }

    private func put(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { buffer.append(contentsOf: $0) }
    }

    private func put(_ text: String) {
        put(UInt64(text.utf8.count))
        buffer.append(contentsOf: text.utf8)
    }

    /// Walks the findings in the order of the rows.
    final class Reader {
        private let log: FindingLog
        private var chunk: [UInt8] = []
        private var position = 0
        private var fileOffset = 0
        private var isInMemory = false
        private(set) var current: Finding?

        fileprivate init(_ log: FindingLog) {
            self.log = log
        }

        /// Makes the next finding the current one; nil at the end.
        func advance() throws {
            try fill()
            current = position < chunk.count ? decode() : nil
        }

        /// Keeps at least one whole finding in the chunk.
        private func fill() throws {
            guard !isInMemory, chunk.count - position < 1 << 16 else { return }
            chunk.removeFirst(position)
            position = 0
            if let file = log.file, fileOffset < file.size {
                chunk += try [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
                    count = try file.read(at: fileOffset, into: UnsafeMutableRawBufferPointer(buffer))
                    fileOffset += count
                }
            }
            if fileOffset >= log.file?.size ?? 0 {
                chunk += log.buffer
                isInMemory = true
            }
        }

        private func decode() -> Finding {
            var finding = decodeAlone()
            let others = Int(byte())
            for _ in 0..<others { finding.others.append(decodeAlone()) }
            return finding
        }

        private func decodeAlone() -> Finding {
            let row = Int(number())
            let reason = Reason.allCases[Int(byte())]
            let column = Int(Int64(bitPattern: number()))
            let value = text()
            let detail = text()
            let hasSuggestion = byte() == 1
            let suggestion = text()
            return Finding(
                row: row,
                reason: reason,
                column: column < 0 ? nil : column,
                value: value,
                detail: detail,
                suggestion: hasSuggestion ? suggestion : nil
            )
        }

        private func byte() -> UInt8 {
            position += 1
            return chunk[position - 1]
        }

        private func number() -> UInt64 {
            position += 8
            return chunk.withUnsafeBytes {
                UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: position - 8, as: UInt64.self))
            }
        }

        private func text() -> String {
            let count = Int(number())
            position += count
            return String(decoding: chunk[(position - count)..<position], as: UTF8.self)
        }
    }
}

/// Counts findings by reason, and keeps the first of each.
public struct ProblemTally {
    private var groups: [Reason: ProblemGroup] = [:]

    public init() {}

    public mutating func add(_ finding: Finding) {
        groups[finding.reason, default: ProblemGroup(reason: finding.reason, count: 0, first: [])].add(finding)
    }

    mutating func merge(_ other: ProblemTally) {
        for group in other.groups.values {
            let total = (groups[group.reason]?.count ?? 0) + group.count
            for finding in group.first { add(finding) }
            groups[group.reason]?.count = total
        }
    }

    /// Ordered by the first row that they concern.
    public var ordered: [ProblemGroup] {
        groups.values.sorted { ($0.first.first?.row ?? 0) < ($1.first.first?.row ?? 0) }
    }
}

extension ProblemGroup {
    fileprivate mutating func add(_ finding: Finding) {
        count += 1
        if first.count == ProblemGroup.examples, let last = first.last, last.row <= finding.row { return }
        let place = first.firstIndex { $0.row > finding.row } ?? first.count
        first.insert(finding, at: place)
        if first.count > ProblemGroup.examples { first.removeLast() }
    }
}
