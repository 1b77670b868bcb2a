/// The program that takes a message on its standard input and delivers it to whom its header names.
public struct DeliveryCommand: Sendable, Equatable {
    /// The path of the program; a name without a slash is looked for in `PATH`.
    public var program: String
    public var arguments: [String]
    /// Seconds, after which it is killed and the attempt has failed.
    public var timeout: Double

    public init(program: String, arguments: [String], timeout: Double = 60) {
        self.program = program
        self.arguments = arguments
        self.timeout = timeout
    }

    /// From a configured list of words, the program first. Throws ``MailError/Code/command`` if it is empty.
    public init(_ words: [String], timeout: Double = 60) throws(MailError) {
        guard let program = words.first, !program.isEmpty else {
            throw MailError(
                .command,
                "The command that delivers mail is empty. Name a program, such as /usr/sbin/sendmail -t -i."
            )
        }
        self.init(program: program, arguments: Array(words.dropFirst()), timeout: timeout)
    }

    /// What every Unix mail system has.
    public static let sendmail = DeliveryCommand(program: "/usr/sbin/sendmail", arguments: ["-t", "-i"])
}
