import Certification

extension PageWords {
    /// What a reason means, over the rows that have it.
    func meaning(_ reason: Reason) -> String {
        switch reason {
        case .learnerMissing: "The row does not say whose certificate it is."
        case .learnerUnknown: "Nobody on record has this username or e-mail address."
        case .learnerAmbiguous: "Several learners share the address, so it does not say which of them is meant."
        case .learnerInactive: "Inactive learners take no awards."
        case .learnerMismatch: "The row names two people, so it is not clear whom it is about."
        case .learnerTaken: "A username can belong to one learner only."
        case .nameMissing: "A learner needs this to be told apart from others."
        case .emailInvalid: "No message could reach such an address."
        case .stateUnknown: "The word is none of those that certdrop knows for a state."
        case .certificationMissing: "The row does not say what was earned."
        case .certificationUnknown: "No certification on record has this reference or name."
        case .certificationAmbiguous:
            "Several certifications share the name, so it does not say which of them is meant."
        case .certificationRetired: "Retired certifications are no longer awarded."
        case .certificationMismatch: "Reference and name in the row belong to different certifications."
        case .periodInvalid: "It cannot be worked out when awards would expire."
        case .dateMissing: "An award needs the date on which it was earned."
        case .dateInvalid: "The date cannot be read, or there is no such day."
        case .dateAmbiguous: "Day and month could be either way round, and guessing could put wrong dates on record."
        case .dateFuture: "A certificate cannot have been earned yet."
        case .expiryInvalid: "The expiry date cannot be read, or there is no such day."
        case .expiryBeforeAward: "The certificate would have expired before it was earned."
        case .duplicateConflict: "The file gives the same award twice, with different details."
        case .awardUnknown: "No award on record is for this learner, certification and date."
        case .actionUnknown: "The row does not say clearly what is to be done."
        case .textTooLong: "The text is longer than its place on record."
        case .textControl: "Such characters cannot be seen, and come from copying or from a damaged file."
        case .rowTooManyFields: "Values would end up in the wrong columns."
        case .rowTooFewFields: "It cannot be told which value belongs to which column."
        case .rowQuote: "From the quotation mark on, values would end up in the wrong columns."
        case .excelNumber: "Excel shows long numbers like 1.23E+05 and saves only what it shows."
        case .excelError: "A formula failed in the spreadsheet, and its error was saved in place of the value."
        case .excelDateSerial: "The cell was formatted as a number when the file was saved."
        case .encodingInvalid: "The file was saved with one set of characters and read with another."
        }
    }
}
