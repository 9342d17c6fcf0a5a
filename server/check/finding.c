/* What a check found, as texts and values. */
#include "check/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

void check_text(const char *text, const struct check_finding *finding, char *out, size_t size)
{
    const struct text_arg args[] = {{"value", finding->value}, {"other", finding->other}};
    (void)text_format(out, size, text, args, sizeof args / sizeof args[0]);
}

static void put(char out[static CHECK_VALUE_SIZE], const char *format, va_list arguments)
{
    if (vsnprintf(out, CHECK_VALUE_SIZE, format, arguments) < 0)
        out[0] = '\0';
}

void check_value(struct check_finding *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    put(out->value, format, arguments);
    va_end(arguments);
}

void check_other(struct check_finding *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    put(out->other, format, arguments);
    va_end(arguments);
}

void check_day(tick at, char out[static CHECK_DAY_SIZE])
{
    const time_t seconds = (time_t)tick_to_seconds(at);
    struct tm parts;
    out[0] = '\0';
    if (gmtime_r(&seconds, &parts))
        (void)strftime(out, CHECK_DAY_SIZE, "%Y-%m-%d", &parts);
}
