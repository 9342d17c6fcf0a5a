/* Whether an entry continues a booth's chain: the rule by which a server takes what a booth hands up. Pure, so that the
 * simulation of sync runs the very same rule. */
#ifndef GH_SERVER_DEVICES_INTAKE_H
#define GH_SERVER_DEVICES_INTAKE_H

#include <stdbool.h>

#include "wire/entry.h"

/* How far a booth's entries have come. */
struct intake {
    uint64_t acknowledged; /* highest number without a gap; 0: none */
    bool has_last_hash;    /* the hash of that entry is known */
    uint8_t last_hash[ENTRY_HASH_LEN];
};

enum intake_verdict {
    INTAKE_NEXT = 0,  /* goes on with the chain: store it */
    INTAKE_AGAIN,     /* an earlier number: compare with what is stored */
    INTAKE_AFTER_GAP, /* the booth itself says that those between are gone: store it, marked */
    INTAKE_BROKEN,    /* its number is right, but it does not follow the entry before: store it, marked */
    INTAKE_ALTERED,   /* its hash is not its content's: keep it aside; its number counts as received */
    INTAKE_GAP        /* numbers are missing before it: nothing from here on can be taken */
};

/* device: the name that hashes cover. oldest: the first number that the booth still holds, as it says; 0: unknown. */
enum intake_verdict intake_judge(const struct intake *intake, const struct entry *entry, const char *device,
                                 uint64_t oldest);
/* After an entry whose verdict was neither INTAKE_AGAIN nor INTAKE_GAP. */
void intake_advance(struct intake *intake, const struct entry *entry);

#endif
