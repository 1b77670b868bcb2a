import Foundation
import Glibc

/// Finds a name in one encoding, whatever the case of its letters, where it stands as a word of its own.
struct NameSearch {
    /// In lower case.
    private let bytes: [UInt8]
    /// The first of them, in the case that is looked for.
    private let initial: UInt8
    /// Bytes of a character, and which of them tells a letter of ASCII.
    private let width: Int
    private let low: Int

    /// Searches that together find a name.
    static func all(_ name: String) -> [NameSearch] {
        let units = Array(name.utf16)
        let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let narrow = Array(name.data(using: .windowsCP1252) ?? Data())
        var searches = inBothCases(Array(name.utf8), 1, 0) + inBothCases(little, 2, 0) + inBothCases(big, 2, 1)
        if narrow != Array(name.utf8) { searches += inBothCases(narrow, 1, 0) }
        return searches
    }

    private static func inBothCases(_ bytes: [UInt8], _ width: Int, _ low: Int) -> [NameSearch] {
        let bytes = bytes.map(lowered)
        guard let first = bytes.first else { return [] }
        return Set([first, raised(first)]).map { NameSearch(bytes: bytes, initial: $0, width: width, low: low) }
    }

    /// Where the name stands first, from a position on.
    func place(in content: UnsafeRawBufferPointer, from first: Int = 0) -> Int? {
        guard let start = content.baseAddress else { return nil }
        var position = first
        while position + bytes.count <= content.count,
            let found = memchr(start + position, CInt(initial), content.count - bytes.count + 1 - position)
        {
            position = UnsafeRawPointer(found) - start
            if matches(content, position) { return position }
            position += 1
        }
        return nil
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
