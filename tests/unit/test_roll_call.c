/* What all ticks about one person say together. */
#include "support/test.h"

#include <string.h>

#include "records/roll_call_rule.h"

#define TICKS_MAX 5
enum { PAGE, NORTH, SOUTH };

struct made {
    int at, from; /* minute; PAGE or a booth */
    int number;   /* of the booth; 0 on a page */
    enum roll_mark mark;
};

static const struct test_case {
    const char *name;
    struct made ticks[TICKS_MAX]; /* as they arrive; at 0 ends them */
    enum roll_mark mark;
    bool conflict;
} cases[] = {
    {"nobody ticked", {{0}}, ROLL_OPEN, false},
    {"one tick", {{1, PAGE, 0, ROLL_SAFE}}, ROLL_SAFE, false},
    {"the last on a page wins", {{1, PAGE, 0, ROLL_SAFE}, {2, PAGE, 0, ROLL_MISSING}}, ROLL_MISSING, false},
    {"a page takes it back", {{1, PAGE, 0, ROLL_SAFE}, {2, PAGE, 0, ROLL_OPEN}}, ROLL_OPEN, false},
    {"the last of a booth wins, in whatever order they arrive",
     {{2, NORTH, 2, ROLL_MISSING}, {1, NORTH, 1, ROLL_SAFE}},
     ROLL_MISSING,
     false},
    {"safe at a booth that was offline stays safe",
     {{5, PAGE, 0, ROLL_MISSING}, {1, NORTH, 1, ROLL_SAFE}},
     ROLL_SAFE,
     true},
    {"missing at a booth that was offline does not undo safe",
     {{5, PAGE, 0, ROLL_SAFE}, {9, NORTH, 1, ROLL_MISSING}},
     ROLL_SAFE,
     true},
    {"two booths agree", {{1, NORTH, 1, ROLL_SAFE}, {2, SOUTH, 1, ROLL_SAFE}}, ROLL_SAFE, false},
    {"two booths differ", {{1, NORTH, 1, ROLL_SAFE}, {2, SOUTH, 1, ROLL_MISSING}}, ROLL_SAFE, true},
    {"without safe the newest wins", {{4, NORTH, 1, ROLL_AWAY}, {2, SOUTH, 1, ROLL_MISSING}}, ROLL_AWAY, true},
    {"who sees a booth's tick on the page may replace it",
     {{1, NORTH, 1, ROLL_SAFE}, {2, PAGE, 0, ROLL_MISSING}},
     ROLL_MISSING,
     false},
};

static void ticks_are_merged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct roll_tick ticks[TICKS_MAX];
        size_t count = 0;
        bool conflict = true;
        memset(ticks, 0, sizeof ticks);
        for (const struct made *m = cases[i].ticks; count < TICKS_MAX && m->at; m++) {
            ticks[count] = (struct roll_tick){.number = (uint64_t)m->number, .at = m->at, .mark = m->mark};
            ticks[count++].device.b[0] = (uint8_t)m->from;
        }
        const struct roll_tick *best = roll_call_decide(ticks, count, &conflict);
        enum roll_mark mark = best ? best->mark : ROLL_OPEN;
        if (mark != cases[i].mark || conflict != cases[i].conflict)
            fail_msg("%s: %s, conflict %d", cases[i].name, roll_mark_name(mark), conflict);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ticks_are_merged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
