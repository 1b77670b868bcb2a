import Foundation
import Glibc
import Mail
import Store
import Wording

/// The service cannot go on, by a fault that concerns every file.
public struct Outage: Codable, Sendable, Equatable {
    public var cause: OutageCause
    /// The sentence of the fault, with the remedy where there is one.
    public var sentence: String
    public var since: Date
}

extension OutageCause {
    init(_ error: any Error) {
        switch error {
        case let error as RunFault: self.init(error.cause)
        case let error as StoreError where error.code == .full: self = .diskFull
        case let error as StoreError where error.code == .damaged: self = .databaseDamaged
        case let error as MailError where error.code == .full: self = .diskFull
        case let error as DropFolderError where [ENOSPC, EDQUOT].contains(error.errno): self = .diskFull
        default: self = .machine
        }
    }
}
