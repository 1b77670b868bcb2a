/// The words of the terminal that stand there as they are.
public struct TerminalLabels: Sendable {
    public let nothingChanged: String
    public let report: String
    public let dropRoot: String
    public let service: String
    public let store: String
    public let running: String
    public let waiting: String
    public let lastRuns: String
    public let outbox: String
    public let lastSuccess: String
    public let problem: String
}
