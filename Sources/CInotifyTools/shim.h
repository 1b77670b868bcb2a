#include <inotifytools/inotify.h>
#include <inotifytools/inotifytools.h>

// What the drop folder needs of Linux beside inotify, and Swift's Glibc module does not show because it is compiled
// without _GNU_SOURCE.
#include <sys/timex.h>
#include <sys/vfs.h>
#include <sys/xattr.h>

int sync_file_range(int file, long long offset, long long count, unsigned int flags);
int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned int flags);

enum { RENAME_WITHOUT_REPLACING = 1 << 0 }; // RENAME_NOREPLACE of renameat2(2)
enum { SET_LEASE = 1024 };                  // F_SETLEASE of fcntl(2)
enum { SYNC_RANGE_WRITE = 2 };              // SYNC_FILE_RANGE_WRITE of sync_file_range(2)
enum { UNNAMED_FILE = 020200000 };        // O_TMPFILE of open(2)
