import Dispatch
import Synchronization

/// Runs the pieces of work at the same time, each once, and returns when all have ended.
///
/// Where it is not worthwhile to start threads, they run one after the other.
///
/// - Throws: the error of the first piece, in their order, that failed.
public func concurrently(_ work: [() throws -> Void], isWorthwhile: Bool) throws {
    guard isWorthwhile else { return try work.forEach { try $0() } }
    let errors = Mutex<[Int: any Error]>([:])
    // Each piece is called by one thread, while the caller waits: what the pieces share is theirs to arrange.
    nonisolated(unsafe) let work = work
    DispatchQueue.concurrentPerform(iterations: work.count) { index in
        do {
            try work[index]()
        } catch {
            errors.withLock { $0[index] = error }
        }
    }
    if let first = errors.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
}

/// Runs the same work on several threads, and returns when all have ended.
func concurrently(threads: Int, _ work: () throws -> Void) throws {
    try withoutActuallyEscaping(work) { work in
        try concurrently(Array(repeating: work, count: threads), isWorthwhile: threads > 1)
    }
}
