import Mustache

/// A value as a template shows it. An empty one counts as absent: `{{#number}}` leaves its section out.
struct TemplateText: MustacheCustomRenderable, MustacheParent, Sendable {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    var renderText: String { text }
    var isNull: Bool { text.isEmpty }

    /// It has no parts; names inside its section are those of the scope around it.
    func child(named: String) -> Any? { nil }
}
