/* Models to draw: real sizes of everything, the longest real texts among them. All names and numbers are made up. */
#ifndef GH_TESTS_SCREENS_FIXTURES_H
#define GH_TESTS_SCREENS_FIXTURES_H

#include "screens/screen.h"

struct fixture {
    const char *name; /* of the picture */
    const struct screen *screen;
    void (*fill)(struct ui_model *model); /* on top of fixture_base() */
};

/* A booth on a quiet morning: signed in, fresh, five entries. */
void fixture_base(struct ui_model *model);
/* Ends in a fixture with name NULL. */
extern const struct fixture fixtures_scan[];
extern const struct fixture fixtures_pages[];
extern const struct fixture fixtures_apply[];

#endif
