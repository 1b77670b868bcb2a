/// The Mustache templates of one kind of message.
public struct MessageTexts: Sendable {
    public let subject: String
    public let text: String
    /// The HTML part.
    public let page: String
}
