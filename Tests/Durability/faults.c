/* Preloaded into the program under test: counts its calls that change files, from all threads, and lets the n-th one be
 * its last, or fail.
 *
 *     FAULTS_AT=n           the number of the call; 0 or unset: only count
 *     FAULTS_ERRNO=e        the call fails with this error number; unset: the process is killed instead, before the call
 *     FAULTS_TORN=1         half of what a write has to write is written before the process is killed
 *     FAULTS_WHILE=FILE     every call from the n-th on fails while FILE exists
 *     FAULTS_CALLS=change   which calls count: change (default), open (also opening for reading), read (also reading)
 *     FAULTS_ONLY=NAME      only calls of this name count
 *     FAULTS_LOG=FILE       a line for each call that counts
 *     FAULTS_NO_LEASES=1    the kernel grants no leases, as on many network file systems
 *     FAULTS_NO_EVENTS=1    folders are watched for nothing that ever happens, as on a file system without events
 *
 * The program reaches the kernel only through libc, and so does libsqlite3, whose calls go through the same symbols.
 * Unlike `strace -e inject=…:when=n`, which counts per thread, this counts the calls of the process in their order. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CHANGE, OPEN, READ };

static atomic_long calls;
static long at;
static int error, torn, classes;
static const char *persists, *only;
static int log_file = -1;

static void write_log(const char *line, size_t length) {
    if (log_file >= 0) syscall(SYS_write, log_file, line, length);
}

__attribute__((constructor)) static void set_up(void) {
    const char *text = getenv("FAULTS_AT");
    at = text ? atol(text) : 0;
    text = getenv("FAULTS_ERRNO");
    error = text ? atoi(text) : 0;
    torn = getenv("FAULTS_TORN") != NULL;
    persists = getenv("FAULTS_WHILE");
    only = getenv("FAULTS_ONLY");
    text = getenv("FAULTS_CALLS");
    classes = !text ? CHANGE : strcmp(text, "open") == 0 ? OPEN : strcmp(text, "read") == 0 ? READ : CHANGE;
    text = getenv("FAULTS_LOG");
    if (text) log_file = syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* Whether this call fails; then errno is set. Does not return if the process is to be killed. */
static int meets(int class, const char *name, const char *what, int descriptor, const void *bytes, size_t count) {
    if (class > classes || (only && strcmp(only, name) != 0)) return 0;
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (log_file >= 0) {
        char line[600];
        int length = snprintf(line, sizeof line, "%ld %s %.500s\n", number, name, what ? what : "");
        write_log(line, length);
    }
    if (!at || number < at) return 0;
    if (!error) {
        if (number > at) return 0;
        if (torn && bytes && count > 1) syscall(SYS_write, descriptor, bytes, count / 2);
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    if (persists ? syscall(SYS_faccessat, AT_FDCWD, persists, F_OK) != 0 : number != at) return 0;
    errno = error;
    return 1;
}

static int is_file(int descriptor) {
    struct stat status;
    int kept = errno;
    int is = descriptor > 2 && descriptor != log_file && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    errno = kept;
    return is;
}

#define NEXT(name) \
    static __typeof__(name) *next; \
    if (!next) next = (__typeof__(next))dlsym(RTLD_NEXT, #name)

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list list; \
        va_start(list, flags); \
        mode = va_arg(list, mode_t); \
        va_end(list); \
    }

/* Not counted: libdispatch opens /proc/…/stat for each thread of its pool, and traps if it cannot. */
static int class_of(const char *path, int flags) {
    if (strncmp(path, "/proc/", 6) == 0) return READ + 1;
    return flags & (O_CREAT | O_TRUNC | (__O_TMPFILE & ~O_DIRECTORY)) ? CHANGE : OPEN;
}

int open(const char *path, int flags, ...) {
    NEXT(open);
    MODE(flags)
    return meets(class_of(path, flags), "open", path, -1, NULL, 0) ? -1 : next(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    NEXT(open64);
    MODE(flags)
    return meets(class_of(path, flags), "open", path, -1, NULL, 0) ? -1 : next(path, flags, mode);
}
int openat(int folder, const char *path, int flags, ...) {
    NEXT(openat);
    MODE(flags)
    return meets(class_of(path, flags), "openat", path, -1, NULL, 0) ? -1 : next(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
    NEXT(openat64);
    MODE(flags)
    return meets(class_of(path, flags), "openat", path, -1, NULL, 0) ? -1 : next(folder, path, flags, mode);
}
DIR *opendir(const char *path) {
    NEXT(opendir);
    return meets(OPEN, "opendir", path, -1, NULL, 0) ? NULL : next(path);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    NEXT(write);
    if (is_file(descriptor) && meets(CHANGE, "write", NULL, descriptor, bytes, count)) return -1;
    return next(descriptor, bytes, count);
}
ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    NEXT(writev);
    if (is_file(descriptor) && meets(CHANGE, "writev", NULL, descriptor, NULL, 0)) return -1;
    return next(descriptor, parts, count);
}
/* A torn write at a position: half of it goes there. */
static int meets_at(const char *name, int descriptor, const void *bytes, size_t count, off_t offset) {
    if (!is_file(descriptor)) return 0;
    if (at && !error && torn && !only && atomic_load(&calls) + 1 == at)
        syscall(SYS_pwrite64, descriptor, bytes, count / 2, offset);
    return meets(CHANGE, name, NULL, descriptor, NULL, 0);
}
ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    NEXT(pwrite);
    return meets_at("pwrite", descriptor, bytes, count, offset) ? -1 : next(descriptor, bytes, count, offset);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    NEXT(pwrite64);
    return meets_at("pwrite", descriptor, bytes, count, offset) ? -1 : next(descriptor, bytes, count, offset);
}
ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
    NEXT(pread);
    return is_file(descriptor) && meets(READ, "pread", NULL, -1, NULL, 0) ? -1 : next(descriptor, bytes, count, offset);
}
ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t offset) {
    NEXT(pread64);
    return is_file(descriptor) && meets(READ, "pread", NULL, -1, NULL, 0) ? -1 : next(descriptor, bytes, count, offset);
}

