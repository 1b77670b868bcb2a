import Certification
import Wording

/// What the header row says: the kind of the file, and where its columns stand.
public struct Header: Sendable, Equatable {
    /// As the file writes them, without the blank ones that Excel leaves at the end.
    public let headings: [String]
    /// How many fields the header row has, with those blank ones.
    public let fieldCount: Int
    public let kind: FileKind
    public let unknownColumns: [UnknownColumn]
    /// Columns of a certificates file that are called as those that tell in other files how somebody did. Counted from 0.
    public let resultColumns: [Int]
    private let positions: [Column: Int]

    /// The column's place in the file, counted from 0.
    public func position(of column: Column) -> Int? { positions[column] }

    /// - Throws: `FileFault` if the header fits no kind, lacks a needed column, or has one twice.
    public init(_ raw: [String], aliases: [Column: [String]]) throws(FileFault) {
        var headings = raw.map(Header.trimmed)
        while let last = headings.last, last.isEmpty { headings.removeLast() }
        guard !headings.isEmpty else { throw .headingsBlank }
        let keys = headings.map(HeadingKey.make)
        let readings = FileKind.recognitionOrder.map {
            KindReading(kind: $0, headings: headings, keys: keys, aliases: aliases)
        }
        let candidates = readings.filter { reading in !readings.contains { $0.claims(reading.kind) } }
        let reading = candidates.first { $0.missing.isEmpty } ?? candidates.max { $0.likeness < $1.likeness }
        guard let reading, reading.likeness > 0 else { throw Header.noKind(headings, aliases) }
        guard reading.missing.isEmpty else {
            throw reading.likeness >= 2 || reading.positions.count * 2 >= headings.count
                ? Header.columnMissing(reading) : Header.noKind(headings, aliases)
        }
        if let (column, first, second) = reading.repeated.first {
            throw .columnRepeated(column, headings: [headings[first], headings[second]])
        }
        self.headings = headings
        fieldCount = raw.count
        kind = reading.kind
        positions = reading.positions
        let results = kind == .certificates ? reading.unknown.filter { KnownHeadings.ofResults.contains(keys[$0]) } : []
        resultColumns = results
        unknownColumns = reading.unknown.filter { !results.contains($0) }.map { index in
            UnknownColumn(
                heading: headings[index],
                number: index + 1,
                suggestion: reading.suggestion(for: headings[index])
            )
        }
    }

