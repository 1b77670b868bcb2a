/// A template with its sections settled and the values still missing: pieces of text with blanks between them.
///
/// Filling a form is many times faster than rendering a template, and a hundred thousand messages of a run differ in
/// little but their values. A form is made by rendering the template with a mark in the place of each value.
struct TemplateForm: Sendable {
    /// Text, and after each piece the number of the value that goes there.
    private var pieces: [(text: String, value: Int)] = []
    private let tail: String
    private let markup: Markup

    private static let open: UInt8 = 0x01
    private static let close: UInt8 = 0x02

    /// What stands for a value while a form is made. No template has these control characters, see
    /// ``TemplateCompiler``.
    static func mark(_ value: Int) -> TemplateText {
        TemplateText("\u{1}\(value)\u{2}")
    }

    /// `rendered` is a template rendered with marks for values.
    init(_ rendered: String, markup: Markup) {
        self.markup = markup
        var rest = rendered.utf8[...]
        while let start = rest.firstIndex(of: TemplateForm.open),
            let end = rest[start...].firstIndex(of: TemplateForm.close)
        {
            let number = String(decoding: rest[start..<end].dropFirst(), as: UTF8.self)
            pieces.append((String(decoding: rest[..<start], as: UTF8.self), Int(number) ?? 0))
            rest = rest[end...].dropFirst()
        }
        tail = String(decoding: rest, as: UTF8.self)
    }

    /// The form with its values, each made fit for the markup. There must be one for every mark.
    func filled(_ values: [String]) -> String {
        var filled = ""
        filled.reserveCapacity(pieces.reduce(tail.utf8.count + 256) { $0 + $1.text.utf8.count })
        for piece in pieces {
            filled += piece.text
            filled += markup.text(values[piece.value]).renderText
        }
        return filled + tail
    }
}
