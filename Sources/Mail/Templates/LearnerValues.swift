import Mustache

/// Which values a learner's message has: messages of one shape differ in nothing but the values.
struct LearnerShape: Sendable, Hashable {
    /// The details that an award has beside its certification and date.
    struct Details: OptionSet, Sendable, Hashable {
        let rawValue: UInt8

        static let expires = Details(rawValue: 1)
        static let awardingBody = Details(rawValue: 2)
        static let number = Details(rawValue: 4)
    }

    var awards: [Details]

    init(awards: [Details]) {
        self.awards = awards
    }

    init(_ awards: [LearnerMessage.NewAward]) {
        self.awards = awards.map { award in
            var details: Details = []
            if award.expires != nil { details.insert(.expires) }
            if !award.awardingBody.isEmpty { details.insert(.awardingBody) }
            if !award.number.isEmpty { details.insert(.number) }
            return details
        }
    }

    /// The values in the order of the marks of ``LearnerValues``.
    static func values(name: String, _ awards: [LearnerMessage.NewAward]) -> [String] {
        var values = [name]
        values.reserveCapacity(1 + awards.count * AwardValues.count)
        for award in awards {
            values.append(award.certification)
            values.append(award.awarded.description)
            values.append(award.expires?.description ?? "")
            values.append(award.awardingBody)
            values.append(award.number)
        }
        return values
    }
}

/// What the templates of the learner's message can show: marks for what differs from learner to learner.
struct LearnerValues: MustacheParent {
    let shape: LearnerShape
    let recordedBy: String
    let organisation: String
    let markup: Markup

    func child(named name: String) -> Any? {
        switch name {
        case "name": TemplateForm.mark(0)
        case "awards": shape.awards.enumerated().map { AwardValues(details: $1, first: 1 + $0 * AwardValues.count) }
        case "several": shape.awards.count > 1
        case "count": markup.text(String(shape.awards.count))
        case "recordedBy": markup.text(recordedBy)
        case "organisation": markup.text(organisation)
        default: nil
        }
    }
}

private struct AwardValues: MustacheParent {
    let details: LearnerShape.Details
    /// The number of the award's first value.
    let first: Int

    static let count = 5

    func child(named name: String) -> Any? {
        switch name {
        case "certification": TemplateForm.mark(first)
        case "awarded": TemplateForm.mark(first + 1)
        case "expires": mark(2, if: .expires)
        case "awardingBody": mark(3, if: .awardingBody)
        case "number": mark(4, if: .number)
        default: nil
        }
    }

    private func mark(_ offset: Int, if detail: LearnerShape.Details) -> TemplateText {
        details.contains(detail) ? TemplateForm.mark(first + offset) : TemplateText("")
    }
}
