/* Models to draw, with the longest real texts among them. All names and numbers are made up. */
#ifndef GH_TESTS_SCREENS_FIXTURES_H
#define GH_TESTS_SCREENS_FIXTURES_H

#include "screens/screen.h"

struct fixture {
    const char *name; /* of the picture */
    const struct screen *screen;
    void (*fill)(struct model *model); /* on top of fixture_base() */
    bool blind;                        /* without a camera picture */
};

/* Fills a booth on a quiet morning: signed in, fresh, five entries. */
void fixture_base(struct model *model);
#define FIXTURE_NOW ((tick)1772667720000)
#define FIXTURE_MIDNIGHT (FIXTURE_NOW - 7 * TICK_HOUR - 42 * TICK_MINUTE)
/* A pass that is valid today, and a scan of it. */
struct pass_card fixture_card(enum pass_kind kind, const char *name, char sex, const char *tail);
void fixture_scan(struct model *model, enum scan_state state, enum verdict_reason reason);
/* Ends in a fixture with name NULL. */
extern const struct fixture fixtures_scan[];
extern const struct fixture fixtures_pages[];
extern const struct fixture fixtures_walk_up[];
extern const struct fixture fixtures_visit[];
extern const struct fixture fixtures_roll_call[];

#endif
