/* Lines over a Unix socket, without blocking: how processes on one booth talk. */
#ifndef GH_OS_LOCAL_SOCKET_H
#define GH_OS_LOCAL_SOCKET_H

#include <sys/types.h>

#include "base/bytes.h"

#define LOCAL_LINE_MAX 4096

/* Listens at path and replaces a socket that no longer answers. mode: of the socket. The caller close()s *out. */
enum gh_status GH_MUST_USE local_listen(const char *path, mode_t mode, int *out);
/* Connects to path. GH_NOT_FOUND: nobody listens there. */
enum gh_status GH_MUST_USE local_connect(const char *path, int *out);
/* Accepts a connection. GH_NOT_FOUND: none waits. */
enum gh_status GH_MUST_USE local_accept(int listener, int *out);

/* One end of a connection. Zero it, set fd. */
struct local_line {
    int fd;
    size_t len;
    char buffer[LOCAL_LINE_MAX];
};
/* Reads the next complete line, without its newline, borrowed until the next call. GH_BUSY: not yet. GH_TRUNCATED: the
 * other end has closed. GH_TOO_LONG: a line over the limit; close the connection. */
enum gh_status GH_MUST_USE local_read(struct local_line *in, struct bytes *line);
/* Sends the line and a newline, or nothing. GH_BUSY: the other end does not read; close the connection. */
enum gh_status GH_MUST_USE local_write(int fd, struct bytes line);

#endif
