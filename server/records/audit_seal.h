/* Signatures over the audit trail. A head says which entry was the newest at a time: then the trail can't be cut at its
 * end, or computed anew, without the server's key. An anchor says which old entries retention has removed. */
#ifndef GH_SERVER_RECORDS_AUDIT_SEAL_H
#define GH_SERVER_RECORDS_AUDIT_SEAL_H

#include "records/audit_chain.h"
#include "vault/vault.h"

#define AUDIT_SEAL_EVERY TICK_HOUR
#define AUDIT_SIGNER_LEN 32
#define AUDIT_SIGNATURE_LEN 64
#define AUDIT_SEAL_TEXT_SIZE 256

struct audit_seal {
    const char *kind; /* AUDIT_HEAD, AUDIT_ANCHOR */
    int64_t sequence; /* of the link: head: the newest; anchor: the newest that was removed */
    uint8_t hash[AUDIT_HASH_LEN];
    tick at;
    uint8_t signer[AUDIT_SIGNER_LEN]; /* Ed25519 public key */
    uint8_t signature[AUDIT_SIGNATURE_LEN];
};
#define AUDIT_HEAD "head"
#define AUDIT_ANCHOR "anchor"

/* Writes the text that is signed (docs/audit.md). */
void audit_seal_text(const struct audit_seal *seal, char out[static AUDIT_SEAL_TEXT_SIZE]);
/* Returns true when the seal has this vault's signature. */
bool audit_seal_good(const struct vault *vault, const struct audit_seal *seal);

/* Reads the oldest seal of a kind above `sequence`. GH_NOT_FOUND: none. */
enum gh_status GH_MUST_USE audit_seal_next(struct db *db, const char *kind, int64_t sequence, struct audit_seal *out);
/* Reads the newest seal of a kind. GH_NOT_FOUND: none. */
enum gh_status GH_MUST_USE audit_seal_newest(struct db *db, const char *kind, struct audit_seal *out);

/* Signs the newest link, unless that is signed already or the newest head is younger than `age`. *made: the head, for
 * the log; its sequence is 0 when none was signed. Call it outside a transaction. */
enum gh_status GH_MUST_USE audit_seal_head(struct db *db, const struct vault *vault, tick now, tick age,
                                           struct audit_seal *made);

/* Removes the oldest entries that are older than `days` (at least 180, which the database's triggers demand too), some
 * at a time and the trail's beginning only, and leaves a signed anchor. *removed: how many. Call it outside a
 * transaction. */
enum gh_status GH_MUST_USE audit_retain(struct db *db, const struct vault *vault, tick now, int64_t days,
                                        int64_t *removed);

#endif
