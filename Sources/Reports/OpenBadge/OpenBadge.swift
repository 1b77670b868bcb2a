import Certification
import Crypto
import Foundation

/// An award as an Open Badges 3.0 credential without a signature, to be encoded as JSON.
///
/// Source: 1EdTech, "Open Badges Specification", version 3.0, appendix B: `AchievementCredential`. It builds upon the
/// W3C's "Verifiable Credentials Data Model v2.0".
public struct OpenBadge: Encodable, Sendable {
    /// Whose badges they are. Identifiers are derived from the store's, so that they are the same each time.
    public struct Issuer: Sendable {
        /// The organisation's name.
        public var name: String
        /// What tells the store from others.
        public var store: String

        public init(name: String, store: String) {
            self.name = name
            self.store = store
        }
    }

    /// What the badge says.
    public struct Content: Sendable {
        public var key: AwardKey
        public var username: String
        /// Empty if the learner has none.
        public var email: String
        public var certification: Certification
        public var expires: CalendarDay?
        public var number: String
        public var awardingBody: String

        public init(
            key: AwardKey,
            username: String,
            email: String,
            certification: Certification,
            expires: CalendarDay?,
            number: String,
            awardingBody: String
        ) {
            self.key = key
            self.username = username
            self.email = email
            self.certification = certification
            self.expires = expires
            self.number = number
            self.awardingBody = awardingBody
        }
    }

    private let context = [
        "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    /// `urn:uuid:…`
    public let id: String
    private let type = ["VerifiableCredential", "OpenBadgeCredential"]
    private let name: String
    private let issuer: Profile
    private let validFrom: String
    private let validUntil: String?
    private let credentialSubject: Subject

    enum CodingKeys: String, CodingKey {
        case context = "@context"
        case id, type, name, issuer, validFrom, validUntil, credentialSubject
    }

    /// Days are those of UTC: valid from the first second of the award date until the last of the expiry date.
    public init(_ content: Content, issuer: Issuer) {
        let names = Identifiers(store: issuer.store)
        id = names.identifier("award \(content.key.packed)")
        name = content.certification.name
        self.issuer = Profile(id: names.identifier("issuer"), name: issuer.name)
        validFrom = "\(content.key.awarded)T00:00:00Z"
        validUntil = content.expires.map { "\($0)T23:59:59Z" }
        credentialSubject = Subject(content, names)
    }

    /// The badge as a JSON object.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}

extension OpenBadge {
    private struct Profile: Encodable, Sendable {
        let id: String
        let type = ["Profile"]
        let name: String
    }

    /// Whom it was awarded to, and what. Only who knows the address or the username can tell whom.
    private struct Subject: Encodable, Sendable {
        let type = ["AchievementSubject"]
        let identifier: [Identity]
        let achievement: Achievement
        let licenseNumber: String?

        init(_ content: Content, _ names: Identifiers) {
            identifier = [Identity(content, names)]
            achievement = Achievement(content, names)
            licenseNumber = content.number.isEmpty ? nil : content.number
        }
    }

    private struct Identity: Encodable, Sendable {
        let type = "IdentityObject"
        let hashed = true
        let identityHash: String
        let identityType: String
        let salt: String

        init(_ content: Content, _ names: Identifiers) {
            salt = names.digest("salt \(content.key.learner)", bytes: 8)
            let identity = content.email.isEmpty ? content.username : content.email
            identityType = content.email.isEmpty ? "userName" : "emailAddress"
            identityHash = "sha256$" + Identifiers.hexadecimal(SHA256.hash(data: Data((identity + salt).utf8)))
        }
    }

    private struct Achievement: Encodable, Sendable {
        struct Criteria: Encodable, Sendable {
            let narrative: String
        }

        let id: String
        let type = ["Achievement"]
        let achievementType = "Certification"
        let name: String
        let description: String
        let criteria: Criteria
        let humanCode: String
        /// The awarding body.
        let creator: Profile?

        init(_ content: Content, _ names: Identifiers) {
            let certification = content.certification
            let text = certification.description.isEmpty ? certification.name : certification.description
            id = names.identifier("certification \(content.key.certification) \(content.awardingBody)")
            name = certification.name
            description = text
            criteria = Criteria(narrative: text)
            humanCode = certification.reference
            creator =
                content.awardingBody.isEmpty
                ? nil
                : Profile(
                    id: names.identifier("awarding body \(content.awardingBody)"),
                    name: content.awardingBody
                )
        }
    }
}

/// Names for what has none of its own that could be given away.
private struct Identifiers {
    let store: String

    /// A UUID of version 8 (RFC 9562 section 5.8): bits of a digest.
    func identifier(_ thing: String) -> String {
        var bytes = Array(SHA256.hash(data: Data("certdrop \(store) \(thing)".utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Identifiers.hexadecimal(bytes)
        var parts: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return "urn:uuid:" + parts.joined(separator: "-")
    }

    func digest(_ thing: String, bytes: Int) -> String {
        Identifiers.hexadecimal(SHA256.hash(data: Data("certdrop \(store) \(thing)".utf8)).prefix(bytes))
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
