import Certification
import Import
import Testing

@testable import Store

@Suite("Identity of awards")
struct CertificateIdentityTests {
    private static let header =
        "Username,Certification reference,Award date,Expiry date,Certificate number,Awarding body,Notes,Action\n"

    @Test("A new row is awarded, the same row again is unchanged, any number of times")
    func droppedAgain() throws {
        let trial = try Trial.filled()
        let file =
            Self.header + "jsmith,FA-01,2026-03-01,2029-03-01,N1,Red Cross,well done,\nmbrown,fs-02,2026-03-01,,,,,\n"
        #expect(try trial.run(file).outcomes == [.awarded, .awarded])
        let after = try trial.contents()
        for _ in 0..<3 {
            let again = try trial.run(file)
            #expect(again.outcomes == [.unchanged, .unchanged])
            #expect(try trial.contents() == after)
        }
    }

    @Test("The same key with other details is updated, once")
    func updated() throws {
        let trial = try Trial.filled()
        _ = try trial.run(Self.header + "jsmith,FA-01,2026-03-01,2029-03-01,N1,Red Cross,,\n")
        let corrected = Self.header + "jsmith,FA-01,2026-03-01,2028-03-01,N2,Red Cross,noted,\n"
        #expect(try trial.run(corrected).outcomes == [.updated])
        #expect(try trial.awards() == ["jsmith FA-01 2026-03-01 2028-03-01 N2 Red Cross noted"])
        #expect(try trial.run(corrected).outcomes == [.unchanged])
    }

    @Test(
        "Learner, certification and award date are found in every spelling",
        arguments: [
            "JSMITH,fa-01,1 Mar 2026", " jsmith ,FA-01,2026/03/01", "jsmith\u{A0},Fa-01,20260301",
            "JSmith,FA-01,2026-03-01T00:00:00Z",
        ]
    )
    func spellings(_ row: String) throws {
        let trial = try Trial.filled()
        _ = try trial.run("Username,Certification reference,Award date\njsmith,FA-01,2026-03-01\n")
        #expect(try trial.run("Username,Certification reference,Award date\n\(row)\n").outcomes == [.unchanged])
    }

    @Test("Username or e-mail, reference or name: both lead to the same award")
    func otherColumns() throws {
        let trial = try Trial.filled()
        _ = try trial.run("Username,Certification reference,Award date\njsmith,FA-01,2026-03-01\n")
        let judged = try trial.run(
            """
            Email,Certification name,Award date
            JO@example.org,First  Aid at Work,2026-03-01
            zoe@example.org,Fire Safety,2026-03-01

            """
        )
        #expect(judged.outcomes == [.unchanged, .awarded])
    }

    @Test("Another award date is another award")
    func anotherDate() throws {
        let trial = try Trial.filled()
        _ = try trial.run(Self.header + "jsmith,FA-01,2026-03-01,,,,,\n")
        #expect(try trial.run(Self.header + "jsmith,FA-01,2026-03-02,,,,,\n").outcomes == [.awarded])
        #expect(try trial.awards().count == 2)
    }

    @Test("Twice in one file is a duplicate of the first, or in conflict with it")
    func twiceInOneFile() throws {
        let trial = try Trial.filled()
        let judged = try trial.run(
            Self.header + """
                jsmith,FA-01,2026-03-01,,N1,,,
                mbrown,FA-01,2026-03-01,,,,,
                JSmith,fa-01,1 Mar 2026,,N1,,,award
                jsmith,FA-01,2026-03-01,,N2,,,
                jsmith,FA-01,2026-03-01,,N1,,,

                """
        )
        #expect(judged.outcomes == [.awarded, .awarded, .duplicate, .rejected, .duplicate])
        #expect(judged.rows.map(\.original) == [nil, nil, 2, nil, 2])
        #expect(judged.rows[3].finding == Finding(row: 5, reason: .duplicateConflict, value: "award", detail: "2"))
        #expect(try trial.awards().filter { $0.contains("jsmith") } == ["jsmith FA-01 2026-03-01 2029-03-01 N1"])
    }

