import Certification

/// What is said about rows.
extension English {
    public func problem(_ finding: Finding, heading: String) -> String {
        let value = finding.value
        let detail = finding.detail
        switch finding.reason {
        case .learnerMissing: return "No learner is named: the username or e-mail address is empty."
        case .learnerUnknown: return "No learner '\(value)'."
        case .learnerAmbiguous: return "More than one learner has the e-mail address '\(value)'."
        case .learnerInactive: return "The learner '\(value)' is inactive."
        case .learnerMismatch: return "'\(value)' and '\(detail)' belong to two different learners."
        case .learnerTaken: return "The username '\(value)' already belongs to another learner."
        case .nameMissing: return "'\(heading)' is empty."
        case .emailInvalid: return "'\(value)' is not an e-mail address."
        case .stateUnknown: return "'\(value)' is not a state. Expected \(anyOf(detail))."
        case .certificationMissing: return "No certification is named: its reference or name is empty."
        case .certificationUnknown: return "No certification '\(value)'."
        case .certificationAmbiguous: return "More than one certification is called '\(value)'."
        case .certificationRetired: return "The certification '\(value)' is retired and takes no new awards."
        case .certificationMismatch:
            return "'\(value)' and '\(detail)' are two different certifications."
        case .periodInvalid: return "'\(value)' is not a period, such as '2 years', '18 months' or P2Y."
        case .dateMissing: return "'\(heading)' is empty."
        case .dateInvalid: return "'\(value)' is not a date\(detail.isEmpty ? "" : " written as \(detail)")."
        case .dateAmbiguous: return "'\(value)' could be \(anyOf(detail)): the column does not settle which."
        case .dateFuture: return "The award date \(value) lies in the future."
        case .expiryInvalid: return "'\(value)' is not a date\(detail.isEmpty ? "" : " written as \(detail)")."
        case .expiryBeforeAward: return "The expiry date \(value) lies before the award date \(detail)."
        case .duplicateConflict: return "Row \(detail) is about the same \(subject(value)) but says something else."
        case .awardUnknown: return "There is no such award to revoke."
        case .awardNotEarned: return "'\(heading)' says '\(value)', so nothing was earned."
        case .actionUnknown: return "'\(value)' is not an action. Expected award or revoke."
        case .textTooLong: return "'\(heading)' is longer than \(detail) characters."
        case .textControl: return "'\(heading)' holds a control character that cannot be printed."
        case .rowTooManyFields: return "The row has \(value) fields, but the header has \(detail)."
        case .rowTooFewFields: return "The row has only \(value) fields, but the header has \(detail)."
        case .rowQuote: return "A quotation mark in this row is not paired, so its columns cannot be told apart."
        case .excelNumber: return "'\(value)' was shortened by Excel: digits of the original are lost."
        case .excelError: return "'\(value)' is an error value of Excel, not a value."
        case .excelDateSerial: return "'\(value)' is Excel's inner number for a date, perhaps \(detail)."
        case .encodingInvalid: return "'\(heading)' holds characters that were damaged on the way here."
        case .activityMissing: return "No activity is named: its reference is empty."
        case .criterionUnknown:
            return "'\(value)' does not say when to award. Expected completed, passed, attended or never."
        case .statusMissing: return "'\(heading)' is empty."
        case .undoChangedLater: return "Run \(value) changed it later."
        case .undoUsed: return "Run \(value) built on it later."
        case .undoNameTaken: return "It was called '\(value)' before, and that is the name of another now."
        case .statusUnknown: return "'\(value)' is not a status. Expected one such as completed, passed or attended."
        }
    }

    /// Alternatives, which a finding separates by `|`.
    private func anyOf(_ detail: String) -> String { detail.replacing("|", with: " or ") }

    /// The kind of thing that two rows are about.
    private func subject(_ kind: String) -> String { kind }

    public func didYouMean(_ value: String) -> String { "Did you mean '\(value)'?" }

    public func repeats(row: Int) -> String { "Repeats row \(row)." }

    public var noRule: String { "No rule awards anything for it." }

    public func awarded(_ certification: String, by rule: AwardRule) -> String {
        "\(certification) by the rule '\(rule.activity) \(rule.criterion.rawValue)'"
    }
}
