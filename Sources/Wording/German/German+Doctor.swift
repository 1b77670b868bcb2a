/// What is said about an installation.
extension German {
    public func advice(_ diagnosis: Diagnosis) -> Advice {
        switch diagnosis {
        case .configuration(let file, let fault):
            Advice(fault, "Berichtigen Sie es in \(file) und starten Sie den Dienst neu.")
        case .configurationWritable(let file):
            Advice(
                "Nicht nur der Besitzer kann in \(file) schreiben; so kann sich jemand selbst zum Administrator machen.",
                "Führen Sie aus: chmod go-w \(shellWord(file))"
            )
        case .accountMissing(let account, let file):
            Advice(
                "Der Administrator „\(account)“ hat auf diesem Rechner kein Konto; ihm kann keine Datei gehören.",
                "Legen Sie das Konto an (adduser \(shellWord(account))), oder berichtigen Sie „administrators“ in \(file)."
            )
        case .accountShutOut(let account, let path, let group):
            Advice(
                "Der Administrator „\(account)“ darf nicht in \(path) schreiben.",
                "Nehmen Sie ihn in die Gruppe des Ordners auf: "
                    + "usermod --append --groups \(shellWord(group)) \(shellWord(account))"
            )
        case .noGlobalAdministrator(let file):
            Advice(
                "Kein Administrator hat die Rolle global; niemand kann Lernende und Zertifizierungen ablegen.",
                "Geben Sie einem von ihnen „role: global“ in \(file)."
            )
        case .mailProgram(let program, let reason):
            Advice(
                "Das Mailprogramm \(program) lässt sich nicht starten: \(reason).",
                "Installieren Sie es (zum Beispiel: apt install msmtp-mta), oder nennen Sie mit „mail_command“ ein anderes."
            )
        case .mailTemplate(let fault):
            Advice(fault, "Prüfen Sie noch einmal mit „certdrop doctor“, dann starten Sie den Dienst neu.")
        case .folderMissing(let path, let mode, let account, let group):
            Advice(
                "Der Ordner \(path) fehlt.",
                "Starten Sie den Dienst neu, der ihn anlegt, oder führen Sie aus: "
                    + "install -d -m \(mode) -o \(shellWord(account)) -g \(shellWord(group)) \(shellWord(path))"
            )
        case .noFolder(let path):
            Advice(
                "\(path) ist kein Ordner.",
                "Räumen Sie es beiseite und starten Sie den Dienst neu, der den Ordner anlegt."
            )
        case .fileSystems(let path, let dropRoot):
            Advice(
                "\(path) liegt auf einem anderen Dateisystem als \(dropRoot); Dateien lassen sich nicht als Ganzes verschieben.",
                "Setzen Sie „state_directory“ auf einen Ordner im Dateisystem der Ablage, "
                    + "und hängen Sie in keinen von beiden etwas ein."
            )
        case .hidden(let path, let account):
            Advice(
                "Das Konto \(account) darf \(path) nicht ansehen; es wurde nicht geprüft.",
                "Rufen Sie es als root oder mit dem Konto des Dienstes auf: sudo certdrop doctor"
            )
        case .open(let path, let mode):
            Advice(
                "\(path) hat die Rechte \(mode): Nicht nur der Dienst kommt daran.",
                "Führen Sie aus: chmod go= \(shellWord(path))"
            )
        case .sticky(let path, let mode):
            Advice(
                "\(path) hat die Rechte \(mode), ohne Sticky-Bit: Einer kann die Datei eines anderen wegnehmen oder ersetzen.",
                "Führen Sie aus: chmod +t \(shellWord(path))"
            )
        case .writable(let path, let mode):
            Advice(
                "\(path) hat die Rechte \(mode): Nicht nur der Dienst kann darin schreiben.",
                "Führen Sie aus: chmod go-w \(shellWord(path))"
            )
        case .everyone(let path, let mode):
            Advice(
                "\(path) hat die Rechte \(mode): Jeder auf diesem Rechner kann die Platte mit Dateien füllen, "
                    + "die zurückgewiesen werden.",
                "Führen Sie aus: chmod o-w \(shellWord(path))"
            )
        case .owner(let path, let owner, let service):
            Advice(
                "\(path) gehört \(owner), das Konto des Dienstes ist aber \(service).",
                "Führen Sie aus: chown \(shellWord(service)) \(shellWord(path))"
            )
        case .leasesUnavailable(let path, let reason):
            Advice(
                "Der Kernel vergibt für Dateien in \(path) keine Leases (\(reason)) und kann nicht sagen, wann eine Datei "
                    + "vollständig ist: Sie muss erst „settle“ Sekunden stillstehen.",
                "Legen Sie die Ablage auf ein lokales Dateisystem, und führen Sie aus: sysctl fs.leases-enable=1"
            )
        case .leasesNotAllowed(let service):
            Advice(
                "Der Dienst läuft als \(service) ohne CAP_LEASE und darf den Kernel nicht fragen, wann die Datei eines "
                    + "anderen Kontos vollständig ist: Sie muss erst „settle“ Sekunden stillstehen.",
                "Ergänzen Sie „AmbientCapabilities=CAP_LEASE“ in der Unit (systemctl edit certdrop) und starten Sie den "
                    + "Dienst neu."
            )
        case .inotifyInstances(let used, let limit, let account):
            Advice(
                "Die Prozesse von \(account) belegen \(used) von \(limit) inotify-Instanzen, die der Kernel einem Konto gibt.",
                "Führen Sie aus: sysctl fs.inotify.max_user_instances=\(max(limit * 2, 1024))"
                    + " (damit es bleibt, auch in einer Datei in /etc/sysctl.d/)"
            )
        case .inotifyWatches(let used, let limit, let account):
            Advice(
                "Die Prozesse von \(account) belegen \(used) von \(limit) inotify-Watches, die der Kernel einem Konto gibt.",
                "Führen Sie aus: sysctl fs.inotify.max_user_watches=\(max(limit * 2, 65536))"
                    + " (damit es bleibt, auch in einer Datei in /etc/sysctl.d/)"
            )
        case .inotifyQueue(let limit):
            Advice(
                "Der Kernel merkt sich nur \(limit) inotify-Ereignisse; was er vergisst, findet der nächste Blick („rescan“).",
                "Führen Sie aus: sysctl fs.inotify.max_queued_events=16384"
                    + " (damit es bleibt, auch in einer Datei in /etc/sysctl.d/)"
            )
        case .diskFull(let path, let free):
            Advice(
                "Die Platte ist voll: Für \(path) bleiben \(bytes(free)).",
                "Schaffen Sie Platz, zum Beispiel durch „retention“, das alte Dateien entfernt; der Dienst macht von selbst weiter."
            )
        case .diskLow(let path, let free):
            Advice(
                "Die Platte ist fast voll: Für \(path) bleiben \(bytes(free)).",
                "Schaffen Sie Platz, zum Beispiel durch „retention“, das alte Dateien entfernt."
            )
        case .noInodes(let path, let free):
            Advice(
                "Das Dateisystem von \(path) nimmt nur noch \(grouped(Int(free))) Dateien auf.",
                "Räumen Sie alte Dateien aus done/ und outbox/sent/ weg."
            )
        case .clockBehind(let now, let run, let began):
            Advice(
                "Die Uhr sagt \(now), Lauf \(run) begann aber \(began).",
                "Stellen Sie die Uhr: timedatectl set-ntp true"
            )
        case .clockUnsynchronised:
            Advice(
                "Die Uhr wird mit keinem Zeitserver abgeglichen; ein Datum kann fälschlich als künftig gelten oder nicht.",
                "Führen Sie aus: timedatectl set-ntp true (gelingt das nicht, installieren Sie systemd-timesyncd oder chrony)"
            )
        case .databaseMissing(let path):
            Advice("Die Datenbank \(path) gibt es noch nicht.", "Starten Sie den Dienst, der sie anlegt.")
        case .databaseDamaged(let path, let detail):
            Advice(
                "Die Datenbank \(path) ist beschädigt: \(detail)",
                "Halten Sie den Dienst an, spielen Sie die letzte Sicherung zurück (siehe „certdrop help backup“) "
                    + "und starten Sie ihn wieder."
            )
        case .databaseOlder(let path):
            Advice(
                "Die Tabellen von \(path) sind die einer älteren Version; der Dienst stellt sie um, wenn er startet.",
                "Sichern Sie die Datenbank (certdrop backup DATEI), dann starten Sie den Dienst neu."
            )
        case .databaseNewer(let path):
            Advice(
                "Die Datenbank \(path) wurde von einer neueren Version von certdrop geschrieben; diese weist sie zurück.",
                "Installieren Sie die neuere Version wieder, oder spielen Sie eine Sicherung von vorher zurück."
            )
        case .databaseCopy(let path, let age):
            Advice(
                "\(path) wird seit einer Aktualisierung vor \(self.age(age)) aufbewahrt und enthält, was damals in der "
                    + "Datenbank stand, auch Personen, die seither gelöscht wurden.",
                "Will niemand zur älteren Version zurück, rufen Sie auf: rm \(shellWord(path))"
            )
        case .serviceOutdated(let process, let running, let installed):
            Advice(
                "Der Dienst (Prozess \(process)) läuft in Version \(running), installiert ist aber Version \(installed), "
                    + "oder sein Programm wurde ersetzt.",
                "Starten Sie den Dienst neu."
            )
        case .unitProgramMissing(let unit, let program):
            Advice(
                "Die Unit \(unit) startet \(program), das sich nicht ausführen lässt.",
                "Installieren Sie dort das Programm, oder berichtigen Sie ExecStart= und führen Sie aus: "
                    + "systemctl daemon-reload"
            )
        case .unitProgramDiffers(let unit, let program, let version, let own):
            Advice(
                "Die Unit \(unit) startet \(program), Version \(version); dies hier ist Version \(own).",
                "Installieren Sie eine Version, oder entfernen Sie das andere Programm."
            )
        case .notServed(let start): Advice("Kein Dienst läuft: Dateien warten.", "Führen Sie aus: \(start)")
        case .servedElsewhere(let process):
            Advice(
                "Ein anderer Dienst (Prozess \(process)), dessen Konfiguration ein anderes state_directory nennt "
                    + "oder dessen eigenes entfernt wurde, bedient diese Ablage.",
                "Geben Sie jedem Dienst eine eigene Ablage, und halten Sie Prozess \(process) an. Wurde sein "
                    + "state_directory entfernt, legen Sie es zurück, oder spielen Sie vor dem nächsten Start die letzte Sicherung ein."
            )
        case .silent(let process, let age):
            Advice(
                "Der Dienst (Prozess \(process)) läuft, hat aber seit \(self.age(age)) nicht in die Eingangsordner gesehen.",
                "Lesen Sie sein Protokoll (journalctl --unit certdrop), dann starten Sie ihn neu."
            )
        case .configurationRejected(let fault, let age, let reload):
            Advice(
                "Der Dienst bekam vor \(self.age(age)) eine Konfiguration, die er nicht verwenden kann, und hält sich an die "
                    + "bisherige: \(fault)",
                "Berichtigen Sie sie, und rufen Sie auf: \(reload)"
            )
        case .outage(_, let sentence, let age):
            Advice(
                "Der Dienst kann seit \(self.age(age)) nicht weitermachen: \(sentence)",
                "Tun Sie, was dort steht; der Dienst versucht es von selbst wieder."
            )
        case .metricsFolder(let path):
            Advice(
                "Der Dienst darf die Metriken nicht nach \(path) schreiben, oder der Ordner fehlt.",
                "Legen Sie den Ordner an und geben Sie ihn dem Konto des Dienstes, oder berichtigen Sie „metrics_file“."
            )
        case .fileWaits(let folder, let file, let age, let reason):
            Advice(
                "\(file) wartet in \(folder)/ seit \(self.age(age))." + (reason.map { " \($0)" } ?? ""),
                "Lassen Sie die Datei fertig schreiben oder neu ablegen; schreibt niemand mehr daran, "
                    + "lesen Sie das Protokoll des Dienstes."
            )
        case .uploadUnfinished(let folder, let file, let age):
            Advice(
                "\(file) in \(folder)/ ist ein Hochladen, das seit \(self.age(age)) nicht weitergeht.",
                "Lassen Sie es zu Ende bringen, oder entfernen Sie die Datei."
            )
        case .notRegular(let folder, let file, let kind):
            Advice(
                "\(file) in \(folder)/ wird nie übernommen. \(waiting(.notRegular(kind)))",
                "Entfernen Sie es, und legen Sie die Datei selbst ab."
            )
        case .runUnfinished(let run, let file, let age):
            Advice(
                "Lauf \(run) mit \(file) wurde vor \(self.age(age)) begonnen und ist nicht zu Ende.",
                "Starten Sie den Dienst, der ihn fortsetzt; läuft er schon, lesen Sie sein Protokoll."
            )
        case .stray(let run, let file, let folder, let config):
            Advice(
                "Lauf \(run) mit \(file) wurde für \(folder) begonnen; das gehört zu keiner Ablage der Konfiguration.",
                "Nehmen Sie diese Ablage wieder in \(config) auf, und starten Sie den Dienst neu, bis der Lauf zu Ende ist. "
                    + "Bis dahin geht nichts davon verloren."
            )
        case .orphan(let path, let dropRoot):
            Advice(
                "Die Datei \(path) gehört zu keinem Lauf, den die Datenbank kennt: "
                    + "Eine Sicherung wurde zurückgespielt, nachdem sie übernommen war.",
                "Sind ihre Zeilen noch zu importieren, führen Sie aus: "
                    + "mv \(shellWord(path)) \(shellWord(dropRoot))/import/recovered.csv (sonst entfernen Sie ihren Ordner)"
            )
        case .messagesWait(let count, let age, let reason):
            Advice(
                "\(messages(count)) im Postausgang, die älteste seit \(self.age(age))."
                    + (reason.map { " \($0)" } ?? ""),
                "Sehen Sie nach, was „certdrop outbox list“ sagt, beheben Sie es, und führen Sie aus: certdrop outbox send --all"
            )
        case .messagesNotFetched(let count, let age):
            Advice(
                "\(messages(count)) im Postausgang, die älteste seit \(self.age(age)), und niemand verschickt sie.",
                "Setzen Sie „deliver: true“, lassen Sie cron „certdrop outbox send“ aufrufen, "
                    + "oder lassen Sie ein anderes Programm sie abholen."
            )
        case .undeliverable(let count, let reason, let folder):
            Advice(
                (count == 1
                    ? "1 Nachricht ist unzustellbar." : "\(grouped(count)) Nachrichten sind unzustellbar.")
                    + (reason.map { " Die letzte: \($0)" } ?? ""),
                "Beheben Sie, was in \(folder) steht, und führen Sie aus: certdrop outbox retry "
                    + "(oder entfernen Sie, was dort liegt)"
            )
        }
    }

