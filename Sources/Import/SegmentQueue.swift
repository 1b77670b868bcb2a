import DelimitedText
import Synchronization

/// Hands out the segments of a file to the threads that share it, each once and in order.
final class SegmentQueue: Sendable {
    private let segments: [DelimitedFile.Segment]
    private let taken = Atomic<Int>(0)

    init(_ segments: [DelimitedFile.Segment]) {
        self.segments = segments
    }

    /// nil when all are taken.
    func next() -> (index: Int, segment: DelimitedFile.Segment)? {
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < segments.count ? (index, segments[index]) : nil
    }
}
