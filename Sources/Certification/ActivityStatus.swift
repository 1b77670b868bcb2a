/// What a learner has done with an activity, as far as rules care.
public enum ActivityStatus: String, CaseIterable, Sendable, Codable {
    case completed
    case passed
    case attended
    /// Not begun, begun, failed, missed: no rule awards anything for it.
    case nothing = "none"
}

/// The words by which learning systems call a status.
///
/// Known are those of SCORM 1.2 (`cmi.core.lesson_status`), SCORM 2004 (`cmi.completion_status`,
/// `cmi.success_status`), the verbs of xAPI and cmi5, by name or by address, and what common systems write into their
/// exports, in English, German and French. A configuration adds its own.
public struct StatusWords: Sendable {
    private var statuses: [String: ActivityStatus]
    private var failures: Set<String>

    /// - Parameter added: more words for a status; they outrank those that are built in.
    public init(adding added: [ActivityStatus: [String]] = [:]) {
        statuses = StatusWords.builtIn
        failures = StatusWords.builtInFailures
        for (status, words) in added {
            for word in words {
                let key = StatusWords.key(word)
                statuses[key] = status
                if status == .nothing { failures.insert(key) } else { failures.remove(key) }
            }
        }
    }

    /// nil for a word that is not known.
    public func status(_ text: String) -> ActivityStatus? {
        let key = StatusWords.key(text)
        if let status = statuses[key] { return status }
        // An xAPI verb is an address whose last part is the word: http://adlnet.gov/expapi/verbs/passed.
        guard key.contains("://"), let word = key.split(separator: "/").last else { return nil }
        return statuses[String(word)]
    }

    /// Whether a text says that somebody tried and did not succeed, or did not come. That they are on their way, or were
    /// successful once, is no failure.
    public func isFailure(_ text: String) -> Bool { failures.contains(StatusWords.key(text)) }

    /// What says that somebody did not succeed or did not come, in files of every kind.
    private static let misses = [
        "failed", "fail", "f", "unsuccessful", "complete fail", "completed fail", "completed failed", "did not attend",
        "not attended", "no show", "absent",
        "nicht bestanden", "durchgefallen", "nicht erfolgreich", "nicht teilgenommen", "nicht erschienen", "abwesend",
        "échoué", "échouée", "échec", "non réussi", "non réussie", "ajourné", "ajournée", "absente",
    ]

    private static let builtInFailures = Set(misses + ["not passed", "did not pass"])

    private static func key(_ text: String) -> String {
        LookupKey.make(text).replacing("_", with: " ").replacing("-", with: " ")
    }

    private static let builtIn: [String: ActivityStatus] = {
        let words: [ActivityStatus: [String]] = [
            .completed: [
                "completed", "complete", "c", "finished", "done", "completed successfully", "course completed",
                "completed late", "complete via rpl", "completed equivalent", "satisfied", "waived", "mastered", "yes",
                "true", "1", "100%", "abgeschlossen", "beendet", "terminé", "terminée", "achevé", "achevée",
            ],
            .passed: [
                "passed", "pass", "p", "successful", "success", "complete pass", "completed pass", "completed passed",
                "passed late", "bestanden", "erfolgreich", "réussi", "réussie",
            ],
            .attended: [
                "attended", "fully attended", "present", "attendance confirmed", "late", "attended late",
                "teilgenommen", "anwesend", "présent", "présente",
            ],
            .nothing: misses + [
                "incomplete", "not complete", "not completed", "not yet complete", "not yet completed", "in progress",
                "inprogress", "started", "ongoing", "not started", "notstarted", "not attempted", "attempted",
                "browsed", "viewed", "unknown", "enrolled", "enroled", "registered", "booked", "approved", "requested",
                "pending", "pending approval", "waitlisted", "waiting list", "assigned", "launched", "initialized",
                "initialised", "experienced", "progressed", "interacted", "answered", "terminated", "suspended",
                "abandoned", "excused", "partially attended", "cancelled", "canceled", "withdrawn", "declined",
                "expired", "overdue", "no", "false", "0",
                "nicht abgeschlossen", "in bearbeitung", "begonnen", "nicht begonnen", "angemeldet",
                "en cours", "non commencé", "inscrit", "inscrite",
            ],
        ]
        let pairs = words.flatMap { status, words in words.map { ($0, status) } }
        return Dictionary(pairs) { first, _ in first }
    }()
}
