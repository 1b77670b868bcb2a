import Foundation
import SystemPackage
import Testing

@testable import DropFolder

@Suite("File names")
struct FileNameTests {
    @Test(
        "Uploads under a temporary name, hidden files and checksums are not taken",
        arguments: [
            ".march.csv", "~march.csv", "march.csv.part", "march.csv.filepart", "march.TMP", "march.csv.crdownload",
            ".part",
            "march.csv.sha256", "MARCH.CSV.SHA256", ".",
        ]
    )
    func ignored(_ name: String) {
        #expect(FileName(name).isIgnored)
    }

    @Test(
        "Any other name is taken",
        arguments: [
            "march.csv", "march", "part", "a.part.csv", "tmp", "march~", "march.csv.parts", " .csv", "-rf", "märz.csv",
        ]
    )
    func taken(_ name: String) {
        #expect(!FileName(name).isIgnored)
    }

    @Test(
        "What is shown is UTF-8, on one line, in one direction, with nothing for a terminal to obey",
        arguments: [
            (Array("märz 2026.csv".utf8), "märz 2026.csv"),
            (Array("a\nb\t\u{1B}[2J".utf8), "a\u{FFFD}b\u{FFFD}\u{FFFD}[2J"),
            (Array("a\u{202E}vsc.exe".utf8), "a\u{FFFD}vsc.exe"), ([0x61, 0xFF, 0x62], "a\u{FFFD}b"),
            (Array("\u{2028}x\u{200B}".utf8), "\u{FFFD}x\u{FFFD}"), (Array("'\"<>&".utf8), "'\"<>&"),
        ]
    )
    func display(_ bytes: [UInt8], _ shown: String) {
        #expect(FileName(bytes).display == shown)
    }

    @Test(
        "A name falls into stem and ending",
        arguments: [
            ("march.csv", "march", ".csv"), ("march", "march", ""), ("march.2026.csv", "march.2026", ".csv"),
            ("march.", "march.", ""), (".csv", ".csv", ""), ("march.a long ending", "march.a long ending", ""),
            ("results v1.2 final", "results v1.2 final", ""), ("m.CSV", "m", ".CSV"),
        ]
    )
    func parts(_ name: String, _ stem: String, _ ending: String) {
        let parts = FileName(name).parts
        #expect(String(decoding: parts.stem, as: UTF8.self) == stem)
        #expect(String(decoding: parts.ending, as: UTF8.self) == ending)
    }

    @Test("A name that is made fits 255 bytes and is not cut within a character")
    func making() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2_000 {
            let stem = String((0..<random.below(300)).map { _ in random.pick(["a", "é", "€", "😀"]) as Character })
            let name = FileName.make(stem: Array(stem.utf8), endings: ".report", ".html")
            #expect(name.bytes.count <= 255)
            #expect(name.bytes.count > 251 || name.bytes.count == stem.utf8.count + 12)
            let text = String(validating: name.bytes, as: UTF8.self)
            #expect(text?.hasSuffix(".report.html") == true)
            #expect(text.map { stem.hasPrefix($0.dropLast(12)) } == true)
        }
    }

    @Test("A checksum's name is the file's with .sha256, if there is room for it")
    func checksumNames() {
        #expect(FileName("march.csv").checksumName == FileName("march.csv.sha256"))
        #expect(FileName(Array(repeating: 0x61, count: 248)).checksumName?.bytes.count == 255)
        #expect(FileName(Array(repeating: 0x61, count: 249)).checksumName == nil)
    }

    @Test(
        "A path keeps the bytes of its name, whatever they are",
        arguments: [
            [0x61, 0xFF, 0xFE], Array("a b\n'\"".utf8), Array(repeating: 0x78, count: 255), Array("é".utf8),
            Array("..a".utf8),
        ]
    )
    func paths(_ bytes: [UInt8]) {
        let path = FilePath("/drop/import").appending(FileName(bytes))
        #expect(path.bytes == Array("/drop/import/".utf8) + bytes)
        #expect(path.fileName.bytes == bytes)
        #expect(path.directory == FilePath("/drop/import"))
        #expect(FilePath(bytes: path.bytes) == path)
    }
}

@Suite("Published names")
struct PublishedNamesTests {
    private let time = Date(timeIntervalSince1970: 1_795_516_502)

    @Test("Names that are free are the file's own")
    func free() throws {
        let scratch = try ScratchRoot()
        let names = PublishedNames(for: FileName("march.csv"), in: scratch.root.done, at: time)
        #expect(
            [names.file, names.page, names.table, names.corrections]
                == ["march.csv", "march.report.html", "march.report.csv", "march.corrections.csv"].map { FileName($0) }
        )
    }

    @Test(
        "If one of the names is taken, all get the time of the run",
        arguments: [
            "march.csv", "march.report.html", "march.report.csv", "march.corrections.csv",
        ]
    )
    func taken(_ name: String) throws {
        let scratch = try ScratchRoot()
        try FileSystem.write([], to: scratch.root.done.appending(name), permissions: 0o600)
        let names = PublishedNames(for: FileName("march.csv"), in: scratch.root.done, at: time)
        #expect(names.file.display == "march.20261124T103502Z.csv")
        #expect(names.page.display == "march.20261124T103502Z.report.html")
        #expect(names.corrections.display == "march.20261124T103502Z.corrections.csv")
        try FileSystem.write([], to: scratch.root.done.appending(names.table), permissions: 0o600)
        let third = PublishedNames(for: FileName("march.csv"), in: scratch.root.done, at: time)
        #expect(third.file.display == "march.20261124T103502Z-2.csv")
    }

    @Test(
        "A name of 255 bytes keeps its ending and the time, and is not cut within a character",
        arguments: [
            "a", "é", "€", "😀",
        ]
    )
    func longest(_ letter: String) throws {
        for shift in 0..<4 {
            let scratch = try ScratchRoot()
            let stem = String(repeating: "x", count: shift) + String(repeating: letter, count: 260)
            let name = FileName.make(stem: Array(stem.utf8), endings: ".csv")
            for _ in 0..<3 {
                let names = PublishedNames(for: name, in: scratch.root.done, at: time)
                for name in [names.file, names.page, names.table, names.corrections] {
                    #expect(name.bytes.count <= 255)
                    #expect(String(validating: name.bytes, as: UTF8.self) != nil)
                    #expect(!FileSystem.exists(names.folder.appending(name)))
                }
                #expect(Set([names.file, names.page, names.table, names.corrections]).count == 4)
                #expect(names.file.display.hasSuffix(".csv"))
                try FileSystem.write([], to: names.folder.appending(names.file), permissions: 0o600)
            }
        }
    }
}
