/// Where the reports of a run are written, and under which names they will find each other when they are published.
public struct ReportPlaces: Sendable {
    /// A report to be: where it is written now, and what it will be called.
    public struct Place: Sendable {
        /// Where to write it. What stands there is replaced.
        public var path: String
        /// Its final name, for people.
        public var name: String
        /// Its final name, as the page links to it.
        public var link: RelativeLink

        /// - Parameters:
        ///   - path: where to write it.
        ///   - fileName: the bytes of its final name; they need not be UTF-8.
        public init(path: String, fileName: some Collection<UInt8>) {
            self.path = path
            name = String(decoding: fileName, as: UTF8.self)
            link = RelativeLink(path: fileName)
        }

        public init(path: String, fileName: String) {
            self.init(path: path, fileName: Array(fileName.utf8))
        }
    }

    public var page: Place
    public var table: Place
    public var corrections: Place

    public init(page: Place, table: Place, corrections: Place) {
        self.page = page
        self.table = table
        self.corrections = corrections
    }

    /// `STEM.report.html`, `STEM.report.csv` and `STEM.corrections.csv` in a directory, under their final names.
    public init(directory: String, stem: String) {
        func place(_ suffix: String) -> Place {
            Place(path: "\(directory)/\(stem)\(suffix)", fileName: stem + suffix)
        }
        self.init(
            page: place(".report.html"),
            table: place(".report.csv"),
            corrections: place(".corrections.csv")
        )
    }
}

/// The reports of a run, on disk.
public struct WrittenReports: Sendable, Equatable {
    /// One report, complete and flushed.
    public struct File: Sendable, Equatable {
        public var path: String
        public var bytes: Int
    }

    public var page: File
    public var table: File
    /// nil if no row was rejected.
    public var corrections: File?
}
