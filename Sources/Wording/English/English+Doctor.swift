/// What is said about an installation.
extension English {
    public func advice(_ diagnosis: Diagnosis) -> Advice {
        switch diagnosis {
        case .configuration(let file, let fault): Advice(fault, "Correct it in \(file), then restart the service.")
        case .configurationWritable(let file):
            Advice(
                "Others than its owner can write to \(file), and so make themselves administrators.",
                "Run: chmod go-w \(shellWord(file))"
            )
        case .accountMissing(let account, let file):
            Advice(
                "The administrator '\(account)' has no account on this machine, so no file can be theirs.",
                "Make the account (adduser \(shellWord(account))), or correct 'administrators' in \(file)."
            )
        case .accountShutOut(let account, let path, let group):
            Advice(
                "The administrator '\(account)' may not write to \(path).",
                "Put them into the group of the folder: usermod --append --groups \(shellWord(group)) \(shellWord(account))"
            )
        case .noGlobalAdministrator(let file):
            Advice(
                "No administrator has the role global, so nobody can drop learners and certifications.",
                "Give one of them 'role: global' in \(file)."
            )
        case .mailProgram(let program, let reason):
            Advice(
                "The mail program \(program) cannot be started: \(reason).",
                "Install it (apt install msmtp-mta, for one), or name another by 'mail_command'."
            )
        case .mailTemplate(let fault): Advice(fault, "Check again with 'certdrop doctor', then restart the service.")
        case .folderMissing(let path, let mode, let account, let group):
            Advice(
                "The folder \(path) is missing.",
                "Restart the service, which makes it, or run: "
                    + "install -d -m \(mode) -o \(shellWord(account)) -g \(shellWord(group)) \(shellWord(path))"
            )
        case .noFolder(let path):
            Advice("\(path) is no folder.", "Move it away and restart the service, which makes the folder.")
        case .fileSystems(let path, let dropRoot):
            Advice(
                "\(path) lies on another file system than \(dropRoot), so files cannot be moved there as a whole.",
                "Set 'state_directory' to a folder on the file system of the drop root, and mount nothing inside of either."
            )
        case .hidden(let path, let account):
            Advice(
                "The account \(account) may not look at \(path), so it was not checked.",
                "Run it as root or as the account of the service: sudo certdrop doctor"
            )
        case .open(let path, let mode):
            Advice(
                "\(path) has mode \(mode): others than the service can get at it.",
                "Run: chmod go= \(shellWord(path))"
            )
        case .sticky(let path, let mode):
            Advice(
                "\(path) has mode \(mode), without the sticky bit: one can take away or replace the file of another.",
                "Run: chmod +t \(shellWord(path))"
            )
        case .writable(let path, let mode):
            Advice(
                "\(path) has mode \(mode): others than the service can write to it.",
                "Run: chmod go-w \(shellWord(path))"
            )
        case .everyone(let path, let mode):
            Advice(
                "\(path) has mode \(mode): everyone on this machine can fill the disk with files that are refused.",
                "Run: chmod o-w \(shellWord(path))"
            )
        case .owner(let path, let owner, let service):
            Advice(
                "\(path) belongs to \(owner), but the account of the service is \(service).",
                "Run: chown \(shellWord(service)) \(shellWord(path))"
            )
        case .leasesUnavailable(let path, let reason):
            Advice(
                "The kernel grants no leases on files in \(path) (\(reason)), so it cannot say when an upload is complete: "
                    + "a file has to stand still for 'settle' seconds first.",
                "Put the drop root on a local file system, and run: sysctl fs.leases-enable=1"
            )
        case .leasesNotAllowed(let service):
            Advice(
                "The service runs as \(service) without CAP_LEASE, so it may not ask the kernel when the upload of another "
                    + "account is complete: a file has to stand still for 'settle' seconds first.",
                "Add 'AmbientCapabilities=CAP_LEASE' to the unit (systemctl edit certdrop), then restart the service."
            )
        case .inotifyInstances(let used, let limit, let account):
            Advice(
                "The processes of \(account) use \(used) of the \(limit) inotify instances that the kernel gives an account.",
                "Run: sysctl fs.inotify.max_user_instances=\(max(limit * 2, 1024))"
                    + " (and put the setting into a file in /etc/sysctl.d/ to keep it)"
            )
        case .inotifyWatches(let used, let limit, let account):
            Advice(
                "The processes of \(account) use \(used) of the \(limit) inotify watches that the kernel gives an account.",
                "Run: sysctl fs.inotify.max_user_watches=\(max(limit * 2, 65536))"
                    + " (and put the setting into a file in /etc/sysctl.d/ to keep it)"
            )
        case .inotifyQueue(let limit):
            Advice(
                "The kernel keeps only \(limit) inotify events; files that it forgets are found by the next look ('rescan').",
                "Run: sysctl fs.inotify.max_queued_events=16384"
                    + " (and put the setting into a file in /etc/sysctl.d/ to keep it)"
            )
        case .diskFull(let path, let free):
            Advice(
                "The disk is full: \(bytes(free)) are left for \(path).",
                "Make space, by 'retention', which removes old files, for one; the service goes on by itself."
            )
        case .diskLow(let path, let free):
            Advice(
                "The disk is nearly full: \(bytes(free)) are left for \(path).",
                "Make space, by 'retention', which removes old files, for one."
            )
        case .noInodes(let path, let free):
            Advice(
                "The file system of \(path) takes only \(grouped(Int(free))) more files.",
                "Move old files out of done/ and outbox/sent/."
            )
        case .clockBehind(let now, let run, let began):
            Advice(
                "The clock says \(now), but run \(run) began at \(began).",
                "Set the clock: timedatectl set-ntp true"
            )
        case .clockUnsynchronised:
            Advice(
                "The clock is not synchronised with a time server, so dates may be taken for future ones, or not.",
                "Run: timedatectl set-ntp true (install systemd-timesyncd or chrony if that fails)"
            )
        case .databaseMissing(let path):
            Advice("There is no database \(path) yet.", "Start the service, which makes it.")
        case .databaseDamaged(let path, let detail):
            Advice(
                "The database \(path) is damaged: \(detail)",
                "Stop the service, restore the last backup (see 'certdrop help backup'), and start it again."
            )
        case .databaseOlder(let path):
            Advice(
                "The tables of \(path) are those of an older version; the service migrates them when it starts.",
                "Make a backup (certdrop backup FILE), then restart the service."
            )
        case .databaseNewer(let path):
            Advice(
                "The database \(path) was written by a newer version of certdrop, and this one refuses it.",
                "Install the newer version again, or restore a backup from before the upgrade."
            )
        case .databaseCopy(let path, let age):
            Advice(
                "\(path) has been kept since an update \(self.age(age)) ago, and holds what the database held then, people "
                    + "included who were erased since.",
                "If nobody wants to go back to the older version, run: rm \(shellWord(path))"
            )
        case .serviceOutdated(let process, let running, let installed):
            Advice(
                "The service (process \(process)) runs version \(running), but version \(installed) is installed, "
                    + "or its program was replaced.",
                "Restart the service."
            )
        case .unitProgramMissing(let unit, let program):
            Advice(
                "The unit \(unit) starts \(program), which cannot be run.",
                "Install the program there, or correct ExecStart= and run: systemctl daemon-reload"
            )
        case .unitProgramDiffers(let unit, let program, let version, let own):
            Advice(
                "The unit \(unit) starts \(program), which is version \(version); this is version \(own).",
                "Install one version, or remove the other program."
            )
        case .notServed(let start): Advice("No service is running: files wait.", "Run: \(start)")
        case .servedElsewhere(let process):
            Advice(
                "Another service (process \(process)), whose configuration names another state directory or whose "
                    + "own was removed, serves this drop root.",
                "Give each service a drop root of its own, and stop process \(process). If its state directory was "
                    + "removed, put it back, or restore the last backup before the next start."
            )
        case .silent(let process, let age):
            Advice(
                "The service (process \(process)) runs, but has not looked at the inboxes for \(self.age(age)).",
                "See its log (journalctl --unit certdrop), then restart it."
            )
        case .configurationRejected(let fault, let age, let reload):
            Advice(
                "The service was given a configuration \(self.age(age)) ago that it cannot use, and goes by the one before: "
                    + "\(fault)",
                "Correct it, and run: \(reload)"
            )
        case .outage(_, let sentence, let age):
            Advice(
                "The service has not been able to go on for \(self.age(age)): \(sentence)",
                "Do what it says; the service tries again by itself."
            )
        case .metricsFolder(let path):
            Advice(
                "The service may not write the metrics to \(path), or there is no such folder.",
                "Make the folder and give it to the account of the service, or correct 'metrics_file'."
            )
        case .fileWaits(let folder, let file, let age, let reason):
            Advice(
                "\(file) has been waiting in \(folder)/ for \(self.age(age))." + (reason.map { " \($0)" } ?? ""),
                "Let its uploader finish or drop it again; if nothing writes to it any more, see the log of the service."
            )
        case .uploadUnfinished(let folder, let file, let age):
            Advice(
                "\(file) in \(folder)/ is an upload that has not grown for \(self.age(age)).",
                "Let its uploader finish it, or remove it."
            )
        case .notRegular(let folder, let file, let kind):
            Advice(
                "\(file) in \(folder)/ is never taken. \(waiting(.notRegular(kind)))",
                "Remove it, and drop the file itself."
            )
        case .runUnfinished(let run, let file, let age):
            Advice(
                "Run \(run), of \(file), was begun \(self.age(age)) ago and has not ended.",
                "Start the service, which goes on with it; if it runs already, see its log."
            )
        case .stray(let run, let file, let folder, let config):
            Advice(
                "Run \(run), of \(file), was begun for \(folder), which belongs to no drop root of the configuration.",
                "Put that drop root back into \(config) and restart the service, until the run has ended. "
                    + "Nothing of it is lost meanwhile."
            )
        case .orphan(let path, let dropRoot):
            Advice(
                "The file \(path) belongs to no run that the database knows: a backup was restored after it was taken.",
                "If its rows are still to be imported, run: mv \(shellWord(path)) \(shellWord(dropRoot))/import/recovered.csv"
                    + " (otherwise remove its folder)"
            )
        case .messagesWait(let count, let age, let reason):
            Advice(
                "\(messages(count)) in the outbox, the oldest for \(self.age(age))." + (reason.map { " \($0)" } ?? ""),
                "See what 'certdrop outbox list' says, mend it, and run: certdrop outbox send --all"
            )
        case .messagesNotFetched(let count, let age):
            Advice(
                "\(messages(count)) in the outbox, the oldest for \(self.age(age)), and nobody sends them.",
                "Set 'deliver: true', let cron run 'certdrop outbox send', or let another program take them."
            )
        case .undeliverable(let count, let reason, let folder):
            Advice(
                (count == 1 ? "1 message cannot be delivered." : "\(grouped(count)) messages cannot be delivered.")
                    + (reason.map { " The last: \($0)" } ?? ""),
                "Correct what \(folder) says, and run: certdrop outbox retry (or remove what is there)"
            )
        }
    }

