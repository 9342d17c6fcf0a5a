/* The chain of hashes over the audit trail: each entry is linked to the one before it, so that nobody can alter,
 * delete, insert or move an entry unseen. docs/audit.md defines the bytes.
 *
 * Entries are linked at the end of the transaction that writes them, since all server processes wait for one row there:
 * it is the last lock that a transaction takes, so no two transactions wait for each other, and it is held shortly. */
#ifndef GH_SERVER_RECORDS_AUDIT_CHAIN_H
#define GH_SERVER_RECORDS_AUDIT_CHAIN_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/db.h"

#define AUDIT_HASH_LEN 32 /* SHA-256 */

/* An entry as the chain covers it. */
struct audit_row {
    struct uuid id;
    tick at;
    int64_t account; /* 0: the system */
    struct bytes action, subject, detail, address;
};

/* The columns of table audit u that audit_row_read() takes, in its order. */
#define AUDIT_ROW_COLUMNS "u.id, u.at, u.account, u.action, u.subject, u.detail, u.address"
/* Reads a row whose column `first` is the first of AUDIT_ROW_COLUMNS. The texts are borrowed as those of db_bytes().
 * GH_CORRUPT: its id is not 16 bytes. */
enum gh_status GH_MUST_USE audit_row_read(struct db_rows *rows, int first, struct audit_row *out);

/* Hashes an entry. */
void audit_row_digest(const struct audit_row *row, uint8_t out[static AUDIT_HASH_LEN]);
/* Hashes a link: the hash before it, its place in the chain, and the entry's digest. out may be before. */
void audit_link_hash(const uint8_t before[static AUDIT_HASH_LEN], int64_t sequence,
                     const uint8_t digest[static AUDIT_HASH_LEN], uint8_t out[static AUDIT_HASH_LEN]);

/* Links an entry when the open transaction commits. The commit gives GH_CORRUPT where the chain's newest link is not
 * the one that the head names. */
enum gh_status GH_MUST_USE audit_chain_add(struct db *db, const struct audit_row *row);

#endif
