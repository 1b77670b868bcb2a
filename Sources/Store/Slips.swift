/// All words that are one slip away from a word: a letter left out, put in, replaced by another, or swapped with its
/// neighbour (a distance of 1 as `EditDistance` measures it, but in letters instead of bytes).
struct Slips {
    let word: UnsafeBufferPointer<UInt8>
    private let letters: [Piece]
    /// Where each letter begins, and the end of the word.
    private let starts: [Int]

    /// One of the words: what `word` has before `prefixEnd`, then `middle`, then what `word` has from `suffixStart`.
    struct Slip {
        let prefixEnd: Int
        let middle: Piece
        let suffixStart: Int
    }

    init(of word: UnsafeBufferPointer<UInt8>) {
        self.word = word
        letters = Piece.letters(of: word)
        var starts = [0]
        starts.reserveCapacity(letters.count + 1)
        for letter in letters { starts.append(starts[starts.count - 1] + letter.count) }
        self.starts = starts
    }

    /// Calls `visit` with each slip that leaves at most `longestPrefix` bytes alone before it, until it returns false. A
    /// word may come twice.
    @inline(__always)
    func forEach(from alphabet: [Piece], longestPrefix: Int = .max, _ visit: (Slip) throws -> Bool) rethrows {
        for index in 0...letters.count {
            let here = starts[index]
            guard here <= longestPrefix else { return }
            for letter in alphabet {
                guard try visit(Slip(prefixEnd: here, middle: letter, suffixStart: here)) else { return }
            }
            guard index < letters.count else { return }
            let next = starts[index + 1]
            guard try visit(Slip(prefixEnd: here, middle: .none, suffixStart: next)) else { return }
            for letter in alphabet where letter.bytes != letters[index].bytes {
                guard try visit(Slip(prefixEnd: here, middle: letter, suffixStart: next)) else { return }
            }
            guard index + 1 < letters.count, letters[index] != letters[index + 1] else { continue }
            let swapped = Piece(letters[index + 1], letters[index])
            guard try visit(Slip(prefixEnd: here, middle: swapped, suffixStart: starts[index + 2])) else { return }
        }
    }

    /// Calls `body` with the bytes of a slip, which stand in `scratch`.
    func withBytes<Result>(
        of slip: Slip,
        in scratch: inout [UInt8],
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: word[..<slip.prefixEnd])
        for index in 0..<slip.middle.count {
            scratch.append(UInt8(truncatingIfNeeded: slip.middle.bytes >> (index * 8)))
        }
        scratch.append(contentsOf: word[slip.suffixStart...])
        return try scratch.withUnsafeBufferPointer(body)
    }
}
