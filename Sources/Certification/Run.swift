/// The number of one file's way through the pipeline, counted up from 1 for the life of a store.
public struct RunID: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public var description: String { String(rawValue) }

    public static func < (left: RunID, right: RunID) -> Bool { left.rawValue < right.rawValue }
}

/// What is to be done with a file.
public enum RunMode: String, CaseIterable, Sendable, Codable {
    /// Validate only; nothing changes.
    case verify
    /// Store, and tell the learners of new awards.
    case `import` = "import"
    /// Store, without telling the learners.
    case importSilent = "import-silent"
}

/// What is being done with a file.
public enum RunPhase: Int, CaseIterable, Sendable {
    case reading, judging, storing, publishing
}
