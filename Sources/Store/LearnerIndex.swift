/// Finds learners by asking the database, for files that are too small for all keys to be loaded.
final class LearnerIndex {
    let transaction: StoreTransaction
    let hasEmail: Bool
    private let byUsername: KeySearch
    private let byEmail: KeySearch

    private let lookUps: Int

    init(_ transaction: StoreTransaction, lookUps: Int, byEmail hasEmail: Bool) throws {
        self.lookUps = lookUps
        self.transaction = transaction
        self.hasEmail = hasEmail
        byUsername = try KeySearch(transaction, column: "username")
        byEmail = try KeySearch(transaction, column: "email")
    }

    func find(username key: UnsafeBufferPointer<UInt8>) throws -> LearnerMatch {
        try byUsername.find(key)
    }

    func find(email key: UnsafeBufferPointer<UInt8>) throws -> LearnerMatch {
        try byEmail.find(key)
    }

    func username(near word: UnsafeBufferPointer<UInt8>) throws -> String? {
        try byUsername.spelling(near: word)
    }

    func email(near word: UnsafeBufferPointer<UInt8>) throws -> String? {
        try byEmail.spelling(near: word)
    }

    /// Whether searching for near keys has taken so many questions that it would have been as cheap to load all keys, and
    /// look up the whole file in them.
    var isWorthLoading: Bool {
        get throws {
            let questions = byUsername.questions + byEmail.questions
            guard questions >= Self.fewestQuestions else { return false }
            let worth = questions * Self.keysLoadedPerQuestion + lookUps * LearnerDirectory.keysLoadedPerLookUp
            return try worth > Int(transaction.integer("SELECT max(id) FROM learner"))
        }
    }

    private static let fewestQuestions = 4_000
    private static let keysLoadedPerQuestion = 4
}

/// Finds learners by one of their lookup keys.
private final class KeySearch {
    private let match: BulkStatement
    private let spelling: BulkStatement
    private let next: BulkStatement
    private let previous: BulkStatement
    /// How often the database was asked in search of near keys.
    private(set) var questions = 0
    private var scratch: [UInt8] = []

    /// What usernames and addresses are made of. Other letters are found if they stand in the word itself.
    private static let letters = "abcdefghijklmnopqrstuvwxyz0123456789.-_@'".utf8.map { Piece(bytes: UInt64($0)) }

    /// - Parameter column: `username` or `email`.
    init(_ transaction: StoreTransaction, column: String) throws {
        func statement(_ what: String, _ condition: String) throws -> BulkStatement {
            try transaction.statement(
                "SELECT \(what) FROM learner WHERE \(column)_key <> '' AND \(column)_key \(condition)",
                work: "looking up a learner"
            )
        }
        match = try statement("id, active", "= ? LIMIT 2")
        spelling = try statement(column, "= ? LIMIT 1")
        next = try statement("\(column)_key", ">= ? ORDER BY \(column)_key LIMIT 1")
        previous = try statement("\(column)_key", "< ? ORDER BY \(column)_key DESC LIMIT 1")
    }

    func find(_ key: UnsafeBufferPointer<UInt8>) throws -> LearnerMatch {
        match.bind(1, text: key)
        defer { match.reset() }
        guard try match.step() else { return .none }
        let found = LearnerMatch.one(id: match.integer(0), isActive: match.integer(1) != 0)
        return try match.step() ? .several : found
    }

    /// As ``NearKeys/entry(near:)``, by questions to the database: some hundreds in most cases.
    func spelling(near word: UnsafeBufferPointer<UInt8>) throws -> String? {
        guard !word.isEmpty, word.count <= Self.longestWord else { return nil }
        if NearKeys.isNumber(word), let padded = try withLeadingZeros(word) { return padded.only }
        guard word.count >= NearKeys.shortestWord else { return nil }
        var found: OnlyOne<String>?
        let slips = Slips(of: word)
        // No key begins as the word does any further than the two between which it would stand.
        let longestPrefix = try max(sharedPrefix(word, previous), sharedPrefix(word, next))
        try slips.forEach(from: Self.letters, longestPrefix: longestPrefix) { slip in
            guard let spelling = try slips.withBytes(of: slip, in: &scratch, stored) else { return true }
            OnlyOne.add(spelling, to: &found)
            return found == nil || found?.only != nil
        }
        return found?.only
    }

    /// In bytes. Longer words would take thousands of questions.
    private static let longestWord = 64

    private func withLeadingZeros(_ word: UnsafeBufferPointer<UInt8>) throws -> OnlyOne<String>? {
        var found: OnlyOne<String>?
        var padded = Array(word)
        for _ in 0..<NearKeys.mostLeadingZeros {
            padded.insert(0x30, at: 0)
            if let spelling = try padded.withUnsafeBufferPointer(stored) { OnlyOne.add(spelling, to: &found) }
        }
        return found
    }

    private func stored(_ key: UnsafeBufferPointer<UInt8>) throws -> String? {
        questions += 1
        spelling.bind(1, text: key)
        defer { spelling.reset() }
        return try spelling.step() ? spelling.string(0) : nil
    }

    /// How many bytes a neighbour of the word in the index shares with its beginning.
    private func sharedPrefix(_ word: UnsafeBufferPointer<UInt8>, _ neighbour: BulkStatement) throws -> Int {
        neighbour.bind(1, text: word)
        defer { neighbour.reset() }
        guard try neighbour.step() else { return 0 }
        let key = neighbour.text(0)
        var shared = 0
        while shared < min(word.count, key.count), word[shared] == key[shared] { shared += 1 }
        return shared
    }
}
