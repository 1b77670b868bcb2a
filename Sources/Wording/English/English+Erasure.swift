import Certification

/// What is said when a learner is erased.
extension English {
    public func mayNotErase(_ name: String) -> String {
        "\(name) is no global administrator of certdrop, and only they erase learners."
    }

    public func erasedAlready(_ username: String) -> String {
        "'\(username)' stands for a learner who was erased already."
    }

    public func wouldErase(_ learner: Learner, awards: Int) -> String {
        let name = learner.fullName.isEmpty ? "" : " (\(learner.fullName))"
        return "\(learner.username)\(name) is to be erased, and \(counted(awards, "award")) made anonymous. "
            + "This cannot be undone."
    }

    public var confirmErasure: String { "Type the username to go on:" }

    public var erasureNeedsYes: String {
        "Nothing was erased, since nobody can be asked here. Give --yes if you mean it."
    }

    public var nothingErased: String { "That is not the username. Nothing was erased." }

    public func erased(as placeholder: String, awards: Int) -> String {
        "A learner was erased and is now \(placeholder); \(counted(awards, "award")) \(awards == 1 ? "stays" : "stay") without "
            + "number and notes."
    }

    public func traces(_ count: Int) -> String {
        count == 1 ? "1 file names the learner:" : "\(grouped(count)) files name the learner:"
    }

    public var noTraces: String { "No file of the drop root names the learner." }

    public var traceAdvice: String {
        "Erasing with --remove-files removes them. Afterwards, remove them by hand, or edit out the lines; 'retention' in "
            + "the configuration removes them in time."
    }

    public func removedTraces(_ count: Int) -> String {
        count == 1
            ? "1 file that named the learner was removed."
            : "\(grouped(count)) files that named the learner were removed."
    }

    public func copies(_ count: Int) -> String {
        count == 1
            ? "1 copy of the database, from before an update, may name the learner:"
            : "\(grouped(count)) copies of the database, from before updates, may name the learner:"
    }

    public var copiesAdvice: String {
        "Erasing with --remove-files removes them. Afterwards, remove them by hand; then there is no way back to the older "
            + "version."
    }

    public func removedCopies(_ count: Int) -> String {
        count == 1
            ? "1 copy of the database from before an update was removed."
            : "\(grouped(count)) copies of the database from before updates were removed."
    }

    public var backupsKeep: String {
        "Backups keep what they hold: erase the learner again after restoring one that is older than today."
    }
}
