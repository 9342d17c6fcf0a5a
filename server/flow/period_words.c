/* Writes periods in Chinese and English. */
#include "flow/period_words.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/civil.h"

static const char *const months[12] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const week_days[2][7] = {{"周一", "周二", "周三", "周四", "周五", "周六", "周日"},
                                            {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}};

/* A period by days and minutes of the campus. */
struct hours {
    int64_t first_day, last_day;
    int begin, end; /* minutes of first_day and last_day; end is at most 1440 */
};

static struct hours hours_of(const struct calendar *c, struct span p)
{
    struct hours h = {.first_day = calendar_day_of(c, p.from), .last_day = calendar_day_of(c, p.to - 1)};
    h.begin = (int)((p.from - calendar_day_start(c, h.first_day)) / TICK_MINUTE);
    h.end = (int)((p.to - calendar_day_start(c, h.last_day)) / TICK_MINUTE);
    return h;
}

static void put(struct writer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct writer *out, const char *format, ...)
{
    char text[64];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    writer_put(out, bytes_of_string(text));
}

static void put_day(struct writer *out, int64_t day, enum words_language language)
{
    struct civil date = civil_of(day * TICK_DAY, 0);
    if (language == WORDS_ENGLISH)
        put(out, "%d %s", date.day, months[(date.month - 1) % 12]);
    else
        put(out, "%d月%d日", date.month, date.day);
}

static void put_year_and_day(struct writer *out, int64_t day, int64_t today, enum words_language language)
{
    const int64_t week_day = ((day + 3) % 7 + 7) % 7; /* 0: Monday; 1970-01-01 was a Thursday */
    const int year = civil_of(day * TICK_DAY, 0).year;
    const bool other_year = year != civil_of(today * TICK_DAY, 0).year;
    if (language == WORDS_CHINESE && other_year)
        put(out, "%d年", year);
    put_day(out, day, language);
    if (language == WORDS_ENGLISH && other_year)
        put(out, " %d", year);
    put(out, language == WORDS_ENGLISH ? " (%s)" : " %s", week_days[language][week_day]);
}

static void put_clock(struct writer *out, int minute)
{
    put(out, "%02d:%02d", minute / 60, minute % 60);
}

static void end_text(struct writer *out, char *text)
{
    text[out->len] = '\0';
}

void period_words(const struct calendar *calendar, struct span period, tick now, enum words_language language,
                  char out[static PERIOD_WORDS_SIZE])
{
    struct writer w = writer_over((uint8_t *)out, PERIOD_WORDS_SIZE - 1);
    const struct hours h = hours_of(calendar, period);
    const int64_t today = calendar_day_of(calendar, now);
    put_year_and_day(&w, h.first_day, today, language);
    put(&w, " ");
    put_clock(&w, h.begin);
    if (h.first_day == h.last_day) {
        put(&w, "–");
    } else {
        put(&w, language == WORDS_ENGLISH ? " to " : " 至 ");
        put_year_and_day(&w, h.last_day, today, language);
        put(&w, " ");
    }
    put_clock(&w, h.end);
    end_text(&w, out);
}

void period_begin_words(const struct calendar *calendar, tick from, tick now, enum words_language language,
                        char out[static PERIOD_WORDS_SIZE])
{
    struct writer w = writer_over((uint8_t *)out, PERIOD_WORDS_SIZE - 1);
    const struct hours h = hours_of(calendar, (struct span){from, from + 1});
    if (h.first_day != calendar_day_of(calendar, now)) {
        put_day(&w, h.first_day, language);
        put(&w, " ");
    }
    put_clock(&w, h.begin);
    end_text(&w, out);
}

void day_words(const struct calendar *calendar, tick at, enum words_language language, char out[static DAY_WORDS_SIZE])
{
    struct writer w = writer_over((uint8_t *)out, DAY_WORDS_SIZE - 1);
    put_day(&w, calendar_day_of(calendar, at), language);
    end_text(&w, out);
}

