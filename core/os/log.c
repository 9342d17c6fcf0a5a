#include "os/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "os/clock.h"

static const char *const level_names[] = {[OS_LOG_ERROR] = "error",
                                          [OS_LOG_WARNING] = "warning",
                                          [OS_LOG_NOTICE] = "notice",
                                          [OS_LOG_INFO] = "info",
                                          [OS_LOG_DEBUG] = "debug"};

/* systemd.exec(5): JOURNAL_STREAM is "device:inode" of the stream. stderr may point elsewhere by now. */
static bool stderr_is_the_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat about;
    if (stream == NULL || fstat(STDERR_FILENO, &about) != 0)
        return false;
    char ours[64];
    snprintf(ours, sizeof(ours), "%ju:%ju", (uintmax_t)about.st_dev, (uintmax_t)about.st_ino);
    return strcmp(ours, stream) == 0;
}

struct os_log os_log_to_stderr(enum os_log_level newest)
{
    return (struct os_log){.fd = STDERR_FILENO, .journald = stderr_is_the_journal(), .newest = newest};
}

enum gh_status os_log_level_parse(const char *word, enum os_log_level *out)
{
    for (int level = OS_LOG_ERROR; level <= OS_LOG_DEBUG; level++) {
        if (strcmp(level_names[level], word) == 0) {
            *out = (enum os_log_level)level;
            return GH_OK;
        }
    }
    return GH_NOT_FOUND;
}

static void put_text(struct writer *w, const char *text)
{
    writer_put(w, bytes_of_string(text));
}

static void put_time(struct writer *w, tick at)
{
    time_t seconds = (time_t)tick_to_seconds(at);
    struct tm parts;
    char text[64] = "never";
    if (gmtime_r(&seconds, &parts) != NULL) {
        size_t len = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
        snprintf(text + len, sizeof(text) - len, ".%03dZ", (int)(at - tick_from_seconds(seconds)));
    }
    put_text(w, text);
}

static bool word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_.:+-", c) != NULL;
}

static void put_word(struct writer *w, const char *word)
{
    size_t len = strnlen(word, OS_LOG_WORD_MAX);
    for (size_t i = 0; i < len; i++)
        writer_put_u8(w, (uint8_t)(word_character(word[i]) ? word[i] : '?'));
}

/* Replaces control characters and quotes, so that any text of a library or a path makes one readable line. */
static void put_quoted(struct writer *w, const char *text, size_t most)
{
    size_t len = strnlen(text, most);
    writer_put_u8(w, '"');
    for (size_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)text[i];
        writer_put_u8(w, c < 0x20 || c == 0x7f ? ' ' : c == '"' || c == '\\' ? '\'' : c);
    }
    writer_put_u8(w, '"');
}

static void put_number(struct writer *w, const struct os_log_field *field)
{
    char text[352]; /* the longest double in %f */
    if (field->kind == OS_LOG_KIND_INTEGER)
        snprintf(text, sizeof(text), "%" PRId64, field->integer);
    else if (field->kind == OS_LOG_KIND_UNSIGNED)
        snprintf(text, sizeof(text), "%" PRIu64, field->unsigned_integer);
    else
        snprintf(text, sizeof(text), "%.3f", field->real);
    put_text(w, text);
}

static void put_value(struct writer *w, const struct os_log_field *field)
{
    char id[UUID_TEXT_SIZE];
    switch (field->kind) {
    case OS_LOG_KIND_INTEGER:
    case OS_LOG_KIND_UNSIGNED:
    case OS_LOG_KIND_REAL:
        put_number(w, field);
        break;
    case OS_LOG_KIND_BOOL:
        put_text(w, field->yes ? "yes" : "no");
        break;
    case OS_LOG_KIND_TIME:
        put_time(w, field->time);
        break;
    case OS_LOG_KIND_ID:
        uuid_format(&field->id, id);
        put_text(w, id);
        break;
    case OS_LOG_KIND_STATUS:
        put_text(w, gh_status_name(field->status));
        break;
    case OS_LOG_KIND_WORD:
        put_word(w, field->text);
        break;
    case OS_LOG_KIND_PATH:
    case OS_LOG_KIND_SYSTEM_MESSAGE:
        put_quoted(w, field->text, OS_LOG_MESSAGE_MAX);
        break;
    }
}

static void put_head(struct writer *w, const struct os_log *log, enum os_log_level level, const char *event)
{
    if (log->journald) {
        char priority[8];
        snprintf(priority, sizeof(priority), "<%d>", (int)level);
        put_text(w, priority);
    } else {
        put_time(w, os_wall());
        put_text(w, " ");
        put_text(w, level_names[level]);
        put_text(w, " ");
    }
    put_text(w, "event=");
    put_word(w, event);
}

void os_log_write(const struct os_log *log, enum os_log_level level, const char *event,
                  const struct os_log_field *fields, size_t count)
{
    static const char cut[] = " cut=yes\n";
    uint8_t line[OS_LOG_LINE_MAX];
    if (level > log->newest || level < OS_LOG_ERROR || level > OS_LOG_DEBUG)
        return;
    struct writer w = writer_over(line, sizeof(line) - (sizeof(cut) - 1));
    put_head(&w, log, level, event);
    size_t whole = w.len; /* end of the last field that fits */
    for (size_t i = 0; i < count && !w.overflow; i++) {
        put_text(&w, " ");
        put_word(&w, fields[i].name);
        put_text(&w, "=");
        put_value(&w, &fields[i]);
        if (!w.overflow)
            whole = w.len;
    }
    const char *end = w.overflow ? cut : "\n";
    w = (struct writer){.data = line, .cap = sizeof(line), .len = whole, .overflow = false};
    put_text(&w, end);
    /* A log that can't be written must not stop a gate. */
    ssize_t written = write(log->fd, w.data, w.len);
    (void)written;
}

struct os_log_field os_log_integer(const char *name, int64_t value)
{
    return (struct os_log_field){.name = name, .kind = OS_LOG_KIND_INTEGER, .integer = value};
}

struct os_log_field os_log_unsigned(const char *name, uint64_t value)
{
    return (struct os_log_field){.name = name, .kind = OS_LOG_KIND_UNSIGNED, .unsigned_integer = value};
}

struct os_log_field os_log_real(const char *name, double value)
{
    return (struct os_log_field){.name = name, .kind = OS_LOG_KIND_REAL, .real = value};
}

struct os_log_field os_log_bool(const char *name, bool value)
{
    return (struct os_log_field){.name = name, .kind = OS_LOG_KIND_BOOL, .yes = value};
}

struct os_log_field os_log_time(const char *name, tick value)
{
    return (struct os_log_field){.name = name, .kind = OS_LOG_KIND_TIME, .time = value};
}

struct os_log_field os_log_id(const char *name, const struct uuid *id)
{
    return (struct os_log_field){.name = name, .kind = OS_LOG_KIND_ID, .id = *id};
}

struct os_log_field os_log_status(const char *name, enum gh_status status)
{
    return (struct os_log_field){.name = name, .kind = OS_LOG_KIND_STATUS, .status = status};
}

struct os_log_field os_log_word(const char *name, const char *word)
{
    return (struct os_log_field){.name = name, .kind = OS_LOG_KIND_WORD, .text = word};
}

struct os_log_field os_log_path(const char *name, const char *path)
{
    return (struct os_log_field){.name = name, .kind = OS_LOG_KIND_PATH, .text = path};
}

struct os_log_field os_log_system_message(const char *name, const char *message)
{
    return (struct os_log_field){.name = name, .kind = OS_LOG_KIND_SYSTEM_MESSAGE, .text = message};
}
