import Synchronization

/// What long work passes again and again: places where it shows that it goes on, and where it ends before it is done if
/// it is asked to. Passed by the threads of a run; asked and set off by anyone at any time.
public final class Checkpoints: Sendable {
    private let count = Atomic<Int>(0)
    private let interrupted = Atomic<Bool>(false)
    private let givingWay = Atomic<Bool>(false)

    public init() {}

    /// How many were passed so far. While it grows, the work goes on.
    public var passed: Int { count.load(ordering: .relaxed) }

    public var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }

    /// Ends the work at its next checkpoint, and all work that comes later.
    public func interrupt() {
        interrupted.store(true, ordering: .relaxed)
    }

    public var isGivingWay: Bool { givingWay.load(ordering: .relaxed) }

    /// Ends the work at its next checkpoint, to let other work go first; until ``goOn()``.
    public func giveWay() {
        givingWay.store(true, ordering: .relaxed)
    }

    public func goOn() {
        givingWay.store(false, ordering: .relaxed)
    }

    /// Whether the next checkpoint cannot be passed. For work that has something to bring home first.
    public var isClosed: Bool { isInterrupted || isGivingWay }

    /// - Throws: ``Interruption`` if the work is to end.
    public func pass() throws(Interruption) {
        count.wrappingAdd(1, ordering: .relaxed)
        if isClosed { throw Interruption() }
    }
}

/// Work was asked to end before it was done.
public struct Interruption: Error, Sendable, CustomStringConvertible {
    public var description: String { "The work was ended before it was done." }
}
