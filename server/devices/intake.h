/* Decides whether an entry continues a booth's chain. Pure, so that the sync simulation runs the same rule. */
#ifndef GH_SERVER_DEVICES_INTAKE_H
#define GH_SERVER_DEVICES_INTAKE_H

#include <stdbool.h>

#include "wire/entry.h"

/* Progress of a booth's entries. */
struct intake {
    uint64_t acknowledged; /* highest number without a gap; 0: none */
    bool has_last_hash;    /* last_hash is known */
    uint8_t last_hash[ENTRY_HASH_LEN];
};

enum intake_verdict {
    INTAKE_NEXT = 0,  /* continues the chain: store it */
    INTAKE_AGAIN,     /* an earlier number: compare it with the stored entry */
    INTAKE_AFTER_GAP, /* the booth says that it lost the entries between: store it with a mark */
    INTAKE_BROKEN,    /* the next number, but it does not follow the entry before: store it with a mark */
    INTAKE_ALTERED,   /* the hash does not match the content: quarantine it, and count its number as received */
    INTAKE_GAP        /* numbers before it are missing: take nothing from here on */
};

/* Judges one entry. device is the name that hashes cover. oldest is the first number that the booth says it still
 * holds, or 0. */
enum intake_verdict intake_judge(const struct intake *intake, const struct entry *entry, const char *device,
                                 uint64_t oldest);
/* Advances past an entry. Don't call it after INTAKE_AGAIN or INTAKE_GAP. */
void intake_advance(struct intake *intake, const struct entry *entry);

#endif
