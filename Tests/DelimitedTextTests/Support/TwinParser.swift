/// The same grammar as `RecordScanner`, slow and obvious: one byte after the other, every field an array.
struct TwinParser {
    enum Ending: Equatable { case withLineEnd, withoutLineEnd, insideQuotes(row: Int) }

    private(set) var records: [Record] = []
    private(set) var ending = Ending.withLineEnd

    init(_ bytes: [UInt8], delimiter: UInt8) {
        var record = Record(row: 1, fields: [])
        var position = 0
        while position < bytes.count {
            var field: [UInt8] = []
            if bytes[position] == UInt8(ascii: "\"") {
                position += 1
                var isClosed = false
                while position < bytes.count && !isClosed {
                    if bytes[position] != UInt8(ascii: "\"") {
                        field.append(bytes[position])
                    } else if position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\"") {
                        field.append(UInt8(ascii: "\""))
                        position += 1
                    } else {
                        isClosed = true
                    }
                    position += 1
                }
                guard isClosed else {
                    ending = .insideQuotes(row: record.row)
                    return
                }
                let rest = TwinParser.unquoted(bytes, from: &position, delimiter: delimiter)
                if !rest.isEmpty { record.hasStrayQuote = true }
                field += rest
            } else {
                field = TwinParser.unquoted(bytes, from: &position, delimiter: delimiter)
            }
            record.fields.append(field)

            if position == bytes.count {
                ending = .withoutLineEnd
                records.append(record)
                return
            }
            let isDelimiter = bytes[position] == delimiter
            let isCRLF = bytes[position...].starts(with: [0x0D, 0x0A])
            position += isCRLF ? 2 : 1
            if isDelimiter {
                guard position == bytes.count else { continue }
                record.fields.append([])
                records.append(record)
                ending = .withoutLineEnd
            } else {
                records.append(record)
                record = Record(row: record.row + 1, fields: [])
            }
        }
    }

    private static func unquoted(_ bytes: [UInt8], from position: inout Int, delimiter: UInt8) -> [UInt8] {
        var field: [UInt8] = []
        while position < bytes.count, bytes[position] != delimiter, bytes[position] != 0x0A, bytes[position] != 0x0D {
            field.append(bytes[position])
            position += 1
        }
        return field
    }
}
