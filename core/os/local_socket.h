/* Lines over a Unix socket, without blocking: how processes on one booth talk. */
#ifndef GH_OS_LOCAL_SOCKET_H
#define GH_OS_LOCAL_SOCKET_H

#include <sys/types.h>

#include "base/bytes.h"

#define LOCAL_LINE_MAX 4096

/* Listens at path, replacing a socket that nobody answers at any more. mode is that of the socket; *out: close() it. */
enum gh_status GH_MUST_USE local_listen(const char *path, mode_t mode, int *out);
/* GH_NOT_FOUND: nobody is there. */
enum gh_status GH_MUST_USE local_connect(const char *path, int *out);
/* GH_NOT_FOUND: nobody waits. */
enum gh_status GH_MUST_USE local_accept(int listener, int *out);

/* One end of a connection. Zero it, set fd. */
struct local_line {
    int fd;
    size_t len;
    char buffer[LOCAL_LINE_MAX];
};
/* The next whole line without its newline, borrowed until the next call. GH_BUSY: not yet; GH_TRUNCATED: the other end
 * has closed; GH_TOO_LONG: a line over the limit, close it. */
enum gh_status GH_MUST_USE local_read(struct local_line *in, struct bytes *line);
/* The line and a newline, whole or not at all. GH_BUSY: the other end does not read; close it. */
enum gh_status GH_MUST_USE local_write(int fd, struct bytes line);

#endif
