/* Periods as people write them, on pages and in messages. Pure.
 *
 * Midnight at the end of a period is 24:00 of the day before, as Chinese timetables write it. */
#ifndef GH_SERVER_FLOW_PERIOD_WORDS_H
#define GH_SERVER_FLOW_PERIOD_WORDS_H

#include "base/bytes.h"
#include "flow/calendar.h"

enum words_language { WORDS_CHINESE = 0, WORDS_ENGLISH };

struct span {
    tick from, to; /* [from, to) */
};

#define PERIOD_WORDS_SIZE 96
/* Writes one period for a page: "11月29日 周日 08:00–24:00", "29 Nov (Sun) 08:00–24:00". The year stands before it
 * when it is not the year of now. */
void period_words(const struct calendar *calendar, struct span period, tick now, enum words_language language,
                  char out[static PERIOD_WORDS_SIZE]);
/* Writes the first moment of a period that has not begun: "08:00" when it is today, else "11月29日 08:00". */
void period_begin_words(const struct calendar *calendar, tick from, tick now, enum words_language language,
                        char out[static PERIOD_WORDS_SIZE]);
/* Writes a day for a message, at most six characters: "11月29日", "29 Nov". */
#define DAY_WORDS_SIZE 24
void day_words(const struct calendar *calendar, tick at, enum words_language language, char out[static DAY_WORDS_SIZE]);

/* Appends the periods, which are in the order of time, for a message: "11月29日08:00-18:00". Days with the same hours
 * share them: "11月29日、12月1日08:00-18:00", "11月29日至12月3日每天08:00-18:00". Behind max groups it says how many
 * periods there are: "11月29日08:00-18:00等5个时段". */
void periods_put(struct writer *out, const struct calendar *calendar, const struct span *periods, size_t count,
                 size_t max, enum words_language language);
/* Appends the days alone: "12月2日、3日、7日（时段见链接）", "2 Dec, 3 Dec (hours: see link)". Returns false, and
 * appends nothing, for a single period and where a period has several days. */
bool period_days_put(struct writer *out, const struct calendar *calendar, const struct span *periods, size_t count,
                     enum words_language language);

#endif
