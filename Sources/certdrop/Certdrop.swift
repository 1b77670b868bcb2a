import ArgumentParser
import DropFolder
import Foundation
import Glibc
import Store

/// The command line.
struct Certdrop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certdrop",
        abstract: "Awards certifications in bulk, from CSV files that are dropped into a folder.",
        discussion: """
            Exit status: 0 all well; 1 rows or a file were rejected, or something was found that needs attention; 2 used \
            wrongly; 70 a fault of the program or the machine.
            """,
        version: Program.version,
        subcommands: [
            InitCommand.self, WatchCommand.self, VerifyCommand.self, ImportCommand.self, TemplateCommand.self,
            LearnersCommand.self, CertificationsCommand.self, AwardsCommand.self, RunsCommand.self,
            OutboxCommand.self, StatusCommand.self, DoctorCommand.self, BackupCommand.self,
        ]
    )
}

enum Program {
    static let version = "0.1.0"
}

/// What the process ends with.
enum ExitStatus {
    static let rejected = ExitCode(1)
    static let usedWrongly = ExitCode(2)
    static let fault = ExitCode(70)
}

@main
enum Main {
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        // Else libdispatch tells syslog at each start that it may not raise the priority of its threads, as no account may.
        setenv("LIBDISPATCH_LOG", "NO", 0)
        do {
            var command = try Certdrop.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch let error as ConfigurationError {
            Terminal.complain(error.message)
            exit(ExitStatus.usedWrongly.rawValue)
        } catch let error as DropFolderError where error.code == .notUsable {
            Terminal.complain(error.message)
            exit(ExitStatus.usedWrongly.rawValue)
        } catch let error as StoreError where error.code == .newerSchema {
            // Trying again would not help.
            Terminal.complain(error.message)
            exit(ExitStatus.usedWrongly.rawValue)
        } catch {
            let code = Certdrop.exitCode(for: error)
            switch code {
            case .success:
                print(Certdrop.message(for: error))
                exit(0)
            case .validationFailure:
                Terminal.write(Terminal.printable(Certdrop.fullMessage(for: error)) + "\n", to: STDERR_FILENO)
                exit(ExitStatus.usedWrongly.rawValue)
            default:
                Terminal.complain("\(error)")
                exit(ExitStatus.fault.rawValue)
            }
        }
    }
}
