import Store
import SystemPackage

extension RunRecord {
    /// The drop root that the run belongs to: the one whose inbox the file was dropped into, or by whose settings the
    /// command line judged it; nil if it is none of these.
    ///
    /// A drop root that was moved takes its runs along, if it is the only one.
    ///
    /// - Parameter roots: at least one.
    public func root(among roots: [DropRoot]) -> DropRoot? {
        let place = isInPlace ? root.map { FilePath(bytes: $0) } ?? FilePath(roots[0].path) : FilePath(bytes: folder)
        let own = roots.first { (isInPlace ? FilePath($0.path) : $0.inbox(mode)) == place }
        return own ?? (roots.count == 1 && !FileSystem.exists(place) ? roots[0] : nil)
    }
}
