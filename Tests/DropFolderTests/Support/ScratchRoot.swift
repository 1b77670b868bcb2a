import Certification
import Foundation
import Glibc
import Import
import Logging
import Mail
import Store
import SystemPackage
import Testing

@testable import DropFolder

/// A drop root of its own with a store that knows a few people, served as the service does it.
final class ScratchRoot {
    let directory: String
    let root: DropRoot
    let store: CertificationStore
    var settings: RunSettings

    static let header = "Username,Certification reference,Award date,Notes\n"
    static let clean = header + "jsmith,FA-01,2020-03-01,\nmbrown,FA-01,2020-03-01,\n"
    static let faulty = header + "jsmith,FA-01,2020-03-01,\nnobody,FA-01,2020-03-01,\n"

    init(role: Role = .global) throws {
        directory = NSTemporaryDirectory() + "drop-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        root = DropRoot(path: directory + "/drop", stateDirectory: directory + "/state")
        _ = try root.makeFolders()
        store = try CertificationStore(path: root.database)
        let account = try #require(Accounts.name(of: getuid()))
        settings = RunSettings(
            root: root,
            accounts: Accounts([Administrator(account: account, name: "Ada", email: "ada@example.org", role: role)]),
            importing: ImportSettings(today: CalendarDay(number: 0)),
            contact: try Mailbox(name: "Contact", address: "contact@example.org"),
            sender: try Sender(mailbox: try Mailbox(name: "certdrop", address: "certdrop@example.org")),
            templates: try MessageTemplates()
        )
        try store.transaction { transaction in
            let learners = try LearnerTable(transaction)
            for (username, email) in [("jsmith", "jo@example.org"), ("mbrown", "max@example.org"), ("silent", "")] {
                _ = try learners.insert(
                    Learner(username: username, firstName: "A", surname: username, email: email)
                )
            }
            _ = try CertificationTable(transaction).insert(Certification(reference: "FA-01", name: "First Aid"))
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    func service(settle: Double = 0) throws -> DropService {
        DropService(
            settings: [settings],
            lock: try ServiceLock(root),
            store: store,
            timing: DropService.Timing(settle: settle),
            logger: Self.logger
        )
    }

    @discardableResult
    func serveOnce() throws -> (runs: [RunSummary], waiting: [WaitingFile]) {
        let (runs, waiting) = try service().serveOnce()
        return (runs, waiting.map(\.file))
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    func drop(_ name: String, _ text: String, into mode: RunMode = .import) throws {
        try drop(FileName(name), text, into: mode)
    }

    func drop(_ name: FileName, _ text: String, into mode: RunMode = .import) throws {
        try FileSystem.write(Array(text.utf8), to: root.inbox(mode).appending(name), permissions: 0o644)
    }

    /// The visible names in a folder of the drop root, sorted.
    func names(_ folder: String) throws -> [String] {
        try FileSystem.names(in: FilePath(root.path).appending(folder)).map(\.display).sorted()
    }

    /// The messages that wait in the outbox.
    func messages() throws -> [String] {
        try names("outbox").filter { $0.hasSuffix(".eml") }
    }

    func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: root.path + "/" + path)), as: UTF8.self)
    }

    /// Nothing is left of any run in the spool.
    func expectEmptySpool(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let left = try FileSystem.names(in: FilePath(root.spool)).map(\.display)
        #expect(left.isEmpty, sourceLocation: sourceLocation)
    }
}
