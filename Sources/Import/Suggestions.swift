import Certification
import Store

/// The nearest known value for one that is not known. Asked by one thread.
final class Suggestions {
    private let certifications: CertificationDirectory
    private let learners: LearnerDirectory
    private var known: [String: String?] = [:]
    /// Look-up keys, in the order of the entries; made when the first is asked for.
    private lazy var references = certifications.entries.map { Array(LookupKey.make($0.certification.reference).utf8) }
    private lazy var names = certifications.entries.map { Array(LookupKey.make($0.certification.name).utf8) }

    /// Answers that are kept; the same slip often fills a column.
    private static let remembered = 10_000

    init(certifications: CertificationDirectory, learners: LearnerDirectory) {
        self.certifications = certifications
        self.learners = learners
    }

    func learner(near bytes: CellBytes, isEmail: Bool) throws -> String? {
        let key = LookupKey.make(CellText.text(bytes))
        return try remember("learner:\(key)") {
            isEmail ? nil : try learners.username(near: key)
        }
    }

    func certification(near bytes: CellBytes, isName: Bool) -> String? {
        let key = LookupKey.make(CellText.text(bytes))
        return remember("\(isName ? "name" : "reference"):\(key)") {
            guard let index = nearest(to: key, among: isName ? names : references) else { return nil }
            let certification = certifications.entries[index].certification
            return isName ? certification.name : certification.reference
        }
    }

    private func remember(_ key: String, _ find: () throws -> String?) rethrows -> String? {
        if let answer = known[key] { return answer }
        let answer = try find()
        if known.count < Self.remembered { known[key] = answer }
        return answer
    }

    private func nearest(to key: String, among candidates: [[UInt8]]) -> Int? {
        let word = Array(key.utf8)
        var limit = EditDistance.limit(forLength: word.count)
        var best: Int?
        for (index, candidate) in candidates.enumerated() {
            guard let distance = EditDistance.between(word, candidate, limit: limit) else { continue }
            best = index
            limit = distance - 1
            if limit < 0 { break }
        }
        return best
    }
}
