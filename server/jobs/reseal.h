/* Seals what older keys of the vault sealed with the newest one, some rows at a time, so that an older key need not be
 * kept. */
#ifndef GH_SERVER_JOBS_RESEAL_H
#define GH_SERVER_JOBS_RESEAL_H

#include "db/db.h"
#include "vault/vault.h"

#define RESEAL_ROWS 500 /* at most, by one call */

/* Where a call ended. Zero: at the beginning. Losing it costs another look at the rows that are done. */
struct reseal {
    unsigned key;  /* number of the key that it seals with */
    bool done;     /* nothing is left under older keys, as the database notes */
    size_t column; /* index in the table of sealed columns */
    bool begun;    /* within the column; after is set */
    int64_t after_number;
    uint8_t after_id[UUID_LEN];
};

/* Seals up to RESEAL_ROWS boxes anew in one transaction. Adds their number to *resealed. A box that does not open stays
 * as it is, counts in *failed, and does not stop the others. */
enum gh_status GH_MUST_USE reseal_some(struct db *db, const struct vault *vault, struct reseal *state,
                                       int64_t *resealed, int64_t *failed);

#endif
