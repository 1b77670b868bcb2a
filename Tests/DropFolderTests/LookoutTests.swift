import Certification
import Foundation
import Glibc
import Import
import SystemPackage
import Testing

@testable import DropFolder

@Suite("Giving way")
struct LookoutTests {
    private static let deadline: Double = 30

    /// Works until it is interrupted, or for so many seconds.
    ///
    /// - Returns: whether it gave way.
    private func work(
        _ seconds: Double,
        givingWayTo other: ScratchRoot,
        below size: Int64 = .max,
        except setAside: Set<FilePath> = []
    ) throws -> Bool {
        let checkpoints = Checkpoints()
        let lookout = Lookout(checkpoints)
        lookout.start()
        defer { lookout.stop() }
        let end = ContinuousClock.now.advanced(by: .seconds(seconds))
        let others = [Lookout.Other(root: other.root, check: ReadinessCheck(settle: 0), setAside: setAside)]
        let isDone = try lookout.givingWay(to: others, below: size) {
            while ContinuousClock.now < end {
                try checkpoints.pass()
                usleep(1000)
            }
        }
        // What comes next is not interrupted.
        try checkpoints.pass()
        return !isDone
    }

    @Test("Work gives way to a ready file, wherever it was dropped", arguments: [RunMode.verify, .importSilent])
    func ready(_ mode: RunMode) throws {
        let other = try ScratchRoot()
        try other.drop("march.csv", ScratchRoot.clean, into: mode)
        let began = ContinuousClock.now
        #expect(try work(Self.deadline, givingWayTo: other))
        #expect(began.duration(to: .now) >= .seconds(Lookout.patience))
    }

    @Test("Not to a file that is larger, is still being written, was set aside, or is not there")
    func others() throws {
        let other = try ScratchRoot()
        #expect(try !work(2, givingWayTo: other))
        try other.drop("march.csv", ScratchRoot.clean)
        let path = other.root.inbox(.import).appending("march.csv")
        #expect(try !work(2, givingWayTo: other, below: Int64(ScratchRoot.clean.utf8.count)))
        #expect(try !work(2, givingWayTo: other, except: [path]))
        let writer = open(path.string, O_WRONLY)
        #expect(try !work(2, givingWayTo: other))
        close(writer)
        #expect(try work(Self.deadline, givingWayTo: other))
    }

    @Test("A fault of the work is told, and what ends before anyone looks is done")
    func faults() throws {
        struct Fault: Error {}
        let other = try ScratchRoot()
        try other.drop("march.csv", ScratchRoot.clean)
        let lookout = Lookout(Checkpoints())
        lookout.start()
        defer { lookout.stop() }
        let others = [Lookout.Other(root: other.root, check: ReadinessCheck(settle: 0), setAside: [])]
        #expect(throws: Fault.self) { _ = try lookout.givingWay(to: others) { throw Fault() } }
        #expect(try lookout.givingWay(to: others) {})
    }
}