    private func messages(_ count: Int) -> String {
        count == 1 ? "1 Nachricht wartet" : "\(grouped(count)) Nachrichten warten"
    }

    private func age(_ seconds: Double) -> String { age(seconds, days: "Tagen") }

    public func diagnosed(faults: Int, warnings: Int) -> String {
        if faults + warnings == 0 { return "Alles in Ordnung." }
        var parts: [String] = []
        if faults > 0 { parts.append("\(faults) Fehler") }
        if warnings > 0 { parts.append(warnings == 1 ? "1 Warnung" : "\(warnings) Warnungen") }
        return parts.joined(separator: ", ") + "."
    }

    public func backedUp(_ path: String, bytes: Int64) -> String { "\(path): \(self.bytes(bytes)), geprüft." }

    public func outage(_ cause: OutageCause, sentence: String) -> String {
        "Der Dienst kann nicht weitermachen: \(sentence)"
    }

    public func outageMessage(_ cause: OutageCause, sentence: String, dropRoot: String) -> (
        subject: String, text: String
    ) {
        let subject =
            switch cause {
            case .diskFull: "certdrop kann nicht weitermachen: Die Platte ist voll"
            case .databaseDamaged: "certdrop kann nicht weitermachen: Die Datenbank ist beschädigt"
            case .machine: "certdrop kann nicht weitermachen"
            }
        let remedy =
            switch cause {
            case .diskFull:
                "Schaffen Sie Platz auf der Platte. Der Dienst versucht es von selbst wieder; bis dahin geht nichts verloren."
            case .databaseDamaged:
                "Halten Sie den Dienst an, spielen Sie die letzte Sicherung zurück, und starten Sie ihn wieder. "
                    + "Bis dahin warten Dateien in den Eingangsordnern."
            case .machine:
                "Der Dienst versucht es von selbst wieder. Bis dahin warten Dateien in den Eingangsordnern."
            }
        let text = """
            Der Dienst der Ablage \(dropRoot) kann nicht weitermachen:

            \(sentence)

            \(remedy)

            „certdrop doctor“ sagt auf dem Rechner mehr. Dies wird einmal gesagt, bis der Dienst weitermacht.
            """
        return (subject, text)
    }

    public func configurationMessage(fault: String, dropRoot: String) -> (subject: String, text: String) {
        let text = """
            Der Dienst der Ablage \(dropRoot) sollte seine Konfiguration neu lesen und kann sie nicht verwenden:

            \(fault)

            Die bisherige Konfiguration bleibt in Kraft. Berichtigen Sie die Datei, prüfen Sie sie auf jener Maschine mit \
            „certdrop doctor“, und laden Sie sie neu.
            """
        return ("certdrop behält seine alte Konfiguration: Die neue ist nicht verwendbar", text)
    }
}
