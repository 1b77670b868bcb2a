import Certification
import Foundation
import Testing

@testable import Store

@Suite("The journal of runs")
struct JournalTests {
    private let time = Date(timeIntervalSince1970: 1_795_516_502)
    /// Not UTF-8, as a file system allows.
    private let name: [UInt8] = [0x6D, 0xFF, 0x0A, 0x2E, 0x63, 0x73, 0x76]

    @Test("A claimed run is unfinished, with the bytes of its name")
    func claimed() throws {
        let scratch = try ScratchStore()
        let id = try claim(scratch.store)
        let record = try #require(try scratch.store.run(id))
        #expect(record.state == .claimed)
        #expect(record.mode == .import)
        #expect(record.fileName == name)
        #expect(record.folder == Array("/drop/import".utf8))
        #expect(record.claimed == time)
        #expect(!record.isInPlace)
        #expect(record.counts == OutcomeCounts())
        #expect(try scratch.store.unfinishedRuns().map(\.id) == [id])
    }

    @Test("A claim can be forgotten, and its number is not given again")
    func forgotten() throws {
        let scratch = try ScratchStore()
        let id = try claim(scratch.store)
        try scratch.store.forget(id)
        #expect(try scratch.store.run(id) == nil)
        #expect(try claim(scratch.store) > id)
    }

    @Test("A committed run is not forgotten, and keeps what is to be published, in order, until it is finished")
    func committed() throws {
        let scratch = try ScratchStore()
        let id = try claim(scratch.store)
        let publications = ["report.html", "report.csv", "file"].map {
            Publication(source: Array("/spool/\($0)".utf8), destination: Array("/done/".utf8) + name + Array($0.utf8))
        }
        try commit(id, in: scratch.store, publications)
        try scratch.store.forget(id)
        let record = try #require(try scratch.store.run(id))
        #expect(record.state == .committed)
        #expect(record.uploader == "Ada")
        #expect(record.account == "ada")
        #expect(record.size == 123)
        #expect(record.kind == .certificates)
        #expect(record.refusal == .tooManyRejected)
        #expect(record.counts[.awarded] == 2)
        #expect(record.message == "All done.")
        #expect(record.destination == Array("/done/file".utf8))
        #expect(try scratch.store.unfinishedRuns().map(\.id) == [id])
        #expect(try scratch.store.publications(of: id) == publications)

        try scratch.store.finish(id, at: time)
        #expect(try scratch.store.run(id)?.state == .finished)
        #expect(try scratch.store.run(id)?.finished == time)
        #expect(try scratch.store.unfinishedRuns().isEmpty)
        #expect(try scratch.store.publications(of: id).isEmpty)
    }

    @Test("A run of the command line that is not committed was never there")
    func inPlace() throws {
        struct Fault: Error {}
        let scratch = try ScratchStore()
        #expect(throws: Fault.self) {
            try scratch.store.transaction { transaction in
                let id = try transaction.nextRun()
                try transaction.claim(id: id, mode: .verify, folder: [], fileName: name, isInPlace: true, at: time)
                throw Fault()
            }
        }
        #expect(try scratch.store.lastRuns(10).isEmpty)
    }

    @Test("The last runs come newest first, unfinished ones oldest first")
    func order() throws {
        let scratch = try ScratchStore()
        let ids = try (0..<5).map { _ in try claim(scratch.store) }
        #expect(try scratch.store.lastRuns(3).map(\.id) == Array(ids.reversed().prefix(3)))
        #expect(try scratch.store.unfinishedRuns().map(\.id) == ids)
    }

    private func claim(_ store: CertificationStore) throws -> RunID {
        try store.claim([.init(mode: .import, folder: Array("/drop/import".utf8), fileName: name)], at: time)[0]
    }

    private func commit(_ id: RunID, in store: CertificationStore, _ publications: [Publication]) throws {
        let ada = Administrator(account: "ada", name: "Ada", email: "ada@example.org", role: .global)
        var summary = RunSummary(
            id: id,
            mode: .import,
            fileName: "march.csv",
            fileSize: 123,
            uploader: Uploader(uid: 1000, account: "ada", administrator: ada),
            started: time
        )
        summary.kind = .certificates
        summary.counts[.awarded] = 2
        summary.refusal = Refusal(.tooManyRejected, "Too many.", remedy: "Correct them.")
        try store.transaction { transaction in
            try transaction.commit(
                summary,
                verdict: "All done.",
                destination: Array("/done/file".utf8),
                report: Array("/done/report.html".utf8),
                publications: publications
            )
        }
    }
}

@Suite("Notices to learners")
struct NoticeTests {
    @Test(
        "Pages of any size hold each learner once, with all their new awards, and nobody without an e-mail address",
        arguments: [
            1, 2, 3, 7, 100,
        ]
    )
    func paging(_ limit: Int) throws {
        let scratch = try ScratchStore()
        let run = RunID(rawValue: 3)
        try fill(scratch.store, run)
        var last: Int64 = 0
        var seen: [(id: Int64, awards: [String])] = []
        while true {
            let page = try scratch.store.notices(of: run, after: last, limit: limit)
            #expect(page.count <= limit)
            guard let end = page.last else { break }
            seen += page.map { ($0.learnerID, $0.awards.map { "\($0.certification) \($0.awarded) \($0.number)" }) }
            last = end.learnerID
        }
        #expect(seen.map(\.id) == [1, 3, 5, 7, 9])
        for (id, awards) in seen {
            #expect(
                awards == ["Driving 1970-01-02 N\(id)", "First Aid 1970-01-02 N\(id)", "First Aid 1970-01-03 N\(id)"]
            )
        }
    }

    @Test("Notices are of their run alone, and gone when it is finished")
    func ofTheirRun() throws {
        let scratch = try ScratchStore()
        let run = RunID(rawValue: 3)
        try fill(scratch.store, run)
        #expect(try scratch.store.notices(of: RunID(rawValue: 4), after: 0, limit: 10).isEmpty)
        try scratch.store.finish(run, at: Date())
        #expect(try scratch.store.notices(of: run, after: 0, limit: 10).isEmpty)
    }

    /// Ten learners, of whom every other has an e-mail address, with three new awards each.
    private func fill(_ store: CertificationStore, _ run: RunID) throws {
        try store.transaction { transaction in
            let learners = try LearnerTable(transaction)
            for number in 1...10 {
                let email = number % 2 == 1 ? "u\(number)@example.org" : ""
                _ = try learners.insert(
                    Learner(username: "u\(number)", firstName: "U", surname: "\(number)", email: email)
                )
            }
            let certifications = CertificationTable(transaction)
            _ = try certifications.insert(Certification(reference: "1", name: "First Aid"))
            _ = try certifications.insert(Certification(reference: "2", name: "Driving"))
            let writer = try AwardWriter(transaction, run: run)
            for learner in 1...10 as ClosedRange<Int64> {
                for (certification, day) in [(1, 2), (1, 1), (2, 1)] as [(Int64, Int32)] {
                    let key = AwardKey(learner, certification, day)
                    try writer.insert(key, number: "N\(learner)")
                    try writer.notify(of: key)
                }
                // An award that is not new.
                try writer.insert(AwardKey(learner, 2, 9))
            }
        }
    }
}
