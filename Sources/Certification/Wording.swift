/// All sentences that people read about rows, files and runs. Reports, messages and the terminal say the same words.
public struct Wording: Sendable {
    public static let english = Wording()

    /// `1 row`, `12 rows`.
    public func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(grouped(count)) rows" }

    /// `1234567` as `1,234,567`.
    public func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        var position = digits.count - 3
        while position > (number < 0 ? 1 : 0) {
            digits.insert(",", at: position)
            position -= 3
        }
        return String(digits)
    }

    /// All that is wrong with a row, and what was expected. `header` is the file's own.
    public func sentence(_ finding: Finding, header: [String]) -> String {
        ([finding] + finding.others).map { single($0, header: header) }.joined(separator: " ")
    }

    private func single(_ finding: Finding, header: [String]) -> String {
        let heading = finding.column.flatMap { header.indices.contains($0) ? header[$0] : nil } ?? ""
        let text = problem(finding, heading: heading)
        guard let suggestion = finding.suggestion else { return text }
        return "\(text) Did you mean '\(suggestion)'?"
    }

    private func problem(_ finding: Finding, heading: String) -> String {
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
        case .stateUnknown: return "'\(value)' is not a state. Expected \(detail)."
        case .certificationMissing: return "No certification is named: its reference or name is empty."
        case .certificationUnknown: return "No certification '\(value)'."
        case .certificationAmbiguous: return "More than one certification is called '\(value)'."
        case .certificationRetired: return "The certification '\(value)' is retired and takes no new awards."
        case .certificationMismatch:
            return "'\(value)' and '\(detail)' are two different certifications."
        case .periodInvalid: return "'\(value)' is not a period, such as '2 years', '18 months' or P2Y."
        case .dateMissing: return "'\(heading)' is empty."
        case .dateInvalid: return "'\(value)' is not a date\(detail.isEmpty ? "" : " written as \(detail)")."
        case .dateAmbiguous: return "'\(value)' could be \(detail): the column does not settle which."
        case .dateFuture: return "The award date \(value) lies in the future."
        case .expiryInvalid: return "'\(value)' is not a date\(detail.isEmpty ? "" : " written as \(detail)")."
        case .expiryBeforeAward: return "The expiry date \(value) lies before the award date \(detail)."
        case .duplicateConflict: return "Row \(detail) is about the same \(value) but says something else."
        case .awardUnknown: return "There is no such award to revoke."
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
        }
    }

    /// A reason as a heading over the rows that have it.
    public func title(_ reason: Reason) -> String {
        switch reason {
        case .learnerMissing: "No learner named"
        case .learnerUnknown: "Unknown learner"
        case .learnerAmbiguous: "E-mail address shared by several learners"
        case .learnerInactive: "Inactive learner"
        case .learnerMismatch: "Username and e-mail address of different people"
        case .learnerTaken: "Username already taken"
        case .nameMissing: "Name missing"
        case .emailInvalid: "Not an e-mail address"
        case .stateUnknown: "Unknown state"
        case .certificationMissing: "No certification named"
        case .certificationUnknown: "Unknown certification"
        case .certificationAmbiguous: "Name shared by several certifications"
        case .certificationRetired: "Retired certification"
        case .certificationMismatch: "Reference and name of different certifications"
        case .periodInvalid: "Not a period of validity"
        case .dateMissing: "Date missing"
        case .dateInvalid: "Not a date"
        case .dateAmbiguous: "Day and month cannot be told apart"
        case .dateFuture: "Award date in the future"
        case .expiryInvalid: "Expiry date is not a date"
        case .expiryBeforeAward: "Expiry before award"
        case .duplicateConflict: "Two rows contradict each other"
        case .awardUnknown: "Nothing to revoke"
        case .actionUnknown: "Unknown action"
        case .textTooLong: "Text too long"
        case .textControl: "Control character in text"
        case .rowTooManyFields: "Too many fields in the row"
        case .rowTooFewFields: "Too few fields in the row"
        case .rowQuote: "Unpaired quotation mark"
        case .excelNumber: "Number shortened by Excel"
        case .excelError: "Error value from Excel"
        case .excelDateSerial: "Date turned into a number by Excel"
        case .encodingInvalid: "Damaged characters"
        }
    }

    /// What to do about a reason.
    public func remedy(_ reason: Reason) -> String {
        switch reason {
        case .learnerMissing: "Fill in the username or the e-mail address."
        case .learnerUnknown: "Correct the spelling, or add the learner first with a learners file."
        case .learnerAmbiguous: "Use the username instead."
        case .learnerInactive: "Make the learner active with a learners file, or leave the row out."
        case .learnerMismatch: "Correct the one that is wrong, or leave one of the two empty."
        case .learnerTaken: "Choose another username, or correct the row."
        case .nameMissing: "Fill it in."
        case .emailInvalid: "Correct the address, or leave it empty."
        case .stateUnknown: "Write one of the words expected."
        case .certificationMissing: "Fill in the certification's reference or name."
        case .certificationUnknown: "Correct the spelling, or add the certification first with a certifications file."
        case .certificationAmbiguous: "Use the certification's reference instead."
        case .certificationRetired: "Use the certification that took its place, or make it active again."
        case .certificationMismatch: "Correct the one that is wrong, or leave one of the two empty."
        case .periodInvalid: "Write the period as '2 years' or P2Y, or leave it empty if awards never expire."
        case .dateMissing: "Fill in the date, best as year-month-day (2026-03-17)."
        case .dateInvalid: "Write the date as year-month-day (2026-03-17)."
        case .dateAmbiguous: "Write the dates of this column as year-month-day (2026-03-17)."
        case .dateFuture: "Correct the date, or import the row when the day has come."
        case .expiryInvalid: "Write the date as year-month-day (2026-03-17), or leave it empty."
        case .expiryBeforeAward: "Correct one of the two dates."
        case .duplicateConflict: "Keep the row that is right and delete the other."
        case .awardUnknown: "Check the learner, the certification and the award date."
        case .actionUnknown: "Write award or revoke, or leave it empty to award."
        case .textTooLong: "Shorten the text."
        case .textControl: "Delete the character, or type the text anew."
        case .rowTooManyFields: "Look for a comma too many, or put a value that has a comma into quotation marks."
        case .rowTooFewFields: "Look for a value or a comma that is missing."
        case .rowQuote: "Delete the quotation mark, or write it twice inside a quoted value."
        case .excelNumber: "Format the column as text in Excel and enter the value again."
        case .excelError: "Mend the formula that gives the error, or type the value."
        case .excelDateSerial: "Format the column as a date in Excel, best as yyyy-mm-dd."
        case .encodingInvalid: "Type the text anew, and save the file as CSV UTF-8."
        }
    }

    /// An outcome as a word in a sentence or over a column.
    public func label(_ outcome: Outcome, mode: RunMode, stored: Bool) -> String {
        stored || outcome == .rejected || outcome == .duplicate || outcome == .unchanged
            ? outcome.name : "would be \(outcome.name)"
    }

    /// The whole run in one sentence.
    public func verdict(_ summary: RunSummary) -> String {
        if let refusal = summary.refusal {
            return "The file was refused and nothing was imported: \(refusal.message)"
        }
        if summary.counts.total == 0 { return "The file has a header but no rows." }
        let good = goodCounts(summary)
        if summary.rejected == 0 {
            return summary.mode == .verify ? "All rows are right: \(good)." : "All done: \(good)."
        }
        let need = summary.rejected == 1 ? "needs" : "need"
        let rest = good.isEmpty ? "" : ": \(good)"
        return "\(rows(summary.rejected)) \(need) correction\(rest)."
    }

    /// `184 awarded, 3 unchanged`, without the rejected rows.
    public func goodCounts(_ summary: RunSummary) -> String {
        summary.counts.occurring
            .filter { $0.outcome != .rejected }
            .map { "\(grouped($0.count)) \(label($0.outcome, mode: summary.mode, stored: summary.wasStored))" }
            .joined(separator: ", ")
    }

    /// The verdict in a few words: the subject of a message.
    public func shortVerdict(_ summary: RunSummary) -> String {
        if summary.refusal != nil { return "refused, nothing imported" }
        if summary.counts.total == 0 { return "no rows" }
        let need = summary.rejected == 1 ? "1 needs correction" : "\(grouped(summary.rejected)) need correction"
        return [goodCounts(summary), summary.rejected > 0 ? need : ""].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
