/// The awarding bodies that one thread meets while it judges a file, by number. They stand in every row, and there are
/// few. If there are many after all, the later ones have no number, and stay as they are.
public final class AwardingBodyNumbers {
    /// How many awarding bodies have a number.
    public static let most = 1_024

    fileprivate let names = KeyTable(expected: 16)
    private let first: Int

    /// - Parameter thread: which one it is, from 0. No two threads give the same number.
    public init(thread: Int) {
        first = thread * Self.most
    }

    /// nil if it has none.
    public func number(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        guard !name.isEmpty else { return nil }
        if let known = names.find(name) { return Int(known) }
        guard names.count < Self.most else { return nil }
        let number = first + names.count
        names.insert(name, UInt32(number)) { $1 }
        return number
    }
}

/// How an award has its awarding body: a name, or the code of one of the names that the store keeps in a table, of one
/// or two bytes.
public enum StoredAwardingBody {
    case name(UnsafeBufferPointer<UInt8>)
    case code(UnsafeBufferPointer<UInt8>)
}

/// The names and codes of the awarding bodies of a file, as long as their ``AwardingBodyMemory`` is there. Any number of
/// threads may read them.
///
/// Apart from the memory since they are asked for with every award: to count references would cost more than they do.
public struct AwardingBodies: @unchecked Sendable {
    // Sendable: nothing is changed once it is made.
    fileprivate struct Body {
        var name: UnsafeBufferPointer<UInt8>
        var code: UnsafeBufferPointer<UInt8>?
    }

    /// By number, with gaps.
    fileprivate let bodies: UnsafeMutablePointer<Body>

    public func name(_ number: Int) -> UnsafeBufferPointer<UInt8> { bodies[number].name }

    /// nil if the store has none.
    public func code(_ number: Int) -> UnsafeBufferPointer<UInt8>? { bodies[number].code }
}

/// Where ``AwardingBodies`` lie.
public final class AwardingBodyMemory {
    public let bodies: AwardingBodies
    private let texts: UnsafeMutablePointer<UInt8>

    private static let longestCode = 2

    /// Finds or makes the codes.
    ///
    /// - Parameters:
    ///   - numbers: those of all threads, in their order.
    ///   - transaction: the one that the awards are written in.
    public init(_ numbers: [AwardingBodyNumbers], _ transaction: StoreTransaction) throws {
        let bytes = numbers.reduce(0) { $0 + $1.names.byteCount + $1.names.count * Self.longestCode }
        texts = .allocate(capacity: bytes)
        bodies = AwardingBodies(bodies: .allocate(capacity: numbers.count * AwardingBodyNumbers.most))
        guard bytes > 0 else { return }
        let codes = try AwardingBodyCodes(transaction)
        var end = texts
        func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
            let copy = UnsafeMutableBufferPointer(start: end, count: bytes.count)
            _ = copy.initialize(from: bytes)
            end += bytes.count
            return UnsafeBufferPointer(copy)
        }
        for (thread, numbers) in numbers.enumerated() {
            for entry in 0..<numbers.names.count {
                let body = try numbers.names.withKey(entry) { name in
                    AwardingBodies.Body(name: keep(name), code: try codes.withCode(of: name, keep))
                }
                (bodies.bodies + thread * AwardingBodyNumbers.most + entry).initialize(to: body)
            }
        }
    }

    deinit {
        bodies.bodies.deallocate()
        texts.deallocate()
    }
}

/// The table of awarding bodies. It is only added to, and ends at a length at which it is still read quickly: what comes
/// later is none of the few that stand in every row.
private final class AwardingBodyCodes {
    private let search: BulkStatement
    private let insertion: BulkStatement
    private var count: Int64

    init(_ transaction: StoreTransaction) throws {
        search = try transaction.statement(
            "SELECT code FROM awarding_body WHERE name = ?",
            work: "looking up an awarding body"
        )
        insertion = try transaction.statement(
            "INSERT INTO awarding_body VALUES (?, ?)",
            work: "writing an awarding body"
        )
        count = try transaction.integer("SELECT count(*) FROM awarding_body")
    }

    /// Not called if there is no code.
    func withCode<Result>(
        of name: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) throws -> Result? {
        search.bind(1, text: name)
        defer { search.reset() }
        if try search.step() { return body(search.blob(0)) }
        guard count < AwardingBodyNumbers.most else { return nil }
        let code = (count < 256 ? [] : [UInt8(count >> 8)]) + [UInt8(count & 255)]
        return try code.withUnsafeBufferPointer { code in
            insertion.bind(1, blob: UnsafeRawBufferPointer(code))
            insertion.bind(2, text: name)
            try insertion.run()
            count += 1
            return body(code)
        }
    }
}
