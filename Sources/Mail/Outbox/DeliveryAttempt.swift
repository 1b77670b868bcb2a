import Foundation
import Glibc
import Synchronization

/// Runs the delivery command once, with a message as its standard input: `posix_spawn(3)`, no shell.
struct DeliveryAttempt {
    let command: DeliveryCommand

    /// So many bytes of what the program says are kept.
    private static let longestOutput = 4096

    /// Waits until the program has ended, or kills it when its time is up.
    ///
    /// Throws ``MailError/Code/command`` if it cannot be started, which is no fault of the message.
    func run(message: borrowing Descriptor) throws(MailError) -> DeliveryResult {
        let input = message.number
        let (process, output) = try DeliveryAttempt.spawning.withLock { _ throws(MailError) in try start(input) }
        return wait(for: process, output: Descriptor(number: output))
    }

    /// One at a time, so that no program inherits the pipe of another.
    private static let spawning = Mutex(())

    /// The process, and the end of a pipe to read from what it says.
    private func start(_ input: Int32) throws(MailError) -> (process: pid_t, output: Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw MailError(errno: errno, doing: "starting the mail program", path: command.program)
        }
        defer { close(ends[1]) }
        do throws(MailError) {
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
            return (try spawn(input: input, output: ends[1]), ends[0])
        } catch {
            close(ends[0])
            throw error
        }
    }

    /// In a process group of its own, so that a Ctrl-C lets it finish the message in hand, and with no signal blocked
    /// or ignored, whatever this process does about signals.
    private func spawn(input: Int32, output: Int32) throws(MailError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var arguments = ([command.program] + command.arguments).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let number = posix_spawnp(&process, command.program, &actions, &attributes, &arguments, environ)
        guard number == 0 else { throw cannotStart(number) }
        return process
    }

    private func cannotStart(_ number: Int32) -> MailError {
        let cause = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return MailError(
            .command,
            "The mail program '\(MailError.printable(command.program))' cannot be started: \(cause)."
                + " Install it, or name another in the configuration.",
            errorNumber: number
        )
    }

    private func wait(for process: pid_t, output: borrowing Descriptor) -> DeliveryResult {
        let deadline = ContinuousClock.now + .seconds(command.timeout)
        var said: [UInt8] = []
        var isOpen = true
        var pause: UInt32 = 100
        while true {
            var status: Int32 = 0
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process || ended < 0 && errno != EINTR {
                if isOpen { _ = DeliveryAttempt.drain(output, into: &said) }
                let text = String(decoding: said, as: UTF8.self)
                return ended == process
                    ? DeliveryResult(waitStatus: status, output: text)
                    : .failed(reason: "How the mail program ended cannot be told.")
            }
            if ContinuousClock.now >= deadline {
                kill(-process, SIGKILL)
                while waitpid(process, &status, 0) < 0 && errno == EINTR {}
                return .failed(reason: "The mail program took longer than \(Int(command.timeout)) seconds.")
            }
            // Something that the program left running may keep the pipe open, so the end of it is not waited for alone.
            if isOpen {
                var waiting = pollfd(fd: output.number, events: Int16(POLLIN), revents: 0)
                _ = poll(&waiting, 1, 50)
                isOpen = DeliveryAttempt.drain(output, into: &said)
            } else {
                usleep(pause)
                pause = min(pause * 2, 50_000)
            }
        }
    }

    /// Takes what can be read now. False when the other end is closed.
    private static func drain(_ output: borrowing Descriptor, into said: inout [UInt8]) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1024)
        while true {
            let count = read(output.number, &chunk, chunk.count)
            if count > 0 {
                said.append(contentsOf: chunk[..<count].prefix(longestOutput - said.count))
            } else if count == 0 {
                return false
            } else if errno != EINTR {
                return errno == EAGAIN
            }
        }
    }
}
