import Certification
import Foundation
import Glibc
import Reports
import Store
import Wording

/// A folder with an Open Badge for each award, called by the badge's identifier. The same award has the same name each
/// time, so that a newer export replaces it.
struct OpenBadgeFolder {
    private let folder: URL
    private let issuer: OpenBadge.Issuer
    private let certifications: [Int64: Certification]
    private let store: CertificationStore
    private let wording: any Wording

    /// - Throws: ``ConfigurationError`` if no organisation is configured, or if the folder cannot be made.
    init(_ path: String, _ configuration: Configuration, _ store: CertificationStore) throws {
        guard let organisation = configuration.options.organisation, !organisation.isEmpty else {
            throw ConfigurationError(
                "An Open Badge names who issues it. Set 'organisation' in the configuration to the name of yours."
            )
        }
        folder = URL(fileURLWithPath: path, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw ConfigurationError("The folder \(path) cannot be made.")
        }
        issuer = OpenBadge.Issuer(name: organisation, store: try store.identity())
        certifications = Dictionary(
            uniqueKeysWithValues: try store.certifications().map { ($0.id, $0.certification) }
        )
        self.store = store
        wording = configuration.wording
    }

    func write(_ filter: AwardFilter) throws {
        var written = 0
        try store.forEachAward(filter) { award in
            guard !award.isRevoked, let certification = certifications[award.key.certification] else { return }
            func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
            let badge = OpenBadge(
                OpenBadge.Content(
                    key: award.key,
                    username: text(award.username),
                    email: text(award.email),
                    certification: certification,
                    expires: award.expires,
                    number: text(award.number),
                    awardingBody: text(award.awardingBody)
                ),
                issuer: issuer
            )
            let name = badge.id.replacing("urn:uuid:", with: "") + ".json"
            try write(badge.json(), name)
            written += 1
        }
        print(Terminal.printable(wording.exportedBadges(written, folder: folder.path)))
    }
    /// Under a hidden name first, so that nobody reads half a badge.
    private func write(_ content: Data, _ name: String) throws {
        let path = folder.appendingPathComponent(name).path
        let hidden = folder.appendingPathComponent(".\(name).new").path
        let file = fopen(hidden, "we")
        let written = file.map { file in content.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) } }
        guard let file, fclose(file) == 0, written == content.count, rename(hidden, path) == 0 else {
            throw StoreError(.failed, "The badge \(path) could not be written: \(String(cString: strerror(errno))).")
        }
    }
}
