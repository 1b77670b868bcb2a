import Certification
import Foundation
import Reports
import Store
import SystemPackage

/// Where a run's file lies, where its results are written, and where all of it goes.
struct RunPlaces {
    /// The file itself.
    let file: FilePath
    /// Where results lie until they are published.
    let page: FilePath
    let table: FilePath
    let corrections: FilePath
    let message: FilePath
    /// The checksum that came with the file, if it did.
    let sidecar: FilePath

    /// A run of the service: everything lies in its folder of the spool.
    init(spooledIn folder: FilePath) {
        file = folder.appending("file")
        page = folder.appending("report.html")
        table = folder.appending("report.csv")
        corrections = folder.appending("corrections.csv")
        message = folder.appending("message.eml")
        sidecar = folder.appending("checksum")
    }

    /// Says that the file in a folder of the spool was made there by certdrop itself, and not dropped.
    static func generatedMark(in folder: FilePath) -> FilePath { folder.appending("generated") }

    /// A run of the command line: the file stays, and results lie hidden beside it until they are published.
    ///
    /// - `store`: tells the store from others, whose runs have the same numbers.
    init(beside file: FilePath, run: RunID, store: String) {
        let folder = file.directory
        let hidden = "\(Self.hiddenPrefix(store))\(run)"
        self.file = file
        page = folder.appending("\(hidden).report.html")
        table = folder.appending("\(hidden).report.csv")
        corrections = folder.appending("\(hidden).corrections.csv")
        message = folder.appending("\(hidden).eml")
        sidecar = folder.appending("\(hidden).checksum")
    }

    /// The results that lie hidden in a folder, with the runs of the command line that have put them there.
    static func hidden(in folder: FilePath, store: String) throws -> [(run: RunID, file: FilePath)] {
        let prefix = hiddenPrefix(store)
        return try FileSystem.names(in: folder).compactMap { name in
            let text = name.display
            guard text.hasPrefix(prefix),
                let number = text.dropFirst(prefix.count).split(separator: ".").first.flatMap({ Int64($0) })
            else { return nil }
            return (RunID(rawValue: number), folder.appending(name))
        }
    }

    private static func hiddenPrefix(_ store: String) -> String { ".certdrop-\(store)-" }
}

/// The names under which a run's file and reports are published. No other file in the folder has one of them.
struct PublishedNames {
    let folder: FilePath
    let file: FileName
    let page: FileName
    let table: FileName
    let corrections: FileName

    /// Names for reports beside a file of the command line: always the same, so the last run's reports are replaced.
    init(beside file: FilePath) {
        self.init(folder: file.directory, file: file.fileName, stem: file.fileName.parts.stem)
    }

    /// Names in `done/` or `failed/`. If one is taken, all of them get the run's time, as in
    /// `march.20261124T101502Z.csv`.
    init(for name: FileName, in folder: FilePath, at time: Date) {
        let (stem, ending) = name.parts
        var names = PublishedNames(folder: folder, file: name, stem: stem)
        var attempt = 0
        while names.areTaken {
            attempt += 1
            let mark = "." + Self.stamp(time) + (attempt > 1 ? "-\(attempt)" : "")
            // The stem is cut first, so that the time survives in a name of 255 bytes.
            let room = FileName.longest - mark.utf8.count - Self.longestEnding
            let marked = FileName.cut(stem, to: room) + Array(mark.utf8)
            names = PublishedNames(folder: folder, file: FileName(marked + ending), stem: marked)
        }
        self = names
    }

    private init(folder: FilePath, file: FileName, stem: [UInt8]) {
        // Cut to fit the longest ending, so that all reports have one stem.
        let stem = FileName.cut(stem, to: FileName.longest - Self.longestEnding)
        self.folder = folder
        self.file = file
        page = FileName.make(stem: stem, endings: ".report.html")
        table = FileName.make(stem: stem, endings: ".report.csv")
        corrections = FileName.make(stem: stem, endings: ".corrections.csv")
    }

    private static let longestEnding = 20

    private var areTaken: Bool {
        [file, page, table, corrections].contains { FileSystem.exists(folder.appending($0)) }
    }

    /// `20261124T101502Z`
    private static func stamp(_ time: Date) -> String {
        String(time.formatted(.iso8601).filter { !"-:".contains($0) })
    }

    func places(from run: RunPlaces) -> ReportPlaces {
        ReportPlaces(
            page: .init(path: run.page.string, fileName: page.bytes),
            table: .init(path: run.table.string, fileName: table.bytes),
            corrections: .init(path: run.corrections.string, fileName: corrections.bytes)
        )
    }
}
