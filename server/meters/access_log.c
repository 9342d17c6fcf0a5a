/* Two buffers: requests fill one while the thread writes the other. */
#include "meters/access_log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BUFFER ((size_t)256 * 1024)
#define LINE_MAX_BYTES 512

struct access_log {
    const char *path; /* borrowed; NULL: standard output */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    bool stopping;    /* under lock */
    int fd;           /* under lock; the thread writes to a copy of it */
    char *full;       /* owned; under lock; what is queued */
    size_t len;       /* under lock */
    uint64_t dropped; /* under lock; lines */
    char *writing;    /* owned; the thread's */
};

static int open_path(const char *path)
{
    return path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640)
                : fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
}

static uint64_t lines_in(const char *text, size_t len)
{
    uint64_t count = 0;
    for (size_t i = 0; i < len; i++)
        count += text[i] == '\n';
    return count;
}

/* Returns how much was written. */
static size_t write_out(int fd, const char *text, size_t len)
{
    size_t done = 0;
    while (done < len) {
        const ssize_t n = write(fd, text + done, len - done);
        if (n < 0 && errno != EINTR)
            break;
        done += n > 0 ? (size_t)n : 0;
    }
    return done;
}

/* Takes the queued lines and a descriptor of its own for them. Returns false at the end. */
static bool take_lines(struct access_log *log, size_t *len, int *fd)
{
    (void)pthread_mutex_lock(&log->lock);
    while (log->len == 0 && !log->stopping)
        (void)pthread_cond_wait(&log->filled, &log->lock);
    *len = log->len;
    char *taken = log->full;
    log->full = log->writing;
    log->writing = taken;
    log->len = 0;
    *fd = *len > 0 ? fcntl(log->fd, F_DUPFD_CLOEXEC, 3) : -1;
    (void)pthread_mutex_unlock(&log->lock);
    return *len > 0;
}

static void *run(void *context)
{
    struct access_log *log = context;
    size_t len;
    int fd;
    while (take_lines(log, &len, &fd)) {
        const size_t done = fd < 0 ? 0 : write_out(fd, log->writing, len);
        if (fd >= 0)
            (void)close(fd);
        (void)pthread_mutex_lock(&log->lock);
        log->dropped += lines_in(log->writing + done, len - done);
        (void)pthread_mutex_unlock(&log->lock);
    }
    return NULL;
}

static void free_log(struct access_log *log)
{
    if (log->fd >= 0)
        (void)close(log->fd);
    free(log->full);
    free(log->writing);
    free(log);
}

enum gh_status access_log_open(const char *path, struct access_log **out)
{
    struct access_log *log = calloc(1, sizeof *log);
    if (!log)
        return GH_NO_MEMORY;
    log->path = strcmp(path, "-") == 0 ? NULL : path;
    log->fd = open_path(log->path);
    log->full = malloc(BUFFER);
    log->writing = malloc(BUFFER);
    enum gh_status status = log->fd < 0 ? GH_IO : log->full && log->writing ? GH_OK : GH_NO_MEMORY;
    if (status || pthread_mutex_init(&log->lock, NULL) != 0)
        goto no_lock;
    if (pthread_cond_init(&log->filled, NULL) != 0)
        goto no_filled;
    if (pthread_create(&log->thread, NULL, run, log) != 0)
        goto no_thread;
    *out = log;
    return GH_OK;
no_thread:
    (void)pthread_cond_destroy(&log->filled);
no_filled:
    (void)pthread_mutex_destroy(&log->lock);
no_lock:
    free_log(log);
    return status ? status : GH_NO_MEMORY;
}

enum gh_status access_log_reopen(struct access_log *log)
{
    if (!log || !log->path)
        return GH_OK;
    const int fd = open_path(log->path);
    if (fd < 0)
        return GH_IO;
    (void)pthread_mutex_lock(&log->lock);
    const int old = log->fd;
    log->fd = fd;
    (void)pthread_mutex_unlock(&log->lock);
    (void)close(old);
    return GH_OK;
}

void access_log_close(struct access_log *log)
{
    if (!log)
        return;
    (void)pthread_mutex_lock(&log->lock);
    log->stopping = true;
    (void)pthread_cond_signal(&log->filled);
    (void)pthread_mutex_unlock(&log->lock);
    (void)pthread_join(log->thread, NULL);
    (void)pthread_cond_destroy(&log->filled);
    (void)pthread_mutex_destroy(&log->lock);
    free_log(log);
}

/* All values are numbers or texts of ours, so that nothing needs escaping. */
static int write_line(char out[static LINE_MAX_BYTES], const struct access_line *line)
{
    char when[24];
    struct tm tm;
    const time_t seconds = (time_t)(line->at / TICK_SECOND);
    if (!gmtime_r(&seconds, &tm) || strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &tm) == 0)
        when[0] = '\0';
    return snprintf(out, LINE_MAX_BYTES,
                    "{\"time\":\"%s.%03dZ\",\"request\":\"%016" PRIx64
                    "\",\"method\":\"%s\",\"route\":\"%s\",\"status\":%d,\"bytes\":%" PRIu64
                    ",\"milliseconds\":%.3f,\"network\":\"%s\"}\n",
                    when, (int)(line->at % TICK_SECOND), line->id, line->method, line->route, line->status, line->bytes,
                    (double)line->duration_ns / 1e6, line->network);
}

void access_log_put(struct access_log *log, const struct access_line *line)
{
    char text[LINE_MAX_BYTES];
    if (!log)
        return;
    const int len = write_line(text, line);
    (void)pthread_mutex_lock(&log->lock);
    if (len > 0 && len < LINE_MAX_BYTES && BUFFER - log->len >= (size_t)len) {
        memcpy(log->full + log->len, text, (size_t)len);
        log->len += (size_t)len;
        (void)pthread_cond_signal(&log->filled);
    } else {
        log->dropped++;
    }
    (void)pthread_mutex_unlock(&log->lock);
}

uint64_t access_log_dropped(struct access_log *log)
{
    if (!log)
        return 0;
    (void)pthread_mutex_lock(&log->lock);
    const uint64_t dropped = log->dropped;
    (void)pthread_mutex_unlock(&log->lock);
    return dropped;
}
