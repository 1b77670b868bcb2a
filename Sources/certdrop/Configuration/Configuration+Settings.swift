import Certification
import DropFolder
import Foundation
import Glibc
import Store
import Wording

extension Configuration {
    /// In which the command line speaks.
    var wording: any Wording { drops[0].wording }

    /// All that only meaning can tell to be wrong, but for the templates, in sentences with the key's path.
    var faults: [String] {
        var faults = options.faults
        for entry in entries ?? [] { faults += entry.options?.faults ?? [] }
        faults += nameFaults + placeFaults + addressFaults
        faults.note { _ = try atLeastOne(keepRuns, key: "keep_runs") }
        faults.note { _ = try expiryNotices() }
        return faults
    }

    /// An address leads to one drop root.
    private var addressFaults: [String] {
        guard entries != nil, options.reportBaseURL != nil else { return [] }
        return [
            "'report_base_url' cannot hold for several drop roots. Put it into each entry of 'drop_roots' that has one."
        ]
    }

    private var nameFaults: [String] {
        let entries = entries ?? []
        return entries.enumerated().flatMap { index, entry -> [String] in
            let key = "'drop_roots[\(index)].name'"
            if entry.name.wholeMatch(of: /[A-Za-z0-9._-]+/) == nil {
                return ["\(key) cannot be '\(entry.name)'. Write letters, digits, '.', '_' and '-'."]
            }
            let isTaken = entries.prefix(index).contains { $0.name == entry.name }
            return isTaken ? ["\(key): another drop root is called '\(entry.name)'."] : []
        }
    }

    /// No drop root may be another, or lie within another.
    private var placeFaults: [String] {
        let places = (entries ?? []).map { URL(fileURLWithPath: $0.path).resolvingSymlinksInPath().path + "/" }
        return places.indices.flatMap { index in
            places.indices.filter { $0 != index && places[index].hasPrefix(places[$0]) }
                .filter { places[$0] != places[index] || $0 < index }
                .map { other in
                    "'drop_roots[\(index)].path' lies in 'drop_roots[\(other)].path', or is the same folder. "
                        + "Give each drop root a folder of its own."
                }
        }
    }

    /// Checks what only meaning can tell, and builds what the runs of each drop root need, in the order of the file.
    ///
    /// - Throws: ``ConfigurationError``.
    func settings(storeIdentity: String) throws -> [RunSettings] {
        let faults = faults
        if !faults.isEmpty { throw ConfigurationError(faults) }
        return try drops.map { try $0.settings(storeIdentity: storeIdentity) }
    }

    var keptRuns: Int {
        get throws { try atLeastOne(keepRuns, key: "keep_runs") ?? 100_000 }
    }

    func expiryNotices() throws -> ExpiryNotices {
        let day = expiring?.dayOfMonth ?? 1
        guard (1...28).contains(day) else {
            throw ConfigurationError("'expiring.day_of_month' cannot be \(day). Write a number from 1 to 28.")
        }
        return ExpiryNotices(
            reportWithin: expiring?.reportWithin?.period,
            dayOfMonth: day,
            reminders: expiring?.reminders?.map(\.period) ?? []
        )
    }

    var timing: DropService.Timing {
        var timing = DropService.Timing()
        if let settle { timing.settle = settle }
        if let rescan { timing.rescan = rescan }
        if let stopGrace { timing.stopGrace = stopGrace }
        return timing
    }

    static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return name.isEmpty ? "localhost" : name
    }
}

/// - Throws: ``ConfigurationError`` that names the key.
func atLeastOne(_ number: Int?, key: String) throws -> Int? {
    guard let number, number < 1 else { return number }
    throw ConfigurationError("'\(key)' cannot be \(number). Write a number from 1.")
}
