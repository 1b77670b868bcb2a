import Foundation
import Glibc

/// What is remembered of a message that could not be delivered yet: a dot file beside it.
///
/// Three lines: attempts so far, seconds since 1970 of the next one, the reason. It is not forced to the disk: losing
/// it costs an attempt that comes too early.
struct RetryNote: Sendable, Equatable {
    var attempts = 0
    var next = Date.distantPast
    /// One line; empty if there was no attempt.
    var reason = ""

    private static let suffix = ".retry"

    static func fileName(_ name: String) -> String { ".\(name)\(suffix)" }

    /// The message that a dot file is the note of; nil if it is no note.
    static func messageName(ofFile file: String) -> String? {
        guard file.hasPrefix("."), file.hasSuffix(suffix) else { return nil }
        return String(file.dropFirst().dropLast(suffix.count))
    }

    /// No attempts, if there is no note or it cannot be read.
    static func read(_ name: String, in folder: borrowing Descriptor) -> RetryNote {
        guard let file = try? folder.open(fileName(name), doing: "reading a retry note", path: name),
            let bytes = try? file.readAll(atMost: 8192, doing: "reading a retry note", path: name)
        else { return RetryNote() }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, let attempts = Int(lines[0]), let next = Double(lines[1]) else { return RetryNote() }
        return RetryNote(attempts: attempts, next: Date(timeIntervalSince1970: next), reason: String(lines[2]))
    }

    func write(_ name: String, in folder: borrowing Descriptor, path: String) throws(MailError) {
        let text = "\(attempts)\n\(Int(next.timeIntervalSince1970.rounded(.up)))\n\(reason)\n"
        try folder.replace(
            RetryNote.fileName(name),
            with: Array(text.utf8),
            doing: "noting a failed delivery",
            path: path
        )
    }

    static func remove(_ name: String, in folder: borrowing Descriptor) {
        unlinkat(folder.number, fileName(name), 0)
    }
}

extension Descriptor {
    /// Writes a file of this folder, so that readers see the old one or the new one, never half of it.
    func replace(_ name: String, with bytes: [UInt8], doing work: String, path: String) throws(MailError) {
        let temporary = ".\(name)\(Outbox.temporarySuffix)"
        let place = "\(path)/\(name)"
        unlinkat(number, temporary, 0)
        do throws(MailError) {
            let file = try open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, doing: work, path: place)
            fchmod(file.number, 0o640)
            try file.write(bytes, doing: work, path: place)
            guard renameat(number, temporary, number, name) == 0 else {
                throw MailError(errno: errno, doing: work, path: place)
            }
        } catch {
            unlinkat(number, temporary, 0)
            throw error
        }
    }
}
