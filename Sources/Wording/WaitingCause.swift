/// Why a file in an inbox is not taken yet.
public enum WaitingCause: Sendable, Equatable {
    /// It is ready, and taken next.
    case next
    case beingWritten
    case settling
    /// It has a second name.
    case linked
    case notRegular(EntryKind)
    case gone
    /// It is tried again; the sentence of a fault of the machine says why.
    case failing(String)
    /// The system's own words say why.
    case unreadable(String)
    /// Its owner has kept the right to read it.
    case denied
    /// It was begun, and files of other drop roots go first.
    case givingWay
}

/// What is no regular file.
public enum EntryKind: Sendable, Equatable, CaseIterable {
    case folder, symbolicLink, namedPipe, socket, device
}
