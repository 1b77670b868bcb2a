/// A language that certdrop speaks to administrators and learners. A new one is a case here and a folder beside
/// `English/`: the compiler tells what is missing.
public enum Language: String, CaseIterable, Sendable {
    /// The raw value is the code that the configuration and the pages name (BCP 47).
    case english = "en"
    case german = "de"

    public var wording: any Wording {
        switch self {
        case .english: English()
        case .german: German()
        }
    }
}
