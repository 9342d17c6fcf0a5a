#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "os/clock.h"

const char *cli_value(const struct cli *cli, const char *name)
{
    for (int k = 0; cli->verb->options && cli->verb->options[k].name; k++) {
        if (strcmp(cli->verb->options[k].name, name) == 0)
            return cli->values[k];
    }
    return NULL;
}

bool cli_has(const struct cli *cli, const char *name)
{
    return cli_value(cli, name) != NULL;
}

static bool number_of(const char *text, int64_t *out, const char **end)
{
    char *stop;
    errno = 0;
    long long value = strtoll(text, &stop, 10);
    if (stop == text || errno)
        return false;
    *out = value;
    *end = stop;
    return true;
}

bool cli_number(const struct cli *cli, const char *name, int64_t min, int64_t max, int64_t fallback, int64_t *out)
{
    const char *text = cli_value(cli, name), *end;
    if (!text) {
        *out = fallback;
        return true;
    }
    int64_t value;
    if (!number_of(text, &value, &end) || *end || value < min || value > max) {
        cli_complain("--%s takes a number from %lld to %lld, not \"%s\"", name, (long long)min, (long long)max, text);
        return false;
    }
    *out = value;
    return true;
}

tick cli_now(void)
{
    struct os_clock clock = os_clock_system(false);
    return os_clock_read(&clock).wall;
}

static bool offset_of(const char *text, tick *out)
{
    int64_t amount;
    const char *end;
    if (*text == '\0') {
        *out = 0;
        return true;
    }
    if (!number_of(text, &amount, &end) || amount < -1000000000 || amount > 1000000000)
        return false;
    static const struct {
        const char *unit;
        tick length;
    } units[] = {{"s", TICK_SECOND}, {"m", TICK_MINUTE}, {"h", TICK_HOUR}, {"d", TICK_DAY}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) == 0) {
            *out = amount * units[i].length;
            return true;
        }
    }
    return false;
}

static bool calendar_of(const char *text, tick *out)
{
    struct tm tm = {0};
    int used = 0;
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min,
               &tm.tm_sec, &used) != 6 ||
        text[used])
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    struct tm same = tm;
    time_t seconds = timegm(&same);
    if (seconds < 0 || same.tm_mday != tm.tm_mday || same.tm_hour != tm.tm_hour || same.tm_min != tm.tm_min)
        return false;
    *out = tick_from_seconds(seconds);
    return true;
}

bool cli_time(const struct cli *cli, const char *name, tick fallback, tick *out)
{
    const char *text = cli_value(cli, name), *end;
    tick offset;
    int64_t seconds;
    if (!text) {
        *out = fallback;
        return true;
    }
    if (strncmp(text, "now", 3) == 0 && offset_of(text + 3, &offset)) {
        *out = tick_from_seconds(tick_to_seconds(cli_now())) + offset;
        return true;
    }
    if (calendar_of(text, out))
        return true;
    if (number_of(text, &seconds, &end) && !*end && seconds >= 0 && seconds <= UINT32_MAX) {
        *out = tick_from_seconds(seconds);
        return true;
    }
    cli_complain("--%s takes a time such as now+8h, 2026-11-24T08:00:00Z or seconds since 1970, not \"%s\"", name,
                 text);
    return false;
}

void cli_complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fputs("gatehouse: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
}

enum cli_exit cli_file_failed(const char *path, enum gh_status status)
{
    static const struct {
        enum gh_status status;
        const char *what;
    } words[] = {
        {GH_NOT_FOUND, "was not found; check the path"},
        {GH_DENIED, "can't be opened by this user; check who owns it"},
        {GH_READ_ONLY, "can't be written; check its owner, or whether the disk is read-only"},
        {GH_FULL, "can't be written: the disk is full; free some space and try again"},
        {GH_BUSY, "is in use by another program; stop that program first"},
        {GH_CONFLICT, "exists already, or belongs to another device; it was not changed"},
        {GH_GONE, "was moved, deleted or cut while it was open"},
        {GH_CORRUPT, "is damaged; `gatehouse doctor` says what to do"},
        {GH_UNSUPPORTED, "was made by another version of Gatehouse"},
        {GH_TOO_LONG, "is too large"},
        {GH_MALFORMED, "is not in the expected form"},
        {GH_BAD_SIGNATURE, "is not signed by the root key given"},
        {GH_ROLLBACK, "is older than the data here"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].status == status) {
            cli_complain("%s %s", path, words[i].what);
            return CLI_SYSTEM;
        }
    }
    cli_complain("%s: %s", path, gh_status_name(status));
    return CLI_SYSTEM;
}

void cli_json_string(FILE *out, const char *s)
{
    (void)fputc('"', out);
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            (void)fprintf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            (void)fprintf(out, "\\u%04x", c);
        else
            (void)fputc(c, out);
    }
    (void)fputc('"', out);
}

void cli_format_time(tick t, char out[static CLI_TIME_SIZE])
{
    time_t seconds = tick_to_seconds(t);
    struct tm tm;
    if (!gmtime_r(&seconds, &tm) || strftime(out, CLI_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        (void)snprintf(out, CLI_TIME_SIZE, "%lld", (long long)seconds);
}