static int control(int (*next)(int, int, ...), int descriptor, int command, void *argument) {
    if (command == F_SETLEASE && getenv("FAULTS_NO_LEASES")) {
        errno = EINVAL;
        return -1;
    }
    return next(descriptor, command, argument);
}

int fcntl(int descriptor, int command, ...) {
    NEXT(fcntl);
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return control((int (*)(int, int, ...))next, descriptor, command, argument);
}

int fcntl64(int descriptor, int command, ...) {
    NEXT(fcntl64);
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return control((int (*)(int, int, ...))next, descriptor, command, argument);
}

int inotify_add_watch(int queue, const char *path, uint32_t events) {
    NEXT(inotify_add_watch);
    return next(queue, path, getenv("FAULTS_NO_EVENTS") ? IN_UNMOUNT : events);
}

#define CALL(result, name, what, parameters, arguments) \
    result name parameters { \
        NEXT(name); \
        return meets(CHANGE, #name, what, -1, NULL, 0) ? -1 : next arguments; \
    }

CALL(int, rename, to, (const char *from, const char *to), (from, to))
CALL(int, renameat, to, (int a, const char *from, int b, const char *to), (a, from, b, to))
CALL(int, renameat2, to, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags))
CALL(int, link, to, (const char *from, const char *to), (from, to))
CALL(int, linkat, to, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
CALL(int, unlink, path, (const char *path), (path))
CALL(int, unlinkat, path, (int folder, const char *path, int flags), (folder, path, flags))
CALL(int, mkdir, path, (const char *path, mode_t mode), (path, mode))
CALL(int, mkdirat, path, (int folder, const char *path, mode_t mode), (folder, path, mode))
CALL(int, rmdir, path, (const char *path), (path))
CALL(int, ftruncate, NULL, (int descriptor, off_t size), (descriptor, size))
CALL(int, ftruncate64, NULL, (int descriptor, off64_t size), (descriptor, size))
CALL(int, fallocate, NULL, (int descriptor, int mode, off_t at, off_t size), (descriptor, mode, at, size))
CALL(int, fchmod, NULL, (int descriptor, mode_t mode), (descriptor, mode))
CALL(int, chmod, path, (const char *path, mode_t mode), (path, mode))
CALL(int, fsync, NULL, (int descriptor), (descriptor))
CALL(int, fdatasync, NULL, (int descriptor), (descriptor))
CALL(int, syncfs, NULL, (int descriptor), (descriptor))
