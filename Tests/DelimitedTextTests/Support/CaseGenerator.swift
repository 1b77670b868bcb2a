/// Makes tables, well-formed, mutated and made of nothing but trouble. All are valid UTF-8.
struct CaseGenerator {
    private var random: SeededGenerator
    private static let header = ["a", "b", "c"]
    private static let words = [
        "", "", "a", "jsmith0042", "FIRST-AID", "2024-03-17", " ", "St John Ambulance", "Zoë", "日本", "x\u{0}y", "0",
        "a longer piece of text, of more bytes than a word or a vector has",
    ]
    private static let trouble = [
        "\"", "\"", "\"\"", "\n", "\r", "\r\n", ",", ";", "\t", "|", " ", "x", "é", "\u{0}", "\u{FEFF}", "\u{2028}",
    ]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    struct Case {
        var bytes: [UInt8]
        var delimiter: UInt8
    }

    /// A case that begins with a header, so that the delimiter is known.
    mutating func next() -> Case {
        let delimiter = random.pick([",", ",", ";", "\t", "|"])
        let lineEnd = random.pick(["\n", "\r\n", "\r"])
        var text: [Character] = []
        switch random.below(4) {
        case 0: text = Array(wellFormed(delimiter: delimiter, lineEnd: lineEnd))
        case 1, 2: text = mutated(wellFormed(delimiter: delimiter, lineEnd: lineEnd))
        default: text = (0..<random.below(24)).flatMap { _ in Array(random.pick(CaseGenerator.trouble)) }
        }
        let header = CaseGenerator.header.joined(separator: delimiter) + lineEnd
        return Case(bytes: Array((header + String(text)).utf8), delimiter: Array(delimiter.utf8)[0])
    }

    private mutating func wellFormed(delimiter: String, lineEnd: String) -> String {
        var text = ""
        for _ in 0..<random.below(5) {
            let fields = (0..<random.pick([1, 2, 3, 3, 3, 3, 4])).map { _ in field(delimiter: delimiter) }
            text += fields.joined(separator: delimiter) + lineEnd
        }
        return text
    }

    private mutating func field(delimiter: String) -> String {
        let word = random.pick(CaseGenerator.words)
        guard random.below(3) == 0 || word.contains(delimiter) else { return word }
        let inside = random.pick(["", "\"\"", delimiter, "\n", "\r\n", "\r", "\"\"\"\""])
        return "\"" + word + inside + random.pick(CaseGenerator.words) + "\""
    }

    private mutating func mutated(_ text: String) -> [Character] {
        var text = Array(text)
        for _ in 0...random.below(4) {
            let place = random.below(text.count + 1)
            switch random.below(4) {
            case 0: text.insert(contentsOf: Array(random.pick(CaseGenerator.trouble)), at: place)
            case 1 where place < text.count: text.remove(at: place)
            case 2 where place < text.count:
                text[place] = Character(random.pick(CaseGenerator.trouble.filter { $0.count == 1 }))
            case 3: text.removeSubrange(place...)
            default: break
            }
        }
        return text
    }
}
