/// Why the service cannot go on, as far as the operator would do something else about it. The raw values are labels of
/// metrics.
public enum OutageCause: String, Sendable, Codable, CaseIterable {
    case diskFull = "disk-full"
    case databaseDamaged = "database-damaged"
    /// Any other fault of the machine.
    case machine
}
