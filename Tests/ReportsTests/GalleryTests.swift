import Foundation
import Reports
import Testing

@Suite struct GalleryTests {
    /// Leaves a page of every kind in the directory that `REPORTS_GALLERY` names, for `Browser/check.py` to open.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["REPORTS_GALLERY"] != nil))
    func aReportOfEveryKindIsWritten() throws {
        let directory = try #require(ProcessInfo.processInfo.environment["REPORTS_GALLERY"])
        for run in Gallery.all {
            let written = try run.write(to: directory)
            #expect(written.page.bytes < 2_000_000)
        }
        let status = try StatusPage.render(Gallery.status)
        try Data(status.utf8).write(to: URL(fileURLWithPath: "\(directory)/status.html"))
    }
}
