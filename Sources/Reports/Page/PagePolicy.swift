import Crypto
import Foundation

/// The content security policy of a page that is complete in itself: nothing is loaded, and only the style sheet and
/// the script that this module put there count (CSP Level 3, hashes).
struct PagePolicy {
    /// The value of `Content-Security-Policy`.
    let text: String

    init(style: String, script: String?) {
        let scripts = script.map(PagePolicy.hash) ?? "'none'"
        text =
            "default-src 'none'; img-src data:; style-src \(PagePolicy.hash(style)); script-src \(scripts); "
            + "base-uri 'none'; form-action 'none'"
    }

    private static func hash(_ text: String) -> String {
        "'sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())'"
    }
}
