import Certification
import Testing

@Suite("Award keys")
struct AwardKeyTests {
    @Test("Packing loses nothing, and keys are ordered as (learner, certification, day)")
    func orderIsThatOfTheParts() {
        var random = SeededGenerator(seed: 10)
        for _ in 0..<5_000 {
            let (one, other) = (Parts(&random), Parts(&random))
            #expect(
                (one.key.learner, one.key.certification, one.key.awarded) == (one.learner, one.certification, one.day)
            )
            let isBefore =
                (one.learner, one.certification, one.day.number) < (
                    other.learner, other.certification, other.day.number
                )
            #expect((one.key < other.key) == isBefore)
            #expect((one.key == other.key) == (one == other))
        }
    }

    @Test("The highest and the lowest parts fit")
    func extremes() throws {
        let first = try #require(CalendarDay(iso: "1900-01-01"))
        let last = try #require(CalendarDay(iso: "2199-12-31"))
        let highest = AwardKey(
            learner: AwardKey.highestLearner,
            certification: AwardKey.highestCertification,
            awarded: last
        )
        #expect(highest.learner == 536_870_910)
        #expect(Int64(bitPattern: AwardKey.first(of: AwardKey.highestLearner + 1).packed) > 0)
        #expect(highest.certification == 65_535)
        #expect(highest.awarded == last)
        let lowest = AwardKey(learner: 0, certification: 0, awarded: first)
        #expect(lowest.packed == 0)
        #expect(lowest.awarded == first)
    }
}

private struct Parts: Equatable {
    let learner: Int64
    let certification: Int64
    let day: CalendarDay

    /// From few values, so that parts are often equal.
    init(_ random: inout SeededGenerator) {
        learner = random.pick([1, 2, 1_000_000, AwardKey.highestLearner])
        certification = random.pick([1, 2, 255, 256, AwardKey.highestCertification])
        day = CalendarDay(number: random.pick([-25_567, -1, 0, 1, 20_000, 84_000]))
    }

    var key: AwardKey { AwardKey(learner: learner, certification: certification, awarded: day) }
}
