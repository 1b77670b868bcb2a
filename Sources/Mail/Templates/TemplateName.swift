import Wording

/// The templates that messages are made of. In a folder, each is a file `NAME.mustache`.
public enum TemplateName: String, CaseIterable, Sendable {
    case administratorSubject = "administrator.subject"
    case administratorText = "administrator.text"
    /// Empty: the message is plain text only.
    case administratorPage = "administrator.html"
    case learnerSubject = "learner.subject"
    case learnerText = "learner.text"
    /// Empty: the message is plain text only.
    case learnerPage = "learner.html"
    case reminderSubject = "reminder.subject"
    case reminderText = "reminder.text"
    /// Empty: the message is plain text only.
    case reminderPage = "reminder.html"

    /// `learner.text.mustache`
    public var fileName: String { rawValue + TemplateName.suffix }

    static let suffix = ".mustache"

    /// The text that is used unless a folder has another.
    public func builtIn(_ wording: any Wording) -> String {
        switch self {
        case .administratorSubject: wording.administratorMessage.subject
        case .administratorText: wording.administratorMessage.text
        case .administratorPage: wording.administratorMessage.page
        case .learnerSubject: wording.learnerMessage.subject
        case .learnerText: wording.learnerMessage.text
        case .learnerPage: wording.learnerMessage.page
        case .reminderSubject: wording.reminderMessage.subject
        case .reminderText: wording.reminderMessage.text
        case .reminderPage: wording.reminderMessage.page
        }
    }

    var markup: Markup {
        switch self {
        case .administratorPage, .learnerPage, .reminderPage: .html
        case .administratorSubject, .administratorText, .learnerSubject, .learnerText, .reminderSubject, .reminderText:
            .plain
        }
    }
}
