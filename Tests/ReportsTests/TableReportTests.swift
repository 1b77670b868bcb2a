import Certification
import Foundation
import Testing

@testable import Reports

@Suite struct TableReportTests {
    @Test func everyRowOfTheFileIsALine() throws {
        let directory = try TemporaryDirectory()
        let run = Gallery.mistakes
        let written = try run.write(to: directory.path)
        let rows = try Python.rows(of: written.table.path)
        #expect(
            rows[0] == ["row", "outcome", "reason", "message", "Username", "Certification reference", "Award date"]
        )
        #expect(rows.count == 208)
        #expect(rows[1] == ["2", "awarded", "", "", "abyron", "FA-3", "2026-01-01"])
        #expect(
            rows[161]
                == [
                    "162", "rejected", "learner.unknown", "No learner 'jsmiht'. Did you mean 'jsmith'?", "jsmiht",
                    "FA-3", "2026-03-02",
                ]
        )
        #expect(rows[22][1...3] == ["duplicate", "", "Repeats row 15."])
        let source = try Python.rows(of: "\(directory.path)/\(run.name)", encoding: "utf-8")
        #expect(rows.map { Array($0[4...]) } == source.map { Array($0[..<3]) })
    }

    @Test func aVerificationHasTheOutcomesOfTheImport() throws {
        let directory = try TemporaryDirectory()
        let imported = try Python.rows(of: Gallery.mistakes.write(to: directory.path).table.path)
        let verified = try Python.rows(of: Gallery.verified.write(to: directory.path).table.path)
        #expect(verified.map { $0[..<3] } == imported.map { $0[..<3] })
        #expect(verified[1][3] == "Would be awarded.")
        #expect(imported[1][3] == "")
    }

    @Test(arguments: [";", "\t", "|", ","])
    func itIsDelimitedAsTheFileWasAndUTF8WithAByteOrderMark(_ delimiter: String) throws {
        let directory = try TemporaryDirectory()
        let lines = ["Username,Note,Award date", "müller,x,2026-03-17"].map {
            $0.replacingOccurrences(of: ",", with: delimiter)
        }
        let run = SampleRun(lines.joined(separator: "\n") + "\n")
        let written = try run.write(to: directory.path)
        let text = try directory.text(of: "march.report.csv")
        #expect(
            text
                == "\u{FEFF}row,outcome,reason,message,Username,Note,Award date\r\n2,awarded,,,müller,x,2026-03-17\r\n"
                .replacingOccurrences(of: ",", with: delimiter)
        )
        #expect(written.table.bytes == text.utf8.count)
        #expect(written.corrections == nil)
    }

    @Test func hostileCellsAreDefusedAndStayOnTheirLine() throws {
        let directory = try TemporaryDirectory()
        let written = try Gallery.hostile.write(to: directory.path)
        let rows = try Python.rows(of: written.table.path)
        #expect(rows.count == 22)
        let lines = String(decoding: try Data(contentsOf: URL(fileURLWithPath: written.table.path)), as: UTF8.self)
            .components(separatedBy: "\r\n")
        #expect(lines.count == 23)
        for cell in rows.joined() {
            #expect(!"=@+-".contains(cell.first ?? " "), "\(cell)")
            #expect(!cell.unicodeScalars.contains { $0.value < 0x20 })
        }
    }

    @Test func aRefusedFileHasAHeadingAlone() throws {
        let directory = try TemporaryDirectory()
        let written = try Gallery.refused.write(to: directory.path)
        let rows = try Python.rows(of: written.table.path)
        #expect(rows == [["row", "outcome", "reason", "message"]])
        #expect(written.corrections == nil)
    }
}
