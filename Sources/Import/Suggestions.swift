import Certification
import Store

/// The nearest known value for one that is not known. Asked by one thread.
final class Suggestions {
    private let certifications: CertificationDirectory
    private let learners: LearnerDirectory
    private var known: [String: String?] = [:]

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
            let candidates = certifications.entries.map { isName ? $0.certification.name : $0.certification.reference }
            return nearest(to: key, among: candidates)
        }
    }

    private func remember(_ key: String, _ find: () throws -> String?) rethrows -> String? {
        if let answer = known[key] { return answer }
        let answer = try find()
        if known.count < Self.remembered { known[key] = answer }
        return answer
    }

    private func nearest(to key: String, among candidates: [String]) -> String? {
        let word = Array(key.utf8)
        var limit = EditDistance.limit(forLength: word.count)
        var best: String?
        for candidate in candidates {
            let other = Array(LookupKey.make(candidate).utf8)
            guard let distance = EditDistance.between(word, other, limit: limit) else { continue }
            best = candidate
            limit = distance - 1
            if limit < 0 { break }
        }
        return best
    }
}
