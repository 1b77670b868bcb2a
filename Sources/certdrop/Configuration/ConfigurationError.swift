import Certification

/// What is wrong with the configuration, in sentences with the key's path.
struct ConfigurationError: Error, CustomStringConvertible {
    /// At least one.
    let faults: [String]
    /// Where they are; nil if no file can be named.
    let file: String?

    init(_ fault: String, in file: String? = nil) {
        self.init([fault], in: file)
    }

    init(_ faults: [String], in file: String? = nil) {
        self.faults = faults
        self.file = file
    }

    /// A line for each fault.
    var message: String { faults.map { (file.map { "\($0): " } ?? "") + $0 }.joined(separator: "\n") }
    var description: String { message }

    static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
            .replacing(/^\./, with: "")
    }

    /// For an error of decoding, whose own words are a programmer's.
    static func sentence(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(let type, let context):
            return "'\(path(context.codingPath))' should be \(kind(type))."
        case .valueNotFound(_, let context):
            return "'\(path(context.codingPath))' has no value."
        case .keyNotFound(let key, let context):
            return "'\(path(context.codingPath + [key]))' is missing."
        case .dataCorrupted(let context):
            let place = context.codingPath.isEmpty ? "" : "'\(path(context.codingPath))': "
            return place + (context.underlyingError.map { "\($0)" } ?? context.debugDescription)
        @unknown default: return "\(error)"
        }
    }

    private static func kind(_ type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        case is Bool.Type: "true or false"
        default: "\(type)".hasPrefix("Array") ? "a list" : "a group of keys and values"
        }
    }

    /// ` Did you mean 'x'?` for the nearest of the known names, if one is near.
    static func hint(_ name: String, among known: [String]) -> String {
        let near = known.first { EditDistance.isNear(name.lowercased(), $0) }
        return near.map { " Did you mean '\($0)'?" } ?? " Known here: \(known.joined(separator: ", "))."
    }
}

/// Decodes a group of keys, refuses any that is not known, and gathers all that is wrong.
final class KnownKeys<Keys: CodingKey & CaseIterable & RawRepresentable> where Keys.RawValue == String {
    private let container: KeyedDecodingContainer<Keys>
    private(set) var faults: [String] = []
    /// The keys that are there, known or not.
    let names: Set<String>

    /// - Parameter others: keys of the group that someone else decodes; nil if someone else refuses what is not known.
    init(_ decoder: any Decoder, besides others: [String]? = []) throws {
        container = try decoder.container(keyedBy: Keys.self)
        let keys = try decoder.container(keyedBy: AnyKey.self).allKeys
        names = Set(keys.map(\.stringValue))
        guard let others else { return }
        let known = Keys.allCases.map(\.rawValue) + others
        for key in keys where !known.contains(key.stringValue) {
            let path = ConfigurationError.path(decoder.codingPath + [key])
            faults.append(
                "'\(path)' is no key of the configuration." + ConfigurationError.hint(key.stringValue, among: known)
            )
        }
    }

    func note(_ fault: String) {
        faults.append(fault)
    }

    /// - Throws: ``ConfigurationError`` with all faults, if there were any; then no value counts.
    func end() throws {
        if !faults.isEmpty { throw ConfigurationError(faults) }
    }

    func required<Value: Decodable>(_ key: Keys) -> Value? {
        noting { try container.decode(Value.self, forKey: key) }
    }

    func optional<Value: Decodable>(_ key: Keys) -> Value? {
        noting { try container.decodeIfPresent(Value.self, forKey: key) } ?? nil
    }

    /// What is decoded from the same group.
    func group<Value>(_ decode: () throws -> Value) -> Value? {
        noting(decode)
    }

    /// A list, all of whose faults are gathered; nil if it is not there.
    func list<Value: Decodable>(_ key: Keys) -> [Value]? {
        guard container.contains(key) else { return nil }
        var values: [Value] = []
        noting {
            var items = try container.nestedUnkeyedContainer(forKey: key)
            while !items.isAtEnd {
                let item = try items.superDecoder()
                noting { values.append(try Value(from: item)) }
            }
        }
        return values
    }

    /// One of the words of an enumeration.
    func choice<Value: CaseIterable & RawRepresentable>(_ key: Keys) -> Value? where Value.RawValue == String {
        guard let word: String = optional(key) else { return nil }
        if let value = Value(rawValue: word) { return value }
        let path = ConfigurationError.path(container.codingPath + [key])
        faults.append(
            "'\(path)' cannot be '\(word)'." + ConfigurationError.hint(word, among: Value.allCases.map(\.rawValue))
        )
        return nil
    }

    @discardableResult
    private func noting<Value>(_ work: () throws -> Value) -> Value? {
        do {
            return try work()
        } catch let error as ConfigurationError {
            faults += error.faults
        } catch let error as DecodingError {
            faults.append(ConfigurationError.sentence(error))
        } catch {
            faults.append("\(error)")
        }
        return nil
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        let intValue: Int?
        init(stringValue: String) {
            self.stringValue = stringValue
            intValue = nil
        }
        init?(intValue: Int) { return nil }
    }
}

/// A period, written as `60d`, `8w`, `6m`, `1y` or `P1Y6M`.
struct PeriodText: Decodable, Sendable {
    let period: Period

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let period = Period(text) else {
            throw ConfigurationError(
                "'\(ConfigurationError.path(decoder.codingPath))' cannot be '\(text)'. Write a period such as 60d, 8w, 6m or 1y."
            )
        }
        self.period = period
    }
}

/// A number of bytes, written as `512 KiB`, `4 GiB`, `10 MB`, or plain.
struct ByteSize: Decodable, Sendable {
    let bytes: Int

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let digits = text.prefix { $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        let factors = [
            "": 1, "b": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "kb": 1000, "mb": 1_000_000,
            "gb": 1_000_000_000,
        ]
        guard let number = Int(digits), let factor = factors[unit], number < 1 << 30 || factor == 1 else {
            throw ConfigurationError(
                "'\(ConfigurationError.path(decoder.codingPath))' cannot be '\(text)'. Write a size such as 512 KiB."
            )
        }
        bytes = number * factor
    }
}

extension [String] {
    /// Adds what `work` finds wrong with a configuration.
    mutating func note(_ work: () throws -> Void) {
        do {
            try work()
        } catch let error as ConfigurationError {
            self += error.faults
        } catch {
            append("\(error)")
        }
    }
}
