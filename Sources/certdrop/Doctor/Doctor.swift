import DropFolder
import Foundation
import Glibc
import Wording

/// Examines an installation: its configuration and all that it depends on. Nothing is changed, and the service may run
/// or not.
struct Doctor {
    /// The configuration file.
    let file: String
    let configuration: Configuration
    let drops: [DropConfiguration]
    /// The first of the drop roots, by which the state directory is found.
    let root: DropRoot
    let service: ServiceAccount

    init(file: String, configuration: Configuration) {
        self.file = URL(fileURLWithPath: file).path
        self.configuration = configuration
        drops = configuration.drops
        root = configuration.root
        service = ServiceAccount(root)
    }

    /// All that is found by each check, each thing once though it may concern several drop roots, in the order of ``Check``.
    func examine() -> [(check: Check, found: [Diagnosis])] {
        let found =
            configurationDiagnoses() + folderDiagnoses() + leaseDiagnoses() + inotifyDiagnoses() + diskDiagnoses()
            + clockDiagnoses() + administratorDiagnoses() + mailDiagnoses() + databaseDiagnoses() + versionDiagnoses()
            + serviceDiagnoses() + waitingDiagnoses() + outboxDiagnoses()
        return Check.allCases.map { check in (check, unique(found.filter { $0.check == check })) }
    }

    /// What status and monitors call unhealthy: the service, and what waits for too long.
    func health() -> [Diagnosis] {
        unique(serviceDiagnoses() + waitingDiagnoses() + outboxDiagnoses())
    }

    private func unique(_ found: [Diagnosis]) -> [Diagnosis] {
        found.enumerated().filter { index, diagnosis in !found[..<index].contains(diagnosis) }.map(\.element)
    }

    /// The decoded file is checked for what only meaning can tell.
    private func configurationDiagnoses() -> [Diagnosis] {
        var found = configuration.faults.map { Diagnosis.configuration(file: file, fault: $0) }
        if let status = FileStatus(file) {
            let isOpenToGroup = status.mode & 0o020 != 0 && status.group != 0
            if status.mode & 0o002 != 0 || isOpenToGroup { found.append(.configurationWritable(file: file)) }
        }
        return found
    }
}
