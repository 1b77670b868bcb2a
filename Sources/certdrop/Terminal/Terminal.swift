import Foundation
import Glibc
import Store

/// What is written to the terminal.
enum Terminal {
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    static func write(_ text: String, to descriptor: CInt) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }

    /// Writes data that must be whole.
    ///
    /// - Throws: if the output takes no more: a full disk, or a program that reads no further.
    static func output(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(STDOUT_FILENO, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                if errno == EPIPE { throw ExitStatus.fault }
                let cause = String(cString: strerror(errno))
                throw StoreError(.failed, "The output could not be written: \(cause). What was written is not whole.")
            }
            done += written
        }
    }

    static func complain(_ sentence: String) {
        let prefix =
            Journal.isStandardError
            ? Journal.prefix(.error) : styled("certdrop:", .bad, on: STDERR_FILENO) + " "
        // The journal takes each line for a message of its own.
        let text = Journal.isStandardError ? sentence.replacing("\n", with: " ") : sentence
        write("\(prefix)\(printable(text))\n", to: STDERR_FILENO)
    }

    /// Without anything that would move the cursor, colour the text or turn its direction.
    static func printable(_ text: String) -> String {
        if text.isPlain { return text }
        var result = ""
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            // Joiners have their place within Indic and Persian words and within emoji.
            if (scalar == "\u{200C}" || scalar == "\u{200D}") && !previous.isASCII {
                result.unicodeScalars.append(scalar)
                continue
            }
            switch scalar.properties.generalCategory {
            case .control where scalar != "\n", .format, .surrogate, .lineSeparator, .paragraphSeparator:
                result.unicodeScalars.append("\u{FFFD}")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
