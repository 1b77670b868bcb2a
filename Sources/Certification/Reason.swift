/// Why a row was rejected: a stable dotted code.
public enum Reason: String, CaseIterable, Sendable, Codable {
    case learnerMissing = "learner.missing"
    case learnerUnknown = "learner.unknown"
    case learnerAmbiguous = "learner.ambiguous"
    case learnerInactive = "learner.inactive"
    case learnerMismatch = "learner.mismatch"
    /// The new username already belongs to another learner.
    case learnerTaken = "learner.taken"
    case nameMissing = "name.missing"
    case emailInvalid = "email.invalid"
    case stateUnknown = "state.unknown"
    case certificationMissing = "certification.missing"
    case certificationUnknown = "certification.unknown"
    case certificationAmbiguous = "certification.ambiguous"
    case certificationRetired = "certification.retired"
    case certificationMismatch = "certification.mismatch"
    case periodInvalid = "period.invalid"
    case dateMissing = "date.missing"
    case dateInvalid = "date.invalid"
    case dateAmbiguous = "date.ambiguous"
    case dateFuture = "date.future"
    case expiryInvalid = "expiry.invalid"
    case expiryBeforeAward = "expiry.before-award"
    case duplicateConflict = "duplicate.conflict"
    case awardUnknown = "award.unknown"
    /// A column of results, which a certificates file need not have, says that the learner failed.
    case awardNotEarned = "award.not-earned"
    case actionUnknown = "action.unknown"
    case textTooLong = "text.too-long"
    case textControl = "text.control"
    case rowTooManyFields = "row.too-many-fields"
    case rowTooFewFields = "row.too-few-fields"
    /// Text follows a closing quotation mark: the row cannot be read with certainty.
    case rowQuote = "row.quote"
    case excelNumber = "excel.number"
    case excelError = "excel.error"
    case excelDateSerial = "excel.date-serial"
    case encodingInvalid = "encoding.invalid"
    case activityMissing = "activity.missing"
    /// The column that says when a rule awards holds another word.
    case criterionUnknown = "criterion.unknown"
    case statusMissing = "status.missing"
    case statusUnknown = "status.unknown"
    /// Undoing a run: a later run changed what it had done.
    case undoChangedLater = "undo.changed-later"
    /// Undoing a run: something that a later run stored depends on what it had made.
    case undoUsed = "undo.used"
    /// Undoing a run: a former name belongs to another now.
    case undoNameTaken = "undo.name-taken"
}

/// Why a whole file was refused: a stable dotted code. Nothing of a refused file is stored.
public enum FileReason: String, CaseIterable, Sendable, Codable {
    case empty = "file.empty"
    case notCSV = "file.not-csv"
    case headerMissing = "file.header-missing"
    case columnMissing = "file.column-missing"
    case columnRepeated = "file.column-repeated"
    case kindUnknown = "file.kind-unknown"
    case encoding = "file.encoding"
    case truncated = "file.truncated"
    case tooLarge = "file.too-large"
    case checksum = "file.checksum"
    case unauthorised = "file.unauthorised"
    case tooManyRejected = "file.too-many-rejected"
    /// The file has more than one name, so that its owner need not be who dropped it.
    case linked = "file.linked"
    /// The service may not read it.
    case unreadable = "file.unreadable"
}

/// A file refused as a whole, with the facts that its sentence needs.
public struct Refusal: Error, Sendable, Equatable, Codable {
    public var reason: FileReason
    /// One sentence for people: what is wrong.
    public var message: String
    /// What to do about it.
    public var remedy: String

    public init(_ reason: FileReason, _ message: String, remedy: String) {
        self.reason = reason
        self.message = message
        self.remedy = remedy
    }
}
