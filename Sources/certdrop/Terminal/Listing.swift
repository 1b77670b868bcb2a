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

    func write(_ format: ListFormat) throws {
        switch format {
        case .table: Terminal.write(table, to: STDOUT_FILENO)
        case .csv: Terminal.write(Terminal.outputIsTerminal ? Terminal.printable(csv) : csv, to: STDOUT_FILENO)
        case .json:
            let objects = rows.map { Dictionary(uniqueKeysWithValues: zip(columns, $0.map(\.value))) }
            let data = try JSONSerialization.data(withJSONObject: objects, options: [.prettyPrinted, .sortedKeys])
            Terminal.write(String(decoding: data, as: UTF8.self) + "\n", to: STDOUT_FILENO)
        }
    }

    private var csv: String {
        var writer = DelimitedWriter(delimiter: UInt8(ascii: ","), lineEnding: .lf)
        for cells in [columns] + rows.map({ $0.map(\.shown) }) {
            for cell in cells { writer.field(FormulaGuard.guarded(cell)) }
            writer.endRecord()
        }
        return String(decoding: writer.buffer.bytes, as: UTF8.self)
    }

    private var table: String {
        let texts = rows.map { $0.map { Terminal.printable($0.shown).replacing("\n", with: " ") } }
        let widths = columns.indices.map { index in
            ([columns[index]] + texts.map { $0[index] }).map(\.displayWidth).max() ?? 0
        }
        func line(_ cells: [String], _ alignsRight: [Bool]) -> String {
            var parts: [String] = []
            for (index, cell) in cells.enumerated() {
                let padding = String(repeating: " ", count: widths[index] - cell.displayWidth)
                parts.append(alignsRight[index] ? padding + cell : cell + padding)
            }
            let joined = parts.joined(separator: "  ")
            return String(joined.reversed().drop { $0 == " " }.reversed()) + "\n"
        }
        let isNumber = columns.indices.map { index in rows.first.map { $0[index].isNumber } ?? false }
        let headings = columns.map { $0.replacing("_", with: " ").uppercased() }
        let head = Terminal.styled(String(line(headings, isNumber).dropLast()), .strong) + "\n"
        let body = zip(texts, rows).map { cells, row in line(cells, row.map(\.isNumber)) }
        return head + body.joined()
    }
}

extension String {
    /// Columns of a terminal: two for the wide characters of East Asia and for emoji, none for combining marks
    /// (Unicode Standard Annex 11).
    var displayWidth: Int {
        reduce(0) { sum, character in
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
}
