import Certification
import Dispatch
import Synchronization

/// How far a run has come. Written by the threads of the run, read by anyone at any time.
public final class ImportProgress: Sendable {
    private let phaseValue = Atomic<Int>(0)
    private let doneValue = Atomic<Int>(0)
    private let totalValue = Atomic<Int>(0)
    /// When the phase began, in nanoseconds of the monotonic clock.
    private let beganValue: Atomic<UInt64>
    /// Passed as the run goes on.
    let checkpoints: Checkpoints

    public init(checkpoints: Checkpoints = Checkpoints()) {
        self.checkpoints = checkpoints
        beganValue = Atomic(DispatchTime.now().uptimeNanoseconds)
    }

    /// Seconds that the phase has taken so far.
    var elapsed: Double {
        Double(DispatchTime.now().uptimeNanoseconds - beganValue.load(ordering: .relaxed)) / 1e9
    }

    public var phase: RunPhase { RunPhase(rawValue: phaseValue.load(ordering: .relaxed)) ?? .reading }
    /// Rows done in this phase.
    public var done: Int { doneValue.load(ordering: .relaxed) }
    /// Rows of this phase in all; 0 if not known yet.
    public var total: Int { totalValue.load(ordering: .relaxed) }

    /// The outcomes are stored; what is left is to move files.
    public func beginPublishing() {
        begin(.publishing, total: 0)
    }

    func begin(_ phase: RunPhase, total: Int) {
        phaseValue.store(phase.rawValue, ordering: .relaxed)
        doneValue.store(0, ordering: .relaxed)
        totalValue.store(total, ordering: .relaxed)
        beganValue.store(DispatchTime.now().uptimeNanoseconds, ordering: .relaxed)
    }

    /// Counts one row, and passes a checkpoint now and then.
    @inline(__always)
    func advance() throws {
        if doneValue.wrappingAdd(1, ordering: .relaxed).newValue & 1023 == 0 { try checkpoints.pass() }
    }

    /// Counts the rows of a batch, and passes a checkpoint.
    func advance(by rows: Int) throws {
        doneValue.wrappingAdd(rows, ordering: .relaxed)
        try checkpoints.pass()
    }
}

/// How fast a phase goes, and how long it will still take.
public struct ImportPace: Sendable {
    public let rowsPerSecond: Double?
    public let secondsLeft: Double?

    public init(_ progress: ImportProgress) {
        let seconds = progress.elapsed
        guard seconds > 0.2, progress.done > 0 else {
            rowsPerSecond = nil
            secondsLeft = nil
            return
        }
        let pace = Double(progress.done) / seconds
        rowsPerSecond = pace
        secondsLeft = progress.total > progress.done ? Double(progress.total - progress.done) / pace : nil
    }
}
