import Glibc

/// A fault of making, queueing or delivering a message.
public struct MailError: Error, Sendable, CustomStringConvertible {
    /// What kind of fault, as far as the caller would act differently.
    public struct Code: Sendable, Hashable {
        enum Value {
            case addressInvalid, identifierInvalid, templateInvalid, nameInvalid
            case full, denied, missing, busy, command, failed
        }
        let value: Value

        /// The e-mail address of a sender or recipient is none: leave the message out and say so.
        public static let addressInvalid = Code(value: .addressInvalid)
        /// A `Message-ID` cannot be made of what was given.
        public static let identifierInvalid = Code(value: .identifierInvalid)
        /// A template cannot be used; ``MailError/template`` says which one and where.
        public static let templateInvalid = Code(value: .templateInvalid)
        /// The name of a message is not fit for a file name.
        public static let nameInvalid = Code(value: .nameInvalid)
        /// No space left, or the quota is used up.
        public static let full = Code(value: .full)
        /// The account of certdrop may not do it.
        public static let denied = Code(value: .denied)
        /// A file or a folder is not there.
        public static let missing = Code(value: .missing)
        /// Another process is delivering the same outbox.
        public static let busy = Code(value: .busy)
        /// The program that delivers cannot be started.
        public static let command = Code(value: .command)
        public static let failed = Code(value: .failed)
    }

    /// A place in a template.
    public struct TemplatePlace: Sendable, Equatable {
        /// `learner.text`
        public var name: String
        /// Counted from 1.
        public var line: Int

        public init(name: String, line: Int) {
            self.name = name
            self.line = line
        }
    }

    public let code: Code
    /// What is wrong and what to do about it, for people.
    public let message: String
    /// `errno` of the system call that failed, if one did.
    public let errorNumber: Int32?
    /// Set if ``code`` is ``Code/templateInvalid``.
    public let template: TemplatePlace?

    public init(_ code: Code, _ message: String, errorNumber: Int32? = nil, template: TemplatePlace? = nil) {
        self.code = code
        self.message = message
        self.errorNumber = errorNumber
        self.template = template
    }

    public var description: String { message }
}

extension MailError {
    /// From `errno` after a system call failed. `work` completes the sentence "… failed", as in "writing a message".
    init(errno number: Int32, doing work: String, path: String) {
        let place = MailError.printable(path)
        switch number {
        case ENOSPC, EDQUOT:
            self.init(
                .full,
                "The disk is full: \(work) failed at \(place). Make space; what is missing is written the next time.",
                errorNumber: number
            )
        case EACCES, EPERM, EROFS:
            self.init(
                .denied,
                "\(MailError.capitalised(work)) is not allowed at \(place)."
                    + " Let the account that certdrop runs as write there.",
                errorNumber: number
            )
        case ENOENT, ENOTDIR:
            self.init(
                .missing,
                "\(MailError.capitalised(work)) failed: \(place) is not there."
                    + " Create it, or correct the configuration.",
                errorNumber: number
            )
        default:
            let cause = strerror(number).map { String(cString: $0) } ?? "error \(number)"
            self.init(
                .failed,
                "\(MailError.capitalised(work)) failed at \(place): \(cause).",
                errorNumber: number
            )
        }
    }

    private static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    /// Text from outside, fit for one line of a terminal: control characters become question marks, and long text is
    /// cut.
    static func printable(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(200) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
                shown.append("?")
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > 200 ? shown + "…" : shown
    }
}
