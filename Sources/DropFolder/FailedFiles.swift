import Foundation
import SystemPackage

/// Files whose processing failed by a fault of the machine, and when each is tried again.
///
/// Such a fault is as a rule one that the next file would meet too, a full disk say, so everything waits and the order
/// of arrival is kept. But a file that fails again and again may be at fault itself: a part of the disk that cannot be
/// read, a name that cannot be moved. It is set aside, so that it does not hold up all others for ever.
struct FailedFiles {
    /// After so many failures in a row a file is set aside.
    let patience: Int
    /// Seconds after which a file that was set aside is tried again.
    static let pause: Double = 60

    private var failures: [FilePath: Failure] = [:]

    private struct Failure {
        var count = 0
        var nextAttempt = Date.distantPast
        var cause = ""

        /// Not for ever, if the clock was set back since.
        func isSetAside(now: Date) -> Bool { (nextAttempt - FailedFiles.pause..<nextAttempt).contains(now) }
    }

    init(patience: Int) {
        self.patience = patience
    }

    func isSetAside(_ path: FilePath, now: Date) -> Bool {
        cause(path, now: now) != nil
    }

    func setAside(now: Date) -> Set<FilePath> {
        Set(failures.filter { $0.value.isSetAside(now: now) }.keys)
    }

    /// Why a file is set aside, in a sentence; nil if it is not.
    func cause(_ path: FilePath, now: Date) -> String? {
        failures[path].flatMap { $0.isSetAside(now: now) ? $0.cause : nil }
    }

    /// - Returns: whether the file is set aside from now on.
    mutating func note(_ path: FilePath, _ cause: String, now: Date) -> Bool {
        var failure = failures[path] ?? Failure()
        failure.count += 1
        failure.cause = cause
        if failure.count >= patience { failure.nextAttempt = now + Self.pause }
        failures[path] = failure
        return failure.count >= patience
    }

    mutating func forget(_ path: FilePath) {
        failures[path] = nil
    }

    /// Forgets files that someone has taken away, but for those of runs that are to be gone on with.
    mutating func forgetMissing(but kept: Set<FilePath>) {
        failures = failures.filter { kept.contains($0.key) || FileSystem.exists($0.key) }
    }

    var isEmpty: Bool { failures.isEmpty }

    /// When the next of the files that were set aside is tried again; nil if there is none.
    func nextAttempt(after now: Date) -> Date? {
        failures.values.map(\.nextAttempt).filter { $0 > now }.min()
    }
}
