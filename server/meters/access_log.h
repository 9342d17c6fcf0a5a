/* The access log: a JSON line for each request, without personal data. It has the route's pattern instead of the path,
 * no query, and the network of the client instead of its address.
 *
 * A thread of its own writes, so that a full pipe or a slow disk delays no request. Lines that find no room are dropped
 * and counted. */
#ifndef GH_SERVER_METERS_ACCESS_LOG_H
#define GH_SERVER_METERS_ACCESS_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/tick.h"

struct access_log;

struct access_line {
    tick at;
    uint64_t id;         /* of the request, as in its X-Request-Id */
    const char *method;  /* literal; "" for one that no route has */
    const char *route;   /* the pattern; "" for none */
    const char *network; /* of the client: digits, dots and colons */
    int status;          /* 0: the client left before the answer */
    uint64_t bytes;      /* of the answer's body */
    int64_t duration_ns;
};

/* Opens a file to append to; "-" is standard output. GH_IO: it can't be opened. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE access_log_open(const char *path, struct access_log **out);
/* Opens the path anew, after a rotation. Keeps the old file when that fails. Standard output stays. GH_IO. */
enum gh_status GH_MUST_USE access_log_reopen(struct access_log *log);
/* Writes what is queued and closes. Takes NULL. */
void access_log_close(struct access_log *log);

/* Queues a line. Takes NULL. */
void access_log_put(struct access_log *log, const struct access_line *line);
/* Returns how many lines were dropped. Takes NULL. */
uint64_t access_log_dropped(struct access_log *log);

#endif
