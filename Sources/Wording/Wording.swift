import Certification
import DelimitedText

/// All that certdrop says to administrators and learners, in one language. Reports, messages, the status page and the
/// terminal say the same words.
///
/// Stable codes (outcomes and reasons in the CSV report, kinds, folders, headings) are not words, and stay as they are.
/// Days are shown as ISO 8601 in every language. Values from a file stand in quotation marks and are not escaped.
public protocol Wording: Sendable {
    // Numbers

    /// What stands between groups of three digits.
    var groupSeparator: String { get }
    /// What stands between a number and its fraction.
    var decimalSeparator: String { get }
    /// `1 row`, `12 rows`.
    func rows(_ count: Int) -> String
    /// `929 bytes`, `1.2 KB`.
    func bytes(_ count: Int64) -> String
    /// Of seconds: `less than a second`, `12 seconds`, `3 min 20 s`.
    func duration(_ seconds: Double) -> String

    // Rows

    /// What is wrong with a row, but for the other problems that it has. `heading` is that of the column at fault, empty
    /// if the whole row is.
    func problem(_ finding: Finding, heading: String) -> String
    func didYouMean(_ value: String) -> String
    /// A reason as a heading over the rows that have it.
    func title(_ reason: Reason) -> String
    /// What a reason means, over the rows that have it.
    func meaning(_ reason: Reason) -> String
    /// What to do about a reason.
    func remedy(_ reason: Reason) -> String
    /// What is said of a duplicate.
    func repeats(row: Int) -> String
    /// What is said of a row that concerns no rule.
    var noRule: String { get }
    /// Which rule awarded a certification; part of a sentence.
    func awarded(_ certification: String, by rule: AwardRule) -> String

    // Runs

    /// A run that takes another one back.
    func undoing(_ run: RunID) -> String
    /// The outcome of what an undoing leaves as it is.
    var kept: String { get }
    /// An outcome as a word in a sentence or over a column: what happened, or what would happen if the file were
    /// imported.
    func label(_ outcome: Outcome, isConditional: Bool) -> String
    /// The whole run in one sentence.
    func verdict(_ summary: RunSummary) -> String
    /// The verdict in a few words: the subject of a message.
    func shortVerdict(_ summary: RunSummary) -> String
    func mode(_ mode: RunMode) -> String
    func kind(_ kind: FileKind) -> String
    func delimiter(_ name: String) -> String
    /// The phase of a run.
    func phase(_ phase: RunPhase) -> String
    /// `120,000 of 1,000,000 rows`; `120,000 rows` if the total is not known.
    func progress(_ done: Int, of total: Int?) -> String
    /// `80,000 rows a second`.
    func pace(rowsPerSecond: Double) -> String
    /// `about 11 seconds left`.
    func timeLeft(_ seconds: Double) -> String

    // Files

    /// Why a file is refused, and what to do about it.
    func refusal(_ fault: FileFault) -> Refusal
    func remark(_ remark: Remark) -> String
    /// A column that has no heading, counted from 1.
    func unnamedColumn(_ number: Int) -> String
    /// Why a file waits.
    func waiting(_ cause: WaitingCause) -> String

    // Pages

    var labels: PageLabels { get }
    /// What to do about a run, in the order of doing.
    func nextSteps(_ summary: RunSummary) -> [String]
    func correctionsHint(rejected: Int) -> String
    /// The word that stands below a number of rows.
    func rowsInAll(_ count: Int) -> String
    /// Stands before one or more row numbers.
    func rowLabel(_ count: Int) -> String
    func andMore(_ count: Int) -> String
    /// Why the page does not show every row. The name of the CSV report follows.
    func excerptNote(shown: Int, of total: Int) -> String
    func columnsNote(shown: Int, of total: Int) -> String
    func statusVerdict(isRunning: Bool, runs: Int, waiting: Int) -> String
    /// There is nothing to do here, but for another drop root.
    var busyElsewhere: String { get }
    func refreshes(everySeconds seconds: Int) -> String

    // Messages

    var administratorMessage: MessageTexts { get }
    var learnerMessage: MessageTexts { get }
    /// To learners whose awards are about to expire.
    var reminderMessage: MessageTexts { get }
    /// Of the administrators' message about awards that expire until a day, inclusive.
    func expiringSubject(_ count: Int, until end: CalendarDay) -> String
    func expiringText(_ count: Int, until end: CalendarDay, list: String) -> String

    // The terminal

    var terminal: TerminalLabels { get }
    func moreProblems(_ count: Int) -> String
    func store(learners: Int, certifications: Int, awards: Int) -> String
    /// What the service is doing for a drop root; nil for a process that does not run.
    func service(process: Int32?) -> String
    func outbox(_ waiting: Int, undeliverable: Int) -> String
    /// How many undeliverable messages are tried anew.
    func requeued(_ count: Int) -> String
    func delivered(sent: Int, postponed: Int, undeliverable: Int, notDue: Int) -> String
    func postponed(_ message: String, reason: String) -> String
    func undeliverable(_ message: String, reason: String) -> String
    func waits(_ file: String, folder: String, cause: WaitingCause) -> String
    /// What an export of Open Badges wrote.
    func exportedBadges(_ count: Int, folder: String) -> String

    // Erasing a learner

    func mayNotErase(_ name: String) -> String
    func erasedAlready(_ username: String) -> String
    func wouldErase(_ learner: Learner, awards: Int) -> String
    /// Asks for the username.
    var confirmErasure: String { get }
    /// Said where nobody can be asked.
    var erasureNeedsYes: String { get }
    var nothingErased: String { get }
    func erased(as placeholder: String, awards: Int) -> String
    /// Stands over the files that name an erased learner.
    func traces(_ count: Int) -> String
    var noTraces: String { get }
    /// What to do about these files.
    var traceAdvice: String { get }
    func removedTraces(_ count: Int) -> String
    /// Stands over the copies of the database from before an update.
    func copies(_ count: Int) -> String
    /// What to do about these copies.
    var copiesAdvice: String { get }
    func removedCopies(_ count: Int) -> String
    var backupsKeep: String { get }

    // The installation

    /// What is wrong, and what to do about it.
    func advice(_ diagnosis: Diagnosis) -> Advice
    /// The last line of a list of diagnoses.
    func diagnosed(faults: Int, warnings: Int) -> String
    func backedUp(_ path: String, bytes: Int64) -> String
    /// Why the service cannot go on, on its page.
    func outage(_ cause: OutageCause, sentence: String) -> String
    /// The same as a message to the contact.
    func outageMessage(_ cause: OutageCause, sentence: String, dropRoot: String) -> (subject: String, text: String)
    /// To the contact, about a configuration that cannot be taken over.
    func configurationMessage(fault: String, dropRoot: String) -> (subject: String, text: String)
}