    @Test("An empty expiry date is computed from the period of validity, and a certification without one never expires")
    func computedExpiry() throws {
        let trial = try Trial.filled()
        _ = try trial.run(
            Self.header + "jsmith,FS-02,2024-02-29,,,,,\njsmith,FA-01,2026-03-01,,,,,\njsmith,DR-03,2026-03-01,,,,,\n"
        )
        #expect(
            try trial.awards() == [
                "jsmith DR-03 2026-03-01 never", "jsmith FA-01 2026-03-01 2029-03-01",
                "jsmith FS-02 2024-02-29 2025-02-28",
            ]
        )
    }

    @Test(
        "A given expiry date stays when a file comes that leaves it empty or lacks the column",
        arguments: [
            "Username,Certification reference,Award date,Expiry date\njsmith,FA-01,2026-03-01,\n",
            "Username,Certification reference,Award date\njsmith,FA-01,2026-03-01\n",
        ]
    )
    func givenExpiryStays(_ file: String) throws {
        let trial = try Trial.filled()
        _ = try trial.run(Self.header + "jsmith,FA-01,2026-03-01,2027-01-01,,,,\n")
        #expect(try trial.run(file).outcomes == [.unchanged])
        #expect(try trial.awards() == ["jsmith FA-01 2026-03-01 2027-01-01"])
    }

    @Test("A column that the file does not have leaves alone what is stored, even when another is updated")
    func absentColumns() throws {
        let trial = try Trial.filled()
        _ = try trial.run(Self.header + "jsmith,FA-01,2026-03-01,2027-01-01,N1,Red Cross,noted,\n")
        let update = "Username,Certification reference,Award date,Certificate number\njsmith,FA-01,2026-03-01,N2\n"
        #expect(try trial.run(update).outcomes == [.updated])
        #expect(try trial.awards() == ["jsmith FA-01 2026-03-01 2027-01-01 N2 Red Cross noted"])
    }

    @Test("An empty cell of a column that the file has empties what is stored")
    func emptyCells() throws {
        let trial = try Trial.filled()
        _ = try trial.run(Self.header + "jsmith,FA-01,2026-03-01,2027-01-01,N1,Red Cross,noted,\n")
        #expect(try trial.run(Self.header + "jsmith,FA-01,2026-03-01,,,Red Cross,,\n").outcomes == [.updated])
        #expect(try trial.awards() == ["jsmith FA-01 2026-03-01 2027-01-01 Red Cross"])
    }

    @Test("An award is revoked once, stays revoked, and can be awarded again")
    func revocation() throws {
        let trial = try Trial.filled()
        let award = Self.header + "jsmith,FA-01,2026-03-01,,,,,\n"
        let revocation = Self.header + "jsmith,FA-01,2026-03-01,,,,,Revoke\n"
        #expect(try trial.run(revocation).reasons == [.awardUnknown])
        #expect(try trial.run(award).outcomes == [.awarded])
        #expect(try trial.run(revocation).outcomes == [.revoked])
        #expect(try trial.store.counts().awards == 0)
        #expect(try trial.run(revocation).outcomes == [.unchanged])
        #expect(try trial.run(award).outcomes == [.awarded])
        #expect(try trial.awards() == ["jsmith FA-01 2026-03-01 2029-03-01"])
        #expect(try trial.run(award).outcomes == [.unchanged])
    }

    @Test("Awarding and revoking the same award in one file is a conflict, and the first row holds")
    func awardAndRevocation() throws {
        let judged = try Trial.filled().run(
            Self.header + "jsmith,FA-01,2026-03-01,,,,,\njsmith,FA-01,2026-03-01,,,,,revoke\n"
        )
        #expect(judged.outcomes == [.awarded, .rejected])
        #expect(judged.reasons == [nil, .duplicateConflict])
    }

    @Test(
        "Learners hear of new awards only, and of none from a silent import",
        arguments: [
            (RunMode.import, 1), (.importSilent, 0), (.verify, 0),
        ]
    )
    func notices(_ mode: RunMode, _ expected: Int) throws {
        let trial = try Trial.filled()
        _ = try trial.run(Self.header + "jsmith,FA-01,2026-03-01,,N1,,,\n", mode: .importSilent)
        _ = try trial.run(
            Self.header
                + "jsmith,FA-01,2026-03-01,,N2,,,\nmbrown,FA-01,2026-03-01,,,,,\nmbrown,FA-01,2026-03-01,,,,,\n",
            mode: mode
        )
        #expect(try trial.contents(of: ["notice"]).count == expected)
    }

    @Test("Blank rows have no outcome, and rows keep the number that Excel shows")
    func blankRows() throws {
        let judged = try Trial.filled().run(
            """
            Username,Certification reference,Award date,Notes
            jsmith,FA-01,2026-03-01,"a note
            of two lines"
             ,\t,,

            mbrown,FA-01,2026-03-01,
            ,,,,,

            """
        )
        #expect(judged.rows.map(\.row) == [2, 5])
        #expect(judged.outcomes == [.awarded, .awarded])
    }

    @Test("Fields without a heading at the end do no harm if they are empty")
    func trailingFields() throws {
        let judged = try Trial.filled().run(
            "Username,Certification reference,Award date,,\njsmith,FA-01,2026-03-01,,\nmbrown,FA-01,2026-03-01, \nmbrown,FS-02,2026-03-01\n"
        )
        #expect(judged.outcomes == [.awarded, .awarded, .awarded])
    }

    @Test("A formula guard that certdrop wrote is taken off again")
    func formulaGuard() throws {
        let trial = try Trial.filled()
        _ = try trial.run(Self.header + "jsmith,FA-01,2026-03-01,,'=1+1,,'quoted',\n")
        #expect(try trial.awards() == ["jsmith FA-01 2026-03-01 2029-03-01 =1+1 'quoted'"])
    }
}