    private func messages(_ count: Int) -> String {
        count == 1 ? "1 message waits" : "\(grouped(count)) messages wait"
    }

    private func age(_ seconds: Double) -> String { age(seconds, days: "days") }

    public func diagnosed(faults: Int, warnings: Int) -> String {
        if faults + warnings == 0 { return "All is well." }
        var parts: [String] = []
        if faults > 0 { parts.append(faults == 1 ? "1 fault" : "\(faults) faults") }
        if warnings > 0 { parts.append(warnings == 1 ? "1 warning" : "\(warnings) warnings") }
        return parts.joined(separator: ", ") + "."
    }

    public func backedUp(_ path: String, bytes: Int64) -> String { "\(path): \(self.bytes(bytes)), checked." }

    public func outage(_ cause: OutageCause, sentence: String) -> String {
        "The service cannot go on: \(sentence)"
    }

    public func outageMessage(_ cause: OutageCause, sentence: String, dropRoot: String) -> (
        subject: String, text: String
    ) {
        let subject =
            switch cause {
            case .diskFull: "certdrop cannot go on: the disk is full"
            case .databaseDamaged: "certdrop cannot go on: the database is damaged"
            case .machine: "certdrop cannot go on"
            }
        let remedy =
            switch cause {
            case .diskFull: "Make space on the disk. The service tries again by itself, and nothing is lost meanwhile."
            case .databaseDamaged:
                "Stop the service, restore the last backup, and start the service again. Files wait in the inboxes meanwhile."
            case .machine: "The service tries again by itself. Files wait in the inboxes meanwhile."
            }
        let text = """
            The service of the drop root \(dropRoot) cannot go on:

            \(sentence)

            \(remedy)

            'certdrop doctor' on that machine says more. This is said once, until the service goes on.
            """
        return (subject, text)
    }

    public func configurationMessage(fault: String, dropRoot: String) -> (subject: String, text: String) {
        let text = """
            The service of the drop root \(dropRoot) was told to read its configuration again, and cannot use it:

            \(fault)

            The configuration that it had before stays in force. Correct the file, ask 'certdrop doctor' on that machine \
            whether it is right now, and reload it.
            """
        return ("certdrop keeps its old configuration: the new one cannot be used", text)
    }
}
