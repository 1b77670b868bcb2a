import Certification
import Testing

@Suite("Excel's damage")
struct ExcelDamageTests {
    @Test(
        "A username is found whatever a word processor or Excel put around it",
        arguments: [
            "“jsmith”", "‘jsmith’", "\u{A0}jsmith\u{A0}", "\u{200B}jsmith", "\"\"\"jsmith\"\"\"", "JSMITH\u{202F}",
            "'jsmith'", "\u{200F}jsmith\u{200F}", "\u{202A}jsmith\u{202C}", "\u{2066}\u{A0}jsmith \u{2069}",
        ]
    )
    func username(_ text: String) throws {
        let judged = try Trial.filled().run("Username,Certification reference,Award date\n\(text),FA-01,2026-03-01\n")
        #expect(judged.outcomes == [.awarded])
    }

    @Test("The apostrophe that makes a text of a number is no part of it", arguments: ["'00123", "00123", " '00123 "])
    func textMark(_ username: String) throws {
        let trial = try Trial.filled()
        _ = try trial.run(
            "Username,Certification reference,Award date,Certificate number\n\(username),FA-01,'2026-03-01,'0042\n"
        )
        #expect(try trial.awards() == ["00123 FA-01 2026-03-01 2029-03-01 0042"])
    }

    @Test(
        "A formula that is nothing but a text is that text",
        arguments: ["=\"00123\"", "\"=\"\"00123\"\"\"", " =\"00123\" "]
    )
    func textFormula(_ username: String) throws {
        let trial = try Trial.filled()
        _ = try trial.run(
            "Username,Certification reference,Award date,Certificate number,Awarding body,Notes\n"
                + "\(username),FA-01,=\"2026-03-01\",=\"0042\",=\"\",=\"a\"&\"b\"\n"
        )
        #expect(try trial.awards() == ["00123 FA-01 2026-03-01 2029-03-01 0042 =\"a\"&\"b\""])
    }

    @Test("A row that is longer than the header, but blank there, is right unless a comma divided one of its texts")
    func longerThanTheHeader() throws {
        let header = "Username,Certification reference,Award date,Awarding body,Notes"
        let rows = [
            "jsmith,FA-01,2026-03-01,Red Cross,,,", "jsmith,FS-02,2026-03-01,Red Cross,\"Said yes, then left\",",
            "mbrown,FA-01,2026-03-01,City, Guilds,",
        ]
        let file = ([header] + rows).joined(separator: "\n") + "\n"
        #expect(try Trial.filled().run(file).reasons == [nil, nil, .rowTooManyFields])
        // Where the header is as long, that is how the file is made.
        let padded = file.replacing(header, with: header + ",,")
        #expect(try Trial.filled().run(padded).reasons == [nil, nil, nil])
    }

    @Test("Names with typographic apostrophes and dashes are those with plain ones")
    func typography() throws {
        let trial = try Trial()
        _ = try trial.run("Username,First name,Surname\no’brien,A,B\nd'arcy,A,B\n")
        _ = try trial.run("Certification reference,Certification name\nFA–01,Driver’s “Basic” Licence\n")
        let judged = try trial.run(
            """
            Username,Certification reference,Certification name,Award date
            o'brien,FA-01,"Driver's ""Basic"" Licence",2026-03-01
            d’arcy,FA-01,"Driver‘s „Basic“ Licence",2026-03-01

            """
        )
        #expect(judged.outcomes == [.awarded, .awarded])
    }

    @Test(
        "A date that became a number is told, with the date that it may be",
        arguments: ["46112", "46112.5", "46112,25"]
    )
    func serial(_ text: String) throws {
        let judged = try Trial.filled().run(
            "Username;Certification reference;Award date\njsmith;FA-01;\(text)\n"
        )
        #expect(judged.reasons == [.excelDateSerial])
        #expect(judged.rows[0].finding?.detail == "2026-03-31")
    }

    @Test("Dates that a spreadsheet program turned in part are not taken for what the others settle")
    func turnedDates() throws {
        let judged = try Trial.filled().run(
            """
            Username,Certification reference,Award date
            jsmith,FA-01,31/01/2024
            jsmith,FS-02,3/4/2024
            jsmith,DR-03,13/02/2024

            """
        )
        #expect(judged.reasons == [nil, .dateAmbiguous, nil])
        #expect(judged.summary.assumptions.contains { $0.contains("written in two ways") })
    }

    @Test("Blank columns and rows at the end are passed over, and so is a sep= line")
    func blankRest() throws {
        let judged = try Trial.filled().run(
            "sep=;\r\nUsername;Certification reference;Award date;;\r\njsmith;FA-01;2026-03-01;;\r\n;;;;\r\n\r\n;;;;;;\r\n"
        )
        #expect(judged.outcomes == [.awarded])
    }

    @Test(
        "Columns that were moved against their headings are pointed out",
        arguments: [
            (
                "Username,Certification reference,Award date,Notes\njsmith,FA-01,x,2026-03-01\n",
                "The column 'Award date' holds no dates, but the column 'Notes' does."
            ),
            (
                "Username,Certification reference,Award date,Notes\njsmith,FA-01,x,2026-03-01\nmbrown,FA-01,y,later\n",
                "The column 'Award date' holds no dates. Was it moved"
            ),
            (
                "User ID,Certification reference,Award date\njo@example.org,FA-01,2026-03-01\n",
                "The values in the column 'User ID' are e-mail addresses."
            ),
            (
                "Username,Certification reference,Award date\njo@example.org,FA-01,2026-03-01\njsmith,FA-01,2026-03-01\n",
                "Some values in the column 'Username' are e-mail addresses."
            ),
            (
                "Username,Email,Certification reference,Award date\njo@example.org,jsmith,FA-01,2026-03-01\n",
                "The column 'Username' holds e-mail addresses and the column 'Email' none. Were the two interchanged?"
            ),
            (
                "Email,Certification reference,Award date\njsmith,FA-01,2026-03-01\n",
                "The column 'Email' holds no e-mail addresses."
            ),
        ]
    )
    func movedColumns(_ text: String, _ hint: String) throws {
        let judged = try Trial.filled().run(text)
        #expect(judged.summary.assumptions.contains { $0.hasPrefix(hint) }, "\(judged.summary.assumptions)")
    }

    @Test("Usernames that are e-mail addresses are nothing to remark upon")
    func addressesAsUsernames() throws {
        let trial = try Trial.filled()
        _ = try trial.run("Username,First name,Surname\nx@example.org,A,B\n")
        let judged = try trial.run("Username,Certification reference,Award date\nx@example.org,FA-01,2026-03-01\n")
        #expect(judged.outcomes == [.awarded])
        #expect(judged.summary.assumptions.isEmpty)
    }

    @Test("An unknown username or e-mail address is told with the one that was likely meant")
    func suggestions() throws {
        let judged = try Trial.filled().run(
            """
            Username,Email,Certification reference,Award date
            jsmiht,,FA-01,2026-03-01
            123,,FA-01,2026-03-01
            zoe,,FA-01,2026-03-01
            ,jo@exmaple.org,FA-01,2026-03-01
            ,jo@elsewhere.net,FA-01,2026-03-01
            twin3,,FA-01,2026-03-01

            """
        )
        #expect(
            judged.rows.map { $0.finding?.suggestion } == ["jsmith", "00123", "zoë", "jo@example.org", nil, nil]
        )
    }
}