    private static func trimmed(_ heading: String) -> String {
        String(heading.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    private static func noKind(_ headings: [String], _ aliases: [Column: [String]]) -> FileFault {
        if standTogether(headings, aliases) { return .headingsTogether }
        let looksLikeData = headings.contains { heading in
            heading.contains("@") || (!heading.isEmpty && heading.allSatisfy { $0.isNumber || "-/.".contains($0) })
        }
        return looksLikeData ? .headingsMissing : .headingsUnknown(headings.prefix(6).map { String($0.prefix(40)) })
    }

    /// Whether the first heading is all of them, as when Excel has opened a file that has another separator than its own.
    private static func standTogether(_ headings: [String], _ aliases: [Column: [String]]) -> Bool {
        guard let all = headings.first, headings.dropFirst().allSatisfy(\.isEmpty) else { return false }
        return [",", ";", "\t", "|"].contains { separator in
            let parts = all.split(separator: separator).map(String.init)
            return parts.count > 1 && (try? Header(parts, aliases: aliases)) != nil
        }
    }

    private static func columnMissing(_ reading: KindReading) -> FileFault {
        var misspelt: FileFault.Misspelling?
        for column in reading.missing.joined() {
            guard let heading = reading.unknownHeading(near: column) else { continue }
            misspelt = FileFault.Misspelling(heading: heading, meant: column)
        }
        return .columnsMissing(kind: reading.kind, reading.missing, misspelt: misspelt)
    }
}

extension FileKind {
    /// The more particular kinds first: a certificates file has all that makes a certifications file.
    static let recognitionOrder: [FileKind] = [.certificates, .completions, .awardRules, .certifications, .learners]
}

/// A header read as that of one kind.
private struct KindReading {
    let kind: FileKind
    let headings: [String]
    private(set) var positions: [Column: Int] = [:]
    private(set) var repeated: [(Column, Int, Int)] = []
    private(set) var unknown: [Int] = []
    private let configured: [String: Column]

    init(kind: FileKind, headings: [String], keys: [String], aliases: [Column: [String]]) {
        self.kind = kind
        self.headings = headings
        var configured: [String: Column] = [:]
        for column in kind.columns {
            for alias in aliases[column] ?? [] { configured[HeadingKey.make(alias)] = column }
        }
        self.configured = configured
        place(keys)
    }

    /// What a column is called outranks what another is also called, and what the configuration says what is built in. A
    /// heading that is only known from other systems yields to one of these: an export has a username, and an employee's
    /// number besides.
    private mutating func place(_ keys: [String]) {
        let known = KnownHeadings.of(kind)
        var others: [(index: Int, column: Column)] = []
        // The corrections file's own column; what it says is for people.
        for (index, key) in keys.enumerated() where key != Header.problemKey {
            if let column = known.names[key] ?? configured[key] {
                place(column, at: index)
            } else if let column = known.aliases[key] {
                others.append((index, column))
            } else {
                unknown.append(index)
            }
        }
        let settled = Set(positions.keys)
        for (index, column) in others {
            if settled.contains(column) { unknown.append(index) } else { place(column, at: index) }
        }
        unknown.sort()
    }

    private mutating func place(_ column: Column, at index: Int) {
        guard let first = positions[column] else {
            positions[column] = index
            return
        }
        repeated.append((column, first, index))
    }

    var missing: [[Column]] {
        kind.needed.filter { group in !group.contains { positions[$0] != nil } }
    }

    /// Whether the file names what one of the other kind never does. One of this kind that lacks a needed column, or has it
    /// under a heading that nobody knows, may still have all that makes the other, and must not be taken for it: a list of
    /// awards that also gives first names and surnames would end as learners, and none of its awards on record.
    func claims(_ other: FileKind) -> Bool {
        let telling: [Column] =
            switch (kind, other) {
            case (.certificates, .certifications): [.username, .email, .awardDate]
            case (.certificates, .learners): [.certificationReference, .certificationName, .awardDate]
            case (.completions, .learners): [.activityReference]
            default: []
            }
        return telling.contains { positions[$0] != nil }
    }

    /// How many of the kind's needed columns are there.
    var likeness: Int { kind.needed.count - missing.count }

    func suggestion(for heading: String) -> String? {
        let key = HeadingKey.make(heading)
        guard key.count >= 3 else { return nil }
        let free = kind.columns.filter { positions[$0] == nil }
        return free.first { column in
            ([column.heading] + column.aliases).contains { EditDistance.isNear(key, HeadingKey.make($0)) }
        }?.heading
    }

    func unknownHeading(near column: Column) -> String? {
        unknown.map { headings[$0] }.first { suggestion(for: $0) == column.heading }
    }
}

extension Header {
    /// The heading of the corrections file's first column, which is ignored when the file is dropped again.
    public static let problemHeading = "Problem"
    fileprivate static let problemKey = HeadingKey.make(problemHeading)
}

/// The headings that are built in, by their keys; made once.
private struct KnownHeadings {
    let names: [String: Column]
    let aliases: [String: Column]

    static func of(_ kind: FileKind) -> KnownHeadings { all[kind] ?? KnownHeadings(kind) }

    static let ofResults = Set([Column.status, .result].flatMap { [$0.heading] + $0.aliases }.map(HeadingKey.make))

    private static let all = Dictionary(uniqueKeysWithValues: FileKind.allCases.map { ($0, KnownHeadings($0)) })

    private init(_ kind: FileKind) {
        func keyed(_ headings: (Column) -> [String]) -> [String: Column] {
            let pairs = kind.columns.flatMap { column in headings(column).map { (HeadingKey.make($0), column) } }
            return Dictionary(pairs) { first, _ in first }
        }
        names = keyed { [$0.heading] }
        aliases = keyed(\.aliases)
    }
}
