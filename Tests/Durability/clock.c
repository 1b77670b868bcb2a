/* Preloaded into the program under test: the time of day is that of the machine and so many seconds more as the file
 * CLOCK_SHIFT holds, which may change at any time. Who waits for a time of day does so as the kernel would let them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift;

__attribute__((constructor)) static void set_up(void) {
    int file = open(getenv("CLOCK_SHIFT"), O_RDONLY | O_CLOEXEC);
    shift = mmap(NULL, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += *shift;
    return result;
}

int gettimeofday(struct timeval *now, void *zone) {
    struct timespec time;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &time);
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

static int is_before(struct timespec a, struct timespec b) {
    return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec);
}

/* Waits a little again and again, by a clock that nobody sets, until the other one shows the time. */
static int wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *end) {
    struct timespec now;
    int result;
    do {
        clock_gettime(clock, &now);
        if (!is_before(now, *end)) return ETIMEDOUT;
        clock_gettime(CLOCK_MONOTONIC, &now);
        now.tv_nsec += 20000000;
        if (now.tv_nsec >= 1000000000) {
            now.tv_nsec -= 1000000000;
            now.tv_sec += 1;
        }
        result = pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &now);
    } while (result == ETIMEDOUT);
    return result;
}

/* Which clock a condition goes by is known to glibc alone: it counts as that of the times that are asked for. */
int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *end) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    /* A machine runs for less than ten years, and the time of day is more than that. */
    clockid_t clock = end->tv_sec - now.tv_sec < 10L * 366 * 86400 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    return wait_until(condition, mutex, clock, end);
}
