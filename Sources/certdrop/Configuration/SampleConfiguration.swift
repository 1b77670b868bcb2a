/// The commented configuration that `certdrop init` writes.
enum SampleConfiguration {
    static func text(dropRoot: String, stateDirectory: String, account: String, name: String, email: String) -> String {
        """
        # The configuration of certdrop. What stands behind a hash sign is the default.

        # The folder that people and systems reach: it holds verify/, import/, import-silent/, done/, failed/, outbox/.
        drop_root: \(quoted(dropRoot))

        # Several of them in place of one, each with a name, a path, and what it says otherwise than this file:
        # administrators, language, date_order, … down to limits.
        #drop_roots:
        #  - name: sales
        #    path: /srv/certdrop/sales
        #  - name: nursing
        #    path: /srv/certdrop/nursing
        #    language: de

        # The database and the spool; nobody else's business. On the same file system as the drop root.
        state_directory: \(quoted(stateDirectory))

        # Who may drop files: the owner of a file is its uploader.
        # role: global (everything) or certifications (certificates, award rules and completions).
        administrators:
          - account: \(quoted(account))
            name: \(quoted(name))
            email: \(quoted(email))
            role: global

        # Told of files that were refused because their owner is no administrator, and when the service cannot go on.
        #contact: it@example.org

        # The sender of all messages.
        #mail_from: certdrop@HOSTNAME

        # Messages lie in outbox/ for another program to send; true: the service sends them, by mail_command.
        #deliver: false

        # What a message is handed to for sending, on its standard input.
        #mail_command: [/usr/sbin/sendmail, -t, -i]

        # A folder of Mustache templates that take the place of the built-in messages.
        #mail_templates: /etc/certdrop/templates

        # Named in messages to learners and in Open Badges.
        #organisation: Example Ltd

        # The language of reports and messages: en (English) or de (German).
        #language: en

        # Where a browser reaches the drop root; messages then link to the reports. Without it they name the path.
        #report_base_url: https://files.example.org/certdrop

        # Reports up to this size are attached to messages.
        #attach_up_to: 512 KiB

        # import-rest: good rows are imported although others are rejected. reject-file: all or nothing.
        #on_rejection: import-rest

        # Refuse a file with more than this share of rejected rows, in percent. Off by default.
        #max_rejected_percent: 20

        # How dates such as 03/04/2026 are meant: dd/MM/yyyy or MM/dd/yyyy. Without it, each column must settle it.
        #date_order: dd/MM/yyyy

        # More headings for a column than those that certdrop knows.
        #column_aliases:
        #  Username: [Personnel number]

        # More words for what learners did, in completions files: completed, passed, attended, or none of these.
        #status_words:
        #  passed: [geslaagd]
        #  none: [gezakt]

        # Larger files, longer rows or fields, and more columns or rows are refused.
        #limits:
        #  file_size: 4 GiB
        #  row_length: 1 MiB
        #  field_length: 64 KiB
        #  columns: 1000
        #  rows: 100000000

        # So many runs are listed; older ones are forgotten, and their files and reports stay.
        #keep_runs: 100000

        # How long what certdrop has put into the drop root is kept. For good by default.
        #retention:
        #  done: 1y
        #  failed: 1y
        #  sent: 90d
        #  undeliverable: 90d

        # Lists the awards that expire within a time once a month, and reminds learners so long before. Off by default.
        #expiring:
        #  report_within: 60d
        #  day_of_month: 1
        #  reminders: [60d, 14d]

        # Seconds that a file must stand still where the kernel cannot tell that it is complete.
        #settle: 2

        # Seconds between looks at the inboxes that no event asked for.
        #rescan: 60

        # Seconds that a run in hand may go on when the service is stopped; else it begins again at the next start.
        #stop_grace: 10

        # A file of metrics for the textfile collector of Prometheus's node exporter. Off by default.
        #metrics_file: /var/lib/prometheus/node-exporter/certdrop.prom

        # trace, debug, info, notice, warning, error or critical.
        #log_level: info

        """
    }

    /// A YAML scalar in double quotes.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.properties.generalCategory == .control:
                "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
