import Certification
import DelimitedText
import Foundation
import Glibc
import Testing

@testable import Reports

@Suite struct ReportFileTests {
    @Test func aDirectoryThatIsNotThereIsSaid() throws {
        let error = try #require(throws: ReportError.self) {
            _ = try ReportFile(path: "/nowhere/at/all.csv", permissions: 0o640)
        }
        #expect(error.code == .createFailed)
        #expect(error.errno == ENOENT)
        #expect(error.message == "Creating the report /nowhere/at/all.csv failed: No such file or directory.")
    }

    @Test func aFullDiskIsSaidWithWhatToDo() throws {
        let file = ReportFile(descriptor: open("/dev/full", O_WRONLY | O_CLOEXEC), path: "march.report.csv")
        let error = try #require(throws: ReportError.self) { try file.write("text") }
        #expect(error.code == .writeFailed)
        #expect(
            error.message
                == "Writing the report march.report.csv failed: No space left on device. Make space on the disk."
        )
    }

    @Test func aLinkIsNotFollowed() throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createSymbolicLink(
            atPath: "\(directory.path)/link.csv",
            withDestinationPath: "\(directory.path)/target.csv"
        )
        #expect(throws: ReportError.self) {
            _ = try ReportFile(path: "\(directory.path)/link.csv", permissions: 0o640)
        }
        #expect(!directory.exists("target.csv"))
    }

    @Test func permissionsAreAsGivenAndLeftoversAreReplaced() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/a.csv"
        try Data("a longer leftover".utf8).write(to: URL(fileURLWithPath: path))
        let file = try ReportFile(path: path, permissions: 0o664)
        try file.write("new")
        try file.finish()
        #expect(try directory.text(of: "a.csv") == "new")
        #expect(file.size == 3)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o664)
    }
}
