/* What `gatehouse doctor` found at a booth, as the booth hands it up with its report: one line of text,
 *
 *     1764559200 camera=fault disk=warning
 *
 * the time of the checks in seconds since 1970, then each check that was not well, once. Names of checks are 1 to 20
 * letters a to z and hyphens, so that a server shows checks that it does not know yet. */
#ifndef GH_WIRE_HEALTH_H
#define GH_WIRE_HEALTH_H

#include "base/bytes.h"
#include "base/tick.h"

#define HEALTH_CHECKS_MAX 16
#define HEALTH_NAME_SIZE 21
#define HEALTH_TEXT_SIZE 512 /* of the longest line, with its NUL */

enum health_state { HEALTH_WARNING = 1, HEALTH_FAULT = 2 };

struct health {
    tick at; /* whole seconds */
    size_t count;
    struct health_check {
        char name[HEALTH_NAME_SIZE];
        enum health_state state;
    } checks[HEALTH_CHECKS_MAX];
};

/* Adds a check, with hyphens for blanks, or makes a warning of the same name a fault. Checks beyond the limit, and
 * names that are none, are left out. */
void health_add(struct health *health, const char *name, enum health_state state);
/* Writes the line, without a line end. */
void health_write(const struct health *health, char out[static HEALTH_TEXT_SIZE]);
/* Reads a line. A line end may follow. GH_MALFORMED: anything else. */
enum gh_status GH_MUST_USE health_read(struct bytes text, struct health *out);
/* Returns "warning" or "fault". */
const char *health_state_name(enum health_state state);

#endif
