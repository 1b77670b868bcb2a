import Certification
import Store

/// The nearest known value for one that is not known. Asked by one thread.
final class Suggestions {
    private let certifications: CertificationDirectory
    private let learners: LearnerDirectory
    private var known: [String: String?] = [:]
    private lazy var references = NearestText(certifications.entries.map(\.certification.reference))
    private lazy var names = NearestText(certifications.entries.map(\.certification.name))

    /// Answers that are kept; the same slip often fills a column.
    private static let remembered = 10_000

    init(certifications: CertificationDirectory, learners: LearnerDirectory) {
        self.certifications = certifications
        self.learners = learners
    }

    func learner(near bytes: CellBytes, isEmail: Bool) throws -> String? {
        try remember(isEmail ? "email:" : "username:", bytes) {
            try isEmail ? learners.email(near: bytes) : learners.username(near: bytes)
        }
    }

    func certification(near bytes: CellBytes, isName: Bool) -> String? {
        remember(isName ? "name:" : "reference:", bytes) {
            if let near = isName ? certifications.name(near: bytes) : certifications.reference(near: bytes) {
                return near
            }
            let key = LookupKey.make(CellText.text(bytes))
            return isName ? names.nearest(to: key) : references.nearest(to: key)
        }
    }

    private func remember(_ kind: String, _ bytes: CellBytes, _ find: () throws -> String?) rethrows -> String? {
        let key = kind + CellText.text(bytes)
        if let answer = known[key] { return answer }
        let answer = try find()
        if known.count < Self.remembered { known[key] = answer }
        return answer
    }
}

/// Compares a word with each of a few texts, for slips of more than one letter. It gives up when it has compared so
/// many that a file with nothing but slips would take long.
private struct NearestText {
    private let texts: [String]
    private let keys: [[UInt8]]
    private var comparisonsLeft = 50_000

    init(_ texts: [String]) {
        self.texts = texts
        keys = texts.map { Array(LookupKey.make($0).utf8) }
    }

    /// The only text at the least distance from `key`.
    mutating func nearest(to key: String) -> String? {
        guard comparisonsLeft >= keys.count else { return nil }
        comparisonsLeft -= keys.count
        let word = Array(key.utf8)
        var limit = EditDistance.limit(forLength: word.count)
        var best: (index: Int, distance: Int)?
        var isShared = false
        for (index, candidate) in keys.enumerated() {
            guard let distance = EditDistance.between(word, candidate, limit: limit) else { continue }
            isShared = distance == best?.distance
            best = (index, distance)
            limit = distance
        }
        return isShared ? nil : best.map { texts[$0.index] }
    }
}
