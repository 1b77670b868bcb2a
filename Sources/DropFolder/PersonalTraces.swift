import Certification
import Foundation
import Glibc
import Mail
import SystemPackage

/// Finds the files of drop roots that name a person: what was dropped, reports, and messages.
///
/// A name is found in UTF-8, UTF-16 and Windows-1252, whatever its case, where it stands as a word of its own; in a
/// message also where it is encoded for transport, attachments included.
public struct PersonalTraces {
    /// A file that names the person.
    public struct Trace: Sendable {
        fileprivate var file: FilePath
        /// From the drop root on: `done/march.csv`, or `sales/done/march.csv` if there are several.
        public var path: String
        /// The lines that do, of a table.
        public var lines: [String]
        /// What a message to the person says.
        public var text: String?
        /// Whether it is a message that still waits to be sent.
        public var isWaiting: Bool
    }

    private let roots: [DropRoot]
    private let searches: [NameSearch]
    private let learner: Int64
    private let store: String

    /// - `names`: usernames and e-mail addresses.
    /// - `learner`: the number in the store, and `store` what tells it from others: by both, messages are called.
    public init(of names: [String], learner: Int64, store: String, in roots: [DropRoot]) {
        self.roots = roots
        self.store = store
        self.learner = learner
        searches = names.flatMap(NameSearch.all)
    }

    public func find() throws -> [Trace] {
        let folders = ["done", "failed", "outbox", "outbox/sent", "outbox/undeliverable"]
        return try roots.flatMap { root in
            try folders.flatMap { folder in
                try FileSystem.names(in: FilePath(root.path).appending(folder)).compactMap {
                    try trace(root, folder, $0)
                }
            }
        }.sorted { $0.path < $1.path }
    }

    /// Removes all files that name the person, also a message that is sent between the look and the removal.
    ///
    /// - Returns: what was removed.
    public func removeAll() throws -> [Trace] {
        var removed: [Trace] = []
        while true {
            let found = try find()
            if found.isEmpty { return removed }
            try remove(found)
            removed += found
        }
    }

    /// With a message goes the note why it could not be delivered.
    private func remove(_ traces: [Trace]) throws {
        let files = Set(traces.map(\.file))
        for root in roots {
            let folder = FilePath(root.outbox)
            let outbox = Outbox(path: root.outbox)
            _ = try outbox.withdraw { files.contains(folder.appending("\($0).eml")) }
            _ = try outbox.remove(.undeliverable, queuedBefore: .distantFuture) {
                files.contains(folder.appending("undeliverable/\($0).eml"))
            }
        }
        for trace in traces { try FileSystem.remove(trace.file) }
    }

    private func trace(_ root: DropRoot, _ folder: String, _ name: FileName) throws -> Trace? {
        let path = FilePath(root.path).appending(folder).appending(name)
        guard FileSystem.isRegular(path), !name.isIgnored else { return nil }
        let addressee = folder.hasPrefix("outbox") ? MessageName.learner(of: name.display, store: store) : nil
        let isOwn = addressee == learner
        // A message to another learner says nothing of this one.
        if addressee != nil && !isOwn { return nil }
        let content: Data
        do {
            content = try Data(contentsOf: URL(fileURLWithPath: path.string), options: .alwaysMapped)
        } catch {
            // Gone meanwhile; what is there and cannot be read may name the person.
            guard FileSystem.exists(path) else { return nil }
            throw DropFolderError(.notUsable, "\(path.display) cannot be read. Give your account the right to read it.")
        }
        let isMessage = folder.hasPrefix("outbox")
        let parts = isMessage ? MessageContent.decoded(content) : []
        guard isOwn || names(name.bytes) || names(content) || parts.contains(where: names) else { return nil }
        return Trace(
            file: path,
            path: root.folder("\(folder)/\(name.display)"),
            lines: name.display.hasSuffix(".csv") ? lines(content) : [],
            text: isOwn ? parts.first { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) } : nil,
            isWaiting: folder == "outbox"
        )
    }

    /// Whether a text names the person, in any of the encodings.
    public func names(_ text: some ContiguousBytes) -> Bool {
        text.withUnsafeBytes { bytes in searches.contains { $0.place(in: bytes) != nil } }
    }

    private func lines(_ content: Data) -> [String] {
        if content.starts(with: [0xFF, 0xFE]) || content.starts(with: [0xFE, 0xFF]) {
            let text = String(data: content, encoding: .utf16) ?? ""
            return lines(Data(text.utf8))
        }
        return content.withUnsafeBytes { bytes in
            var lines: [Int: Int] = [:]
            for search in searches {
                var position = 0
                while let place = search.place(in: bytes, from: position) {
                    let start = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
                    let end = bytes[place...].firstIndex(of: 0x0A) ?? bytes.count
                    lines[start] = end
                    position = end
                }
            }
            return lines.sorted { $0.key < $1.key }
                .map { Self.text(UnsafeRawBufferPointer(rebasing: bytes[$0.key..<$0.value])) }
        }
    }

    private static func text(_ line: UnsafeRawBufferPointer) -> String {
        let text =
            String(validating: line, as: UTF8.self) ?? String(data: Data(line), encoding: .windowsCP1252) ?? ""
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