@Suite("Date order of a file")
struct DateOrderOfFileTests {
    @Test("A column that settles its order is read by it, and the report says so")
    func settled() throws {
        let trial = try Trial.filled()
        let judged = try trial.run(
            "Username,Certification reference,Award date\njsmith,FA-01,03/04/2026\nmbrown,FA-01,31/01/2026\n"
        )
        #expect(judged.outcomes == [.awarded, .awarded])
        #expect(try trial.awards().first { $0.contains("jsmith") }?.contains("2026-04-03") == true)
        #expect(
            judged.summary.assumptions == [
                "The dates in 'Award date' were read as dd/MM/yyyy, which the column settles."
            ]
        )
    }

    @Test("A column that is contradicted settles nothing")
    func contradicted() throws {
        let judged = try Trial.filled().run(
            """
            Username,Certification reference,Award date
            jsmith,FA-01,03/04/2026
            mbrown,FA-01,31/01/2026
            mbrown,FS-02,01/31/2026

            """
        )
        #expect(judged.rows[0].reasons == [.dateAmbiguous])
        #expect(judged.summary.assumptions.isEmpty)
    }

    @Test("Each column settles its own order")
    func columnByColumn() throws {
        let judged = try Trial.filled().run(
            """
            Username,Certification reference,Award date,Expiry date
            jsmith,FA-01,31/01/2026,03/04/2027
            mbrown,FA-01,01/02/2026,2027-01-01

            """
        )
        #expect(judged.rows.map(\.reasons) == [[.dateAmbiguous], []])
    }

    @Test(
        "The configured order holds, and is not asked of the column",
        arguments: [
            (DateOrder.dayMonthYear, "2026-04-03"), (.monthDayYear, "2026-03-04"),
        ]
    )
    func configured(_ order: DateOrder, _ expected: String) throws {
        let trial = try Trial.filled(settings: ImportSettings(dateOrder: order, today: Trial.today))
        let judged = try trial.run(
            "Username,Certification reference,Award date\njsmith,DR-03,03/04/2026\nmbrown,DR-03,31/12/2025\n"
        )
        #expect(try trial.awards().first == "jsmith DR-03 \(expected) never")
        #expect(judged.rows[1].reasons == (order == .dayMonthYear ? [] : [.dateInvalid]))
        #expect(judged.summary.assumptions.isEmpty)
    }

    @Test("In generated files, an ambiguous date is stored only if the column settles the order")
    func neverGuessed() throws {
        var random = SeededGenerator(seed: 21)
        let trial = try Trial.filled()
        for _ in 0..<60 {
            let isSettled = random.below(2) == 0
            var dates = (0..<8).map { _ in "\(1 + random.below(12))/\(1 + random.below(12))/\(1990 + random.below(30))"
            }
            if isSettled { dates[random.below(8)] = "\(13 + random.below(15))/\(1 + random.below(12))/2001" }
            let rows = dates.map { "jsmith,FA-01,\($0)" }.joined(separator: "\n")
            let judged = try trial.run("Username,Certification reference,Award date\n\(rows)\n", mode: .verify)
            for (date, row) in zip(dates, judged.rows) {
                let parts = date.split(separator: "/")
                let isOpen = parts[0] != parts[1] && (Int(parts[0]) ?? 0) <= 12
                #expect(row.reasons == (isOpen && !isSettled ? [.dateAmbiguous] : []), "\(dates)")
            }
        }
    }
}
