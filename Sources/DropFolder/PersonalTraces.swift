import Certification
import Foundation
import Glibc
import Mail
import SystemPackage

/// Finds the files of a drop root that name a person: what was dropped, reports, and messages.
///
/// A name is found in UTF-8, UTF-16 and Windows-1252, whatever its case, where it stands as a word of its own; in a
/// message also where it is encoded for transport, attachments included.
public struct PersonalTraces {
    /// A file that names the person.
    public struct Trace: Sendable {
        fileprivate var file: FilePath
        /// From the drop root on: `done/march.csv`.
        public var path: String
        /// The lines that do, of a table in UTF-8.
        public var lines: [String]
        /// Whether it is a message that still waits to be sent.
        public var isWaiting: Bool
    }

    private let root: DropRoot
    private let searches: [NameSearch]
    private let learner: Int64

    /// - Parameters:
    ///   - names: usernames and e-mail addresses.
    ///   - learner: the number in the store, by which messages are called.
    public init(of names: [String], learner: Int64, in root: DropRoot) {
        self.root = root
        self.learner = learner
        searches = names.flatMap(NameSearch.all)
    }

    public func find() throws -> [Trace] {
        let folders = ["done", "failed", "outbox", "outbox/sent", "outbox/undeliverable"]
        return try folders.flatMap { folder in
            try FileSystem.names(in: FilePath(root.path).appending(folder)).compactMap { try trace(folder, $0) }
        }.sorted { $0.path < $1.path }
    }

    /// Removes files that ``find()`` found.
    public func remove(_ traces: [Trace]) throws {
        for trace in traces { try FileSystem.remove(trace.file) }
    }

    private func trace(_ folder: String, _ name: FileName) throws -> Trace? {
        let path = FilePath(root.path).appending(folder).appending(name)
        guard FileSystem.isRegular(path), !name.isIgnored,
            let content = try? Data(contentsOf: URL(fileURLWithPath: path.string), options: .alwaysMapped)
        else { return nil }
        let isMessage = folder.hasPrefix("outbox")
        let isOwn = isMessage && name.display.hasSuffix("-learner-\(learner).eml")
        guard isOwn || names(content) || isMessage && MessageContent.decoded(content).contains(where: names) else {
            return nil
        }
        let lines = name.display.hasSuffix(".csv") ? self.lines(content) : []
        return Trace(file: path, path: "\(folder)/\(name.display)", lines: lines, isWaiting: folder == "outbox")
    }

    private func names(_ content: Data) -> Bool {
        content.withUnsafeBytes { bytes in searches.contains { $0.occurs(in: bytes) } }
    }

    private func lines(_ content: Data) -> [String] {
        content.split(separator: 0x0A).filter(names).map {
            String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }
}
