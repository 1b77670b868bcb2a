import Certification
import Foundation
import Mail

/// Things that several tests need.
enum Samples {
    static let date = Date(timeIntervalSince1970: 1_795_515_302)

    static func sender() throws -> Sender {
        try Sender(mailbox: Mailbox(name: "Learning Team", address: "learning@example.org"), store: "7f3a")
    }

    static func message(
        subject: String = "Subject",
        from: String = "Learning Team",
        to: [String] = ["Jo Smith"],
        text: String = "Text\n",
        html: String? = nil,
        attachments: [Mail.Attachment] = []
    ) throws -> Message {
        Message(
            id: try MessageID(name: "run-42-administrator", domain: "example.org"),
            from: try Mailbox(name: from, address: "learning@example.org"),
            to: try to.map { try Mailbox(name: $0, address: "jo@example.org") },
            subject: subject,
            date: date,
            text: text,
            html: html,
            attachments: attachments
        )
    }

    /// `march.csv`, with two kinds of problems.
    static func summary(_ mode: RunMode = .import) -> RunSummary {
        var summary = clean(mode)
        summary.counts[.awarded] = 1184
        summary.counts[.unchanged] = 2
        summary.counts[.rejected] = 8
        let unknown = (0..<7).map { index in
            Finding(
                row: 5 + index,
                reason: .learnerUnknown,
                column: 0,
                value: "jsmiht\(index)",
                suggestion: index == 0 ? "jsmith" : nil
            )
        }
        summary.problems = [
            ProblemGroup(reason: .learnerUnknown, count: 7, first: unknown),
            ProblemGroup(
                reason: .dateInvalid,
                count: 1,
                first: [Finding(row: 31, reason: .dateInvalid, column: 2, value: "31.02.2026")]
            ),
        ]
        return summary
    }

    static func clean(_ mode: RunMode = .import) -> RunSummary {
        var summary = RunSummary(
            id: RunID(rawValue: 42),
            mode: mode,
            fileName: "march.csv",
            fileSize: 1000,
            uploader: Uploader(
                uid: 1000,
                account: "jo",
                administrator: Administrator(account: "jo", name: "Jo Smith", email: "jo@example.org", role: .global)
            ),
            started: date
        )
        summary.kind = .certificates
        summary.header = ["Username", "Certification reference", "Award date"]
        summary.counts[.awarded] = 184
        return summary
    }

    /// Strings that break careless writers of headers.
    static let hostile: [String] = [
        "plain", "", " ", "  two  spaces  ", "trailing ", " leading", "a,b; c <d@e.f> \"quoted\" \\ back",
        "Robert \"Bobby\" Tables", "Müller, Zoë", "日本語の件名はとても長いので折り返さなければなりません。そして、もっと長くなければなりません。",
        "👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈 family", "عربى نص", "e\u{301}\u{301}\u{301} combining", "=?UTF-8?Q?fake?=", "=?x", "a=?b?=c",
        "x\r\nBcc: x@y.example", "x\nBcc: x@y.example", "x\rBcc: x@y.example", "x\0y", "\u{2028}line\u{2029}paragraph",
        "tab\there", "\u{85}next", "From ", ".", "..", "-- ", "(comment)", "a@b", "<>", "[x]", ";", ":", "\"", "\\",
        "'",
        String(repeating: "word ", count: 300) + "end", String(repeating: "x", count: 2000),
        String(repeating: "é", count: 1000), String(repeating: "漢字", count: 500), String(repeating: "\"", count: 100),
        "\u{FEFF}bom", "\u{FFFD}\u{10FFFF}", "\u{202E}reversed", "a_b=c?d", "100% =20 done",
        "mixed é and plain words in a row",
    ]

    /// As the header shows it: control characters, line separators and what turns the direction of the text as spaces.
    static func cleaned(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isControl = scalar.properties.generalCategory == .control
                    let turns = (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
                    return isControl || turns ? " " : scalar
                }
            )
        )
    }

    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars.drop { $0 == " " }
        guard let last = scalars.lastIndex(where: { $0 != " " }) else { return "" }
        return String(scalars[...last])
    }

    /// Strings of any scalars, the same each time.
    static func random(_ count: Int, longest: Int) -> [String] {
        var generator = SplitMix(state: 7)
        return (0..<count).map { _ in
            var text = String.UnicodeScalarView()
            let pool = Int.random(in: 0..<4, using: &generator)
            for _ in 0..<Int.random(in: 0...longest, using: &generator) {
                let range: ClosedRange<UInt32> = [0...0x7F, 0x20...0x7E, 0x80...0x2FFF, 0...0x10FFFF][pool]
                if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) { text.append(scalar) }
            }
            return String(text)
        }
    }
}

/// A generator with a seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
