import Certification
import Wording

/// What an administrator wants to know first, with a colour, an icon and a word for it.
enum PageState: String {
    case good
    case work
    case refused
    case idle

    init(_ summary: RunSummary) {
        if summary.refusal != nil {
            self = .refused
        } else if summary.rejected > 0 {
            self = .work
        } else {
            self = summary.counts.total == 0 ? .idle : .good
        }
    }

    func name(_ labels: PageLabels) -> String {
        switch self {
        case .good: labels.allIsWell
        case .work: labels.needsCorrection
        case .refused: labels.refused
        case .idle: labels.noRows
        }
    }

    /// The icon as inline SVG in the colour of the text around it. Each has a shape of its own.
    var icon: String { svg(ground: "currentColor", sign: "var(--paper)") }

    /// The icon for the browser's tab, as a `data:` URL.
    var favicon: String {
        let colour =
            switch self {
            case .good: "#17694a"
            case .work: "#b86a00"
            case .refused: "#a5221b"
            case .idle: "#6d6860"
            }
        let svg = svg(ground: colour, sign: "#fff")
        var link = "data:image/svg+xml,"
        for character in svg {
            switch character {
            case "#": link += "%23"
            case "<": link += "%3C"
            case ">": link += "%3E"
            case "\"": link += "'"
            case " ": link += "%20"
            default: link.append(character)
            }
        }
        return link
    }

    private func svg(ground: String, sign: String) -> String {
        let (outline, drawing) = shape
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
            + "<path fill=\"\(ground)\" d=\"\(outline)\"/>"
            + "<path fill=\"none\" stroke=\"\(sign)\" stroke-width=\"2.4\" stroke-linecap=\"round\""
            + " stroke-linejoin=\"round\" d=\"\(drawing)\"/></svg>"
    }

    private var shape: (outline: String, drawing: String) {
        switch self {
        case .good: ("M12 1a11 11 0 1 0 0 22a11 11 0 1 0 0-22z", "M7 12.5l3.5 3.5l6.5-7.5")
        case .work:
            (
                "M12 1.5q1 0 1.6 1l9.1 17q1.3 2.5-1.6 2.5h-18.2q-2.9 0-1.6-2.5l9.1-17q.6-1 1.6-1z",
                "M12 8.5v5.5M12 18v.01"
            )
        case .refused: ("M7.5 1h9l6.5 6.5v9l-6.5 6.5h-9l-6.5-6.5v-9z", "M8 8l8 8M16 8l-8 8")
        case .idle: ("M12 1a11 11 0 1 0 0 22a11 11 0 1 0 0-22z", "M7.5 12h9")
        }
    }
}