static bool same_hours(const struct hours *a, const struct hours *b)
{
    return a->first_day == a->last_day && b->first_day == b->last_day && a->begin == b->begin && a->end == b->end;
}

/* Returns how many periods from i on have the same hours on days that follow each other. */
static size_t run_from(const struct calendar *c, const struct span *periods, size_t count, size_t i)
{
    const struct hours first = hours_of(c, periods[i]);
    size_t n = 1;
    for (; i + n < count; n++) {
        const struct hours next = hours_of(c, periods[i + n]);
        if (!same_hours(&first, &next) || next.first_day != first.first_day + (int64_t)n)
            break;
    }
    return n;
}

/* Writes the days of a group and returns the first period behind it. */
static size_t put_days(struct writer *out, const struct calendar *c, const struct span *periods, size_t count, size_t i,
                       enum words_language language)
{
    const struct hours first = hours_of(c, periods[i]);
    const size_t run = run_from(c, periods, count, i);
    put_day(out, first.first_day, language);
    if (run >= 3) {
        put(out, language == WORDS_ENGLISH ? " to " : "至");
        put_day(out, hours_of(c, periods[i + run - 1]).first_day, language);
        put(out, language == WORDS_ENGLISH ? " daily" : "每天");
        return i + run;
    }
    for (i++; i < count; i++) {
        const struct hours next = hours_of(c, periods[i]);
        if (!same_hours(&first, &next) || run_from(c, periods, count, i) >= 3)
            break;
        put(out, language == WORDS_ENGLISH ? ", " : "、");
        put_day(out, next.first_day, language);
    }
    return i;
}

static size_t put_group(struct writer *out, const struct calendar *c, const struct span *periods, size_t count,
                        size_t i, enum words_language language)
{
    const struct hours h = hours_of(c, periods[i]);
    const bool english = language == WORDS_ENGLISH;
    size_t next = i + 1;
    if (h.first_day == h.last_day)
        next = put_days(out, c, periods, count, i, language);
    else
        put_day(out, h.first_day, language);
    put(out, english ? " " : "");
    put_clock(out, h.begin);
    if (h.first_day == h.last_day) {
        put(out, "-");
    } else {
        put(out, english ? " to " : "至");
        put_day(out, h.last_day, language);
        put(out, english ? " " : "");
    }
    put_clock(out, h.end);
    return next;
}

void periods_put(struct writer *out, const struct calendar *calendar, const struct span *periods, size_t count,
                 size_t max, enum words_language language)
{
    size_t i = 0;
    for (size_t groups = 0; i < count && groups < max; groups++) {
        if (groups > 0)
            put(out, language == WORDS_ENGLISH ? "; " : "、");
        i = put_group(out, calendar, periods, count, i, language);
    }
    if (i < count && language == WORDS_ENGLISH)
        put(out, " +%zu", count - i);
    else if (i < count)
        put(out, "等%zu个时段", count);
}

bool period_days_put(struct writer *out, const struct calendar *calendar, const struct span *periods, size_t count,
                     enum words_language language)
{
    const bool english = language == WORDS_ENGLISH;
    int month = 0;
    for (size_t i = 0; i < count; i++) {
        const struct hours h = hours_of(calendar, periods[i]);
        if (h.first_day != h.last_day)
            return false;
    }
    for (size_t i = 0; count > 1 && i < count; i++) {
        const int64_t day = hours_of(calendar, periods[i]).first_day;
        const struct civil date = civil_of(day * TICK_DAY, 0);
        put(out, i == 0 ? "" : english ? ", " : "、");
        if (english || date.month != month)
            put_day(out, day, language);
        else
            put(out, "%d日", date.day);
        month = date.month;
    }
    if (count > 1)
        put(out, english ? " (hours: see link)" : "（时段见链接）");
    return count > 1;
}
