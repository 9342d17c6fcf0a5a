/* The epoch of the key set that is in use, in the database, for server processes with folders of their own. The highest
 * epoch that any of them has is the one that counts: a process with an older set issues nothing until its folder has
 * the newer one. */
#ifndef GH_SERVER_ISSUE_KEY_EPOCH_H
#define GH_SERVER_ISSUE_KEY_EPOCH_H

#include "db/db.h"
#include "issue/issuer.h"

/* Compares the issuer's epoch with the database's and raises the lower one. Reads one row, and writes only after a new
 * set. A new root begins anew. GH_UNAVAILABLE: the database's is higher. GH_NOT_FOUND: the folder has no root key.
 * Call before passes are signed, inside the transaction that stores them, or alone. */
enum gh_status GH_MUST_USE key_epoch_agree(struct db *db, struct issuer *issuer, tick now);

#endif
