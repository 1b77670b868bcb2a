import Foundation
import Glibc

/// Finds a name in one encoding, whatever the case of its letters, where it stands as a word of its own.
struct NameSearch {
    private let bytes: [UInt8]
    /// Bytes of a character, and which of them tells a letter of ASCII.
    private let width: Int
    private let low: Int

    static func all(_ name: String) -> [NameSearch] {
        let units = Array(name.utf16)
        let wide = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        var searches = [
            NameSearch(bytes: Array(name.utf8), width: 1, low: 0), NameSearch(bytes: wide, width: 2, low: 0),
            NameSearch(bytes: units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }, width: 2, low: 1),
        ]
        if let narrow = name.data(using: .windowsCP1252), Array(narrow) != Array(name.utf8) {
            searches.append(NameSearch(bytes: Array(narrow), width: 1, low: 0))
        }
        return searches
    }

    private init(bytes: [UInt8], width: Int, low: Int) {
        self.bytes = bytes.map(NameSearch.lowered)
        self.width = width
        self.low = low
    }

    /// Looks for the first byte in either case, then compares the rest.
    func occurs(in content: UnsafeRawBufferPointer) -> Bool {
        guard let start = content.baseAddress, let first = bytes.first, content.count >= bytes.count else {
            return false
        }
        for byte in Set([first, NameSearch.raised(first)]) {
            var position = 0
            while position + bytes.count <= content.count,
                let found = memchr(start + position, CInt(byte), content.count - bytes.count + 1 - position)
            {
                position = UnsafeRawPointer(found) - start
                if matches(content, position) { return true }
                position += 1
            }
        }
        return false
    }

    private func matches(_ content: UnsafeRawBufferPointer, _ position: Int) -> Bool {
        for index in bytes.indices where NameSearch.lowered(content[position + index]) != bytes[index] { return false }
        return !isPartOfWord(content, before: position) && !isPartOfWord(content, after: position + bytes.count)
    }

    private func isPartOfWord(_ content: UnsafeRawBufferPointer, before position: Int) -> Bool {
        guard let last = unit(content, position - width) else { return false }
        if NameSearch.isLetter(last) { return true }
        return NameSearch.joins(last) && unit(content, position - 2 * width).map(NameSearch.isLetter) ?? false
    }

    private func isPartOfWord(_ content: UnsafeRawBufferPointer, after position: Int) -> Bool {
        guard let next = unit(content, position) else { return false }
        if NameSearch.isLetter(next) { return true }
        return NameSearch.joins(next) && unit(content, position + width).map(NameSearch.isLetter) ?? false
    }

    private func unit(_ content: UnsafeRawBufferPointer, _ position: Int) -> UInt8? {
        content.indices.contains(position + low) ? content[position + low] : nil
    }

    /// `li` is not meant where `li.na` stands, nor `jo` by `jo@example.org`.
    private static func joins(_ byte: UInt8) -> Bool { ".-_@+".utf8.contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte &- 0x30 < 10 || lowered(byte) &- 0x61 < 26
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
    private static func raised(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte & 0xDF : byte }
}
