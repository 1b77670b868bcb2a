/* A mail program as Postfix has it: its queue is open to a group, which it gets by its own mode. */
#include <fcntl.h>
#include <unistd.h>

int main(void) {
    char buffer[65536];
    ssize_t count;
    int queue = open("/var/spool/test-mail/queue", O_WRONLY | O_APPEND);
    if (queue < 0) return 75;
    while ((count = read(0, buffer, sizeof buffer)) > 0)
        if (write(queue, buffer, count) != count) return 75;
    return 0;
}
