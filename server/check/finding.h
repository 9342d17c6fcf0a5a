/* What a check found: a state, texts, and the values in them. */
#ifndef GH_SERVER_CHECK_FINDING_H
#define GH_SERVER_CHECK_FINDING_H

#include "base/catalog.h"
#include "base/tick.h"

#define CHECK_VALUE_SIZE 160
#define CHECK_TEXT_SIZE 768

enum check_state {
    CHECK_OK = 0,
    CHECK_WARNING, /* works, but look at it */
    CHECK_FAULT,   /* something does not work, or will not after the next loss */
    CHECK_SKIPPED, /* can't be checked here */
    CHECK_STATES
};

struct check_finding {
    enum check_state state;
    const char *found, *mend; /* literals; mend NULL: nothing to mend */
    char value[CHECK_VALUE_SIZE], other[CHECK_VALUE_SIZE];
};

/* Fills the values into a text, translated or not. */
void check_text(const char *text, const struct check_finding *finding, char *out, size_t size);

/* Sets state and texts; the values stay. */
static inline void check_say(struct check_finding *out, enum check_state state, const char *found, const char *mend)
{
    out->state = state;
    out->found = found;
    out->mend = mend;
}
void check_value(struct check_finding *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void check_other(struct check_finding *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Writes a day as 2026-12-01, in UTC. */
#define CHECK_DAY_SIZE 16
void check_day(tick at, char out[static CHECK_DAY_SIZE]);

#endif
