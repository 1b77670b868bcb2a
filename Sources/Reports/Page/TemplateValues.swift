import Mustache

/// The members of a value by their names, for a template.
///
/// Mustache would look each name up by reflection, through all members of all values around; done once, it takes a
/// fifth of the time of a small file's run.
struct TemplateValues: MustacheParent {
    private let members: [String: Any]

    /// - Parameter value: a struct whose members are texts, numbers, truths, and again such structs, optional or in arrays.
    init(_ value: Any) {
        var members: [String: Any] = [:]
        for case (let name?, let member) in Mirror(reflecting: value).children {
            members[name] = TemplateValues.converted(member)
        }
        self.members = members
    }

    func child(named name: String) -> Any? { members[name] }

    /// nil for an absent optional.
    private static func converted(_ member: Any) -> Any? {
        switch member {
        case let text as String: return text
        case let truth as Bool: return truth
        case let number as Int: return number
        case let texts as [String]: return texts
        default: break
        }
        let mirror = Mirror(reflecting: member)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { converted($0.value) }
        case .collection: return mirror.children.compactMap { converted($0.value) }
        case .struct: return TemplateValues(member)
        default: return member
        }
    }
}
