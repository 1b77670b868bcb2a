/// `status.html` of a drop root.
public enum StatusPage {
    /// The whole page, to be written under a temporary name and renamed.
    public static func render(_ content: StatusPageContent, words: PageWords = .english) -> String {
        "<!doctype html><title>certdrop</title>"
    }
}
