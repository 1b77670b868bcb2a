import Certification
import Foundation
import GRDB

/// How far a run has come. Recovery goes on from here.
public enum RunState: String, Sendable, Codable {
    /// The file is about to be, or was, moved into the spool. Nothing was stored.
    case claimed
    /// Everything is stored; reports and messages are on their way to their places.
    case committed
    /// Nothing is left to do.
    case finished
}

/// A run as the journal has it.
public struct RunRecord: Sendable {
    public var id: RunID
    public var state: RunState
    public var mode: RunMode
    /// The folder in which the file was found, as the bytes of its path.
    public var folder: [UInt8]
    public var fileName: [UInt8]
    /// Whether the file stays where it is (command line) instead of going through the spool.
    public var isInPlace: Bool
    public var claimed: Date
    public var finished: Date?
    public var uploader: String?
    public var account: String?
    public var size: Int64?
    /// Lower-case hexadecimal SHA-256.
    public var checksum: String?
    public var kind: FileKind?
    public var counts: OutcomeCounts
    public var refusal: FileReason?
    /// The verdict in one sentence.
    public var message: String?
    /// Where the file was put, and its HTML report.
    public var destination: [UInt8]?
    public var report: [UInt8]?
    /// The run that this one takes back.
    public var undoes: RunID?
    /// The path of the drop root by whose settings a run of the command line is judged; nil for dropped files, and for
    /// runs from before there could be several.
    public var root: [UInt8]?
}

extension RunRecord: FetchableRecord {
    public init(row: Row) throws {
        id = RunID(rawValue: row["id"])
        state = RunState(rawValue: row["state"]) ?? .finished
        mode = RunMode(rawValue: row["mode"]) ?? .verify
        folder = Self.bytes(row["folder"]) ?? []
        fileName = Self.bytes(row["file_name"]) ?? []
        isInPlace = row["in_place"]
        claimed = Timestamp.date(row["claimed"]) ?? .distantPast
        finished = (row["finished"] as String?).flatMap(Timestamp.date)
        uploader = row["uploader"]
        account = row["account"]
        size = row["size"]
        checksum = row["checksum"]
        kind = (row["kind"] as String?).flatMap(FileKind.init)
        counts =
            (row["counts"] as String?).flatMap { try? JSONDecoder().decode(OutcomeCounts.self, from: Data($0.utf8)) }
            ?? OutcomeCounts()
        refusal = (row["refusal"] as String?).flatMap(FileReason.init)
        message = row["message"]
        destination = Self.bytes(row["destination"])
        report = Self.bytes(row["report"])
        undoes = (row["undoes"] as Int64?).map(RunID.init)
        root = Self.bytes(row["root"])
    }

    private static func bytes(_ data: Data?) -> [UInt8]? { data.map { [UInt8]($0) } }
}

/// Points in time as the database has them: ISO 8601 in UTC, to the second.
enum Timestamp {
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }
    static func date(_ text: String) -> Date? { try? Date(text, strategy: .iso8601) }
}
