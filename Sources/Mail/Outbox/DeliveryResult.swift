import Glibc

/// How one attempt to deliver a message ended.
enum DeliveryResult: Sendable, Equatable {
    case accepted
    /// Worth another attempt.
    case failed(reason: String)
    /// No attempt will do better.
    case refused(reason: String)

    /// From the status of `waitpid(2)` and what the program said. The codes are those of `sysexits.h`.
    init(waitStatus: Int32, output: String) {
        let signal = waitStatus & 0x7F
        guard signal == 0 else {
            self = .failed(reason: DeliveryResult.sentence("The mail program was ended by signal \(signal)", output))
            return
        }
        let code = waitStatus >> 8 & 0xFF
        let meaning = DeliveryResult.permanent[code] ?? DeliveryResult.temporary[code] ?? "The mail program failed"
        let reason = DeliveryResult.sentence("\(meaning) (exit status \(code))", output)
        if code == 0 {
            self = .accepted
        } else if DeliveryResult.permanent[code] != nil {
            self = .refused(reason: reason)
        } else {
            self = .failed(reason: reason)
        }
    }

    private static let permanent: [Int32: String] = [
        64: "The mail program could not make sense of the message or its arguments",
        65: "The mail server does not take this message or its recipient",
        67: "The recipient is unknown",
        68: "The recipient's mail server is unknown",
        77: "The mail server does not allow this message",
    ]

    private static let temporary: [Int32: String] = [
        69: "The mail server takes no mail now",
        75: "The mail server asks to try again later",
        78: "The mail program is not set up right",
    ]

    /// One line: what happened, and what the program said about it.
    private static func sentence(_ text: String, _ output: String) -> String {
        let said = MailError.printable(HeaderText.trimmed(HeaderText.cleaned(output)))
        return said.isEmpty ? text + "." : "\(text): \(said)"
    }
}
