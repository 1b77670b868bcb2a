import Certification

/// What undoing a run did, or would do, about one thing that the run had changed.
public struct UndoneChange: Sendable {
    public enum Outcome: Sendable, Equatable {
        /// The run had made it; it is gone.
        case takenBack
        /// The run had changed it; it is as it was before.
        case restored
        /// It is gone, or as it was before, already.
        case unchanged
        /// A later run changed it, so it stays as it is.
        case changedLater(by: RunID)
        /// The run had made it, and something that a later run stored depends on it, so it stays.
        case used(by: RunID)
        /// What it was called before has become the name of another, so it stays as it is.
        case nameTaken(String)
    }

    public var outcome: Outcome
    /// The row of the undone run's file.
    public var row: Int
    /// What it is about: the cells of `RecordKind/columns`.
    public var cells: [String]
}

/// What undoing a run did about each thing that the run had changed, in the order of the run's rows.
///
/// A run may have changed millions, so the names are kept in one piece, and the elements made when they are asked for.
public struct UndoneChanges: RandomAccessCollection, Sendable {
    private struct Entry {
        var row: Int
        var outcome: UndoneChange.Outcome
        /// Where the cells begin in `names`.
        var start: Int
    }

    private var entries: [Entry] = []
    /// Cells, each with `end` behind it.
    private var names: [UInt8] = []
    private let width: Int

    /// No part of a text in UTF-8.
    private static let end: UInt8 = 0xFF

    /// None yet.
    ///
    /// - Parameter width: how many cells each change has.
    public init(width: Int) {
        self.width = width
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { entries.count }

    public subscript(index: Int) -> UndoneChange {
        let entry = entries[index]
        let cells = names[entry.start...].split(
            separator: Self.end,
            maxSplits: width,
            omittingEmptySubsequences: false
        )
        return UndoneChange(
            outcome: entry.outcome,
            row: entry.row,
            cells: cells.prefix(width).map { String(decoding: $0, as: UTF8.self) }
        )
    }

    mutating func append(_ change: UndoneChange) {
        entries.append(Entry(row: change.row, outcome: change.outcome, start: names.count))
        for cell in change.cells {
            names += cell.utf8
            names.append(Self.end)
        }
    }

    /// Brings them into the order of the rows; those of one row stay in the order in which they were added.
    mutating func sortByRow() {
        entries.sort { ($0.row, $0.start) < ($1.row, $1.start) }
    }
}
