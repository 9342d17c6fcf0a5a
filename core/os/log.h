/* Structured log lines for the person on call: an event and typed fields; no free text, nothing personal.
 *
 * A line is `event=replica-written rows=500 position=1200`. Under systemd (stderr is the journal, JOURNAL_STREAM) it
 * starts with the priority as `<6>`; elsewhere with time and level. Values are typed (ids, numbers, times, our own
 * words), so that no name or token gets in by accident. Each line is one write, so that threads do not mix lines.
 * Programs log; library code returns what happened. */
#ifndef GH_OS_LOG_H
#define GH_OS_LOG_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/tick.h"
#include "base/uuid.h"

#define OS_LOG_LINE_MAX 1024
#define OS_LOG_WORD_MAX 64
#define OS_LOG_MESSAGE_MAX 200

/* Numbers as in syslog(3). */
enum os_log_level { OS_LOG_ERROR = 3, OS_LOG_WARNING = 4, OS_LOG_NOTICE = 5, OS_LOG_INFO = 6, OS_LOG_DEBUG = 7 };

struct os_log {
    int fd;                   /* borrowed; usually 2 */
    bool journald;            /* priority prefix instead of time and level */
    enum os_log_level newest; /* lines of a higher number are dropped */
};

enum os_log_kind {
    OS_LOG_KIND_INTEGER,
    OS_LOG_KIND_UNSIGNED,
    OS_LOG_KIND_REAL,
    OS_LOG_KIND_BOOL,
    OS_LOG_KIND_TIME,
    OS_LOG_KIND_ID,
    OS_LOG_KIND_STATUS,
    OS_LOG_KIND_WORD,
    OS_LOG_KIND_PATH,
    OS_LOG_KIND_SYSTEM_MESSAGE
};

struct os_log_field {
    const char *name; /* literal of ours */
    enum os_log_kind kind;
    union {
        int64_t integer;
        uint64_t unsigned_integer;
        double real;
        bool yes;
        tick time;
        struct uuid id;
        enum gh_status status;
        const char *text; /* borrowed for the call */
    };
};

/* Logs to fd 2, in the form that the reader there wants (a terminal or the system's journal). */
struct os_log os_log_to_stderr(enum os_log_level newest);

/* Writes a line. event: our own literal, lower case with hyphens. A line that is too long ends after the last field
 * that fits, with cut=yes. */
void os_log_write(const struct os_log *log, enum os_log_level level, const char *event,
                  const struct os_log_field *fields, size_t count);

/* OS_LOG(&log, OS_LOG_INFO, "entry-written", os_log_id("entry", &id), os_log_unsigned("number", n)); needs at least one
 * field. */
#define OS_LOG(log, level, event, ...)                                                                                 \
    os_log_write((log), (level), (event), (const struct os_log_field[]){__VA_ARGS__},                                  \
                 sizeof((const struct os_log_field[]){__VA_ARGS__}) / sizeof(struct os_log_field))

struct os_log_field os_log_integer(const char *name, int64_t value);
struct os_log_field os_log_unsigned(const char *name, uint64_t value);
struct os_log_field os_log_real(const char *name, double value); /* three decimals */
struct os_log_field os_log_bool(const char *name, bool value);
struct os_log_field os_log_time(const char *name, tick value); /* 2026-11-24T08:00:00.000Z */
struct os_log_field os_log_id(const char *name, const struct uuid *id);
struct os_log_field os_log_status(const char *name, enum gh_status status);
/* A stable identifier of ours (reason, state, verb): letters, digits and _.:+- ; other characters become '?'. Cut to
 * OS_LOG_WORD_MAX. */
struct os_log_field os_log_word(const char *name, const char *word);
/* A file or device of this machine, quoted. */
struct os_log_field os_log_path(const char *name, const char *path);
/* The message of a system library about this machine (camera, disk), quoted and cut. Never input from a person, a code
 * or the network. */
struct os_log_field os_log_system_message(const char *name, const char *message);

/* Reads "error" to "debug", for the configuration. GH_NOT_FOUND: another word. */
enum gh_status GH_MUST_USE os_log_level_parse(const char *word, enum os_log_level *out);

#endif
