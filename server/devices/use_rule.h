/* The rule of what an entry changes beyond its own booth. Pure, so that tests/sim runs the same rule.
 *
 * A booth changes only what is its own: it spends passes of its campus, and takes back only what it admitted. What
 * arrives from a revoked booth is kept as evidence and changes nothing. */
#ifndef GH_SERVER_DEVICES_USE_RULE_H
#define GH_SERVER_DEVICES_USE_RULE_H

#include <stdbool.h>

#include "wire/entry.h"

/* What the server knows beside the entry. */
struct use_facts {
    bool active;   /* the booth was not revoked when the entry arrived */
    bool of_booth; /* the entry's pass is valid at a gate of the booth's campus */
    bool own_use;  /* of a take-back: what it refers to is a use of this booth */
};

enum use_effect {
    USE_NOTHING = 0,
    USE_ADMITS,     /* somebody came in with the pass */
    USE_SPENDS,     /* the same, and the pass can't be used again */
    USE_TAKES_BACK, /* an earlier use of this booth counts no more */
};

/* Returns what the entry changes. */
enum use_effect use_judge(const struct entry *entry, const struct use_facts *facts);

#endif
