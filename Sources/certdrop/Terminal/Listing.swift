import ArgumentParser
import DelimitedText
import Foundation
import Glibc

/// How a list is written.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json
}

/// A list as a table for people, or as CSV or JSON for machines.
struct Listing {
    enum Cell {
        case text(String)
        case number(Int)
        case none

        fileprivate var shown: String {
            switch self {
            case .text(let text): text
            case .number(let number): String(number)
            case .none: ""
            }
        }

        fileprivate var isNumber: Bool { if case .number = self { true } else { false } }

        fileprivate var value: Any {
            switch self {
            case .text(let text): text
            case .number(let number): number
            case .none: NSNull()
            }
        }
    }

    /// Names of the columns: keys in JSON, headings elsewhere.
    private(set) var columns: [String]
    var rows: [[Cell]] = []

    /// Says last in each row which drop root it is about.
    mutating func addRoots(_ names: [String?]) {
        columns.append("root")
        for (index, name) in names.enumerated() { rows[index].append(name.map { .text($0) } ?? .none) }
    }

    init(_ columns: [String]) {
        self.columns = columns
    }

    /// - Throws: if the output takes no more.
    func write(_ format: ListFormat) throws {
        try write(rows, as: format)
    }

    /// Writes rows that are made when they are asked for, since there may be millions; those of a table twice.
    ///
    /// - Throws: if the output takes no more.
    func write(_ rows: some Collection<[Cell]>, as format: ListFormat) throws {
        var text = ""
        func put(_ line: String) throws {
            text += line
            guard text.utf8.count >= 65_536 else { return }
            try Terminal.output(Array(text.utf8))
            text = ""
        }
        switch format {
        case .table:
            let layout = TableLayout(columns, rows)
            try put(layout.head)
            for cells in rows { try put(layout.line(cells)) }
        case .csv:
            try put(line(columns))
            for cells in rows { try put(line(cells.map(\.shown))) }
        case .json:
            var separator = "[\n"
            for cells in rows {
                try put(separator + json(cells))
                separator = ",\n"
            }
            try put(rows.isEmpty ? "[]\n" : "\n]\n")
        }
        try Terminal.output(Array(text.utf8))
    }

    private func line(_ cells: [String]) -> String {
        var writer = DelimitedWriter(delimiter: UInt8(ascii: ","), lineEnding: .lf)
        for cell in cells { writer.field(FormulaGuard.guarded(cell)) }
        writer.endRecord()
        let line = String(decoding: writer.buffer.bytes, as: UTF8.self)
        return Terminal.outputIsTerminal ? Terminal.printable(line) : line
    }

    private func json(_ cells: [Cell]) throws -> String {
        let object = Dictionary(uniqueKeysWithValues: zip(columns, cells.map(\.value)))
        let data = try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
        return "  " + String(decoding: data, as: UTF8.self).replacing("\n", with: "\n  ")
    }
}

/// How wide the columns of a table are.
private struct TableLayout {
    private let columns: [String]
    private let widths: [Int]
    private let areNumbers: [Bool]

    init(_ columns: [String], _ rows: some Collection<[Listing.Cell]>) {
        self.columns = columns
        var widths = columns.map(\.displayWidth)
        for cells in rows {
            for index in columns.indices { widths[index] = max(widths[index], Self.text(cells[index]).displayWidth) }
        }
        self.widths = widths
        let first = rows.first
        areNumbers = columns.indices.map { first?[$0].isNumber ?? false }
    }

    var head: String {
        let headings = columns.map { $0.replacing("_", with: " ").uppercased() }
        return Terminal.styled(line(headings, areNumbers), .strong) + "\n"
    }

    func line(_ cells: [Listing.Cell]) -> String {
        line(cells.map(Self.text), cells.map(\.isNumber)) + "\n"
    }

    private func line(_ texts: [String], _ alignRight: [Bool]) -> String {
        var line = ""
        for (index, text) in texts.enumerated() {
            if index > 0 { line += "  " }
            let padding = String(repeating: " ", count: widths[index] - text.displayWidth)
            line += alignRight[index] ? padding + text : text + padding
        }
        while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
        return line
    }

    private static func text(_ cell: Listing.Cell) -> String {
        let text = Terminal.printable(cell.shown)
        return text.utf8.contains(UInt8(ascii: "\n")) ? text.replacing("\n", with: " ") : text
    }
}

extension String {
    /// Columns of a terminal: two for the wide characters of East Asia and for emoji, none for combining marks
    /// (Unicode Standard Annex 11).
    var displayWidth: Int {
        if isPlain { return utf8.count }
        return reduce(0) { sum, character in
            guard let first = character.unicodeScalars.first else { return sum }
            switch first.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: return sum
            default: break
            }
            if first.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}") { return sum + 2 }
            let isWide =
                switch first.value {
                case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
                    true
                default: false
                }
            return sum + (isWide ? 2 : 1)
        }
    }

    /// Whether it is printable ASCII throughout, as most texts are, so that a long list need not look at each character.
    var isPlain: Bool { utf8.allSatisfy { (0x20..<0x7F).contains($0) } }
}
