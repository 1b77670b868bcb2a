import Glibc

extension Descriptor {
    /// Waits until everything on this file's file system is on the disk: `syncfs(2)`, for many files at once.
    func synchroniseFileSystem(_ path: String) throws(MailError) {
        guard let syncfs = FileSystem.syncfs else {
            sync()
            return
        }
        guard syncfs(number) == 0 else { throw MailError(errno: errno, doing: "writing messages", path: path) }
    }
}

private enum FileSystem {
    /// Swift's Glibc module leaves out what is Linux's alone, so the function is looked up where it is linked anyway.
    static let syncfs: (@convention(c) (Int32) -> Int32)? = dlsym(nil, "syncfs").map {
        unsafeBitCast($0, to: (@convention(c) (Int32) -> Int32).self)
    }
}
