import Certification
import Foundation
import Glibc

/// How a text stands out on a terminal.
enum TextStyle: Int {
    /// The raw values are those of ECMA-48, "Select Graphic Rendition".
    case strong = 1
    case bad = 31
    case good = 32
    case attention = 33

    /// What a verdict is shown in.
    init(_ summary: RunSummary) {
        self = summary.refusal != nil ? .bad : summary.rejected > 0 ? .attention : .good
    }
}

extension Terminal {
    /// The text made printable, and in a style if the descriptor is a terminal that has them: never with `NO_COLOR`
    /// (no-color.org).
    static func styled(_ text: String, _ style: TextStyle, on descriptor: CInt = STDOUT_FILENO) -> String {
        let text = printable(text)
        return hasStyles(descriptor) ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    private static func hasStyles(_ descriptor: CInt) -> Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(descriptor) == 1 && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }
}
