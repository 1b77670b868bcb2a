/// A field whose text is not yet what it means: it has doubled quotes, or text after its closing quote.
struct QuotedField {
    var field: Int
    var record: Int
}

extension RecordTable {
    /// Gives the fields that the scanner listed the text that they mean, within their own bytes.
    ///
    /// A listed field reaches from behind its opening quote to the delimiter or line end. Fields of the incomplete last
    /// record are left alone: their bytes are read again.
    mutating func rewriteQuotedFields(_ listed: [QuotedField]) {
        for quoted in listed where quoted.record < recordCount {
            let (bounds, hasStrayText) = rewrite(fields[quoted.field])
            fields[quoted.field] = bounds
            if hasStrayText && recordsWithStrayQuotes.last != quoted.record {
                recordsWithStrayQuotes.append(quoted.record)
            }
        }
    }

    private func rewrite(_ raw: FieldBounds) -> (bounds: FieldBounds, hasStrayText: Bool) {
        var source = raw.start
        var target = raw.start
        while source < raw.end {
            if bytes[source] == ASCII.quote {
                source += 1
                guard source < raw.end && bytes[source] == ASCII.quote else { break }
            }
            bytes[target] = bytes[source]
            source += 1
            target += 1
        }
        let hasStrayText = source < raw.end
        while source < raw.end {
            bytes[target] = bytes[source]
            source += 1
            target += 1
        }
        return (FieldBounds(raw.start, target), hasStrayText)
    }
}
