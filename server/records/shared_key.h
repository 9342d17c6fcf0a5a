/* Which of the keys that booths hold too are in use, by their numbers (vault/vault.h). The database keeps the numbers,
 * so that all servers change at one point of its history.
 *
 * A new key begins a new lineage (records/lineage.h): each booth fetches all rows again, into a second replica beside
 * the one that serves. So a replica holds rows of one key alone, and no gate waits.
 *
 * Rows of a booth are sealed with a data key of its own (vault_booth_key()). A database of before, whose booths shared
 * the data key, comes to that by a new lineage too. */
#ifndef GH_SERVER_RECORDS_SHARED_KEY_H
#define GH_SERVER_RECORDS_SHARED_KEY_H

#include "db/db.h"
#include "vault/vault.h"

struct shared_keys {
    unsigned number[VAULT_SHARED_KINDS];
    unsigned own; /* 1: each booth has a data key of its own; 0: all share one, as before */
};

enum gh_status GH_MUST_USE shared_keys_load(struct db *db, struct shared_keys *out);
/* Takes keys into use that are newer than those of the database, in its own transaction with an audit record, and gives
 * each booth a data key of its own where they share one. *before: those in use until now; *out: from now on. */
enum gh_status GH_MUST_USE shared_keys_advance(struct db *db, const struct vault *vault, tick now,
                                               struct shared_keys *before, struct shared_keys *out);

/* Booths need the newest campus key before a pass rests on it. So passes rest on the one before for this long. */
#define SHARED_KEY_PASSES_WAIT (7 * TICK_DAY)
/* Returns in *key the campus key that the holder check of a new pass rests on, borrowed from the vault. GH_UNAVAILABLE:
 * its file has not come. */
enum gh_status GH_MUST_USE shared_key_of_passes(struct db *db, const struct vault *vault, tick now,
                                                const uint8_t **key);

#endif
