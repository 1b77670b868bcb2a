import DelimitedText
import Foundation
import Glibc
import Mail
import Reports
import Store
import SystemPackage
import Wording

/// The service cannot go on, by a fault that concerns every file.
public struct Outage: Codable, Sendable, Equatable {
    public var cause: OutageCause
    /// The sentence of the fault, with the remedy where there is one.
    public var sentence: String
    public var since: Date

    /// The outage that is noted in the state directory; nil if there is none.
    static func noted(in root: DropRoot) -> Outage? {
        guard let note = try? FileSystem.read(FilePath(root.outageNote), limit: 1 << 16) else { return nil }
        return try? JSONDecoder().decode(Outage.self, from: Data(note))
    }
}

extension OutageCause {
    init(_ error: any Error) {
        switch error {
        case let error as RunFault: self.init(error.cause)
        case let error as StoreError where error.code == .full: self = .diskFull
        case let error as StoreError where error.code == .damaged: self = .databaseDamaged
        case let error as MailError: self.init(errno: error.errorNumber)
        case let error as DropFolderError: self.init(errno: error.errno)
        case let error as ReportError: self.init(errno: error.errno)
        case TextDefect.readFailed(let number), TextDefect.scratchFailed(let number): self.init(errno: number)
        default: self = .machine
        }
    }

    private init(errno number: CInt?) {
        self = number == ENOSPC || number == EDQUOT ? .diskFull : .machine
    }
}
