/* Keys of the university's portal (auth/portal_token.h), and which of its tokens were used. */
#ifndef GH_SERVER_RECORDS_PORTAL_KEY_H
#define GH_SERVER_RECORDS_PORTAL_KEY_H

#include "base/uuid.h"
#include "records/audit.h"
#include "vault/vault.h"

#define PORTAL_KEYS_MAX 20
#define PORTAL_KEY_NAME_MAX 60 /* bytes */

struct portal_key {
    struct uuid id;
    bool eddsa;                   /* Ed25519; else HS256 */
    uint8_t bytes[VAULT_KEY_LEN]; /* HS256: the secret; EdDSA: the public key. The caller wipes it. */
    char name[PORTAL_KEY_NAME_MAX + 1];
};

/* Columns of portal_key_query(). */
enum {
    PORTAL_KEY_COLUMN_ID = 0,
    PORTAL_KEY_COLUMN_NAME,
    PORTAL_KEY_COLUMN_ALGORITHM,
    PORTAL_KEY_COLUMN_CREATED,
    PORTAL_KEY_COLUMN_USED
};

/* Selects the keys, the newest first. The caller must end `rows` after any outcome. */
enum gh_status GH_MUST_USE portal_key_query(struct db *db, struct db_rows *rows);
/* Loads a key. GH_NOT_FOUND: no such key. */
enum gh_status GH_MUST_USE portal_key_load(struct db *db, const struct vault *vault, const struct uuid *id,
                                           struct portal_key *out);
/* Stores a new key and sets its id, with an audit record, in one transaction. GH_FULL: PORTAL_KEYS_MAX keys. */
enum gh_status GH_MUST_USE portal_key_add(const struct audit_act *act, const struct vault *vault,
                                          struct portal_key *key);
/* Deletes a key, so that none of its tokens counts. GH_NOT_FOUND: no such key. */
enum gh_status GH_MUST_USE portal_key_remove(const struct audit_act *act, const struct uuid *id);

/* Notes that a token was used. token: its jti. until: when it expires. GH_CONFLICT: it was used before. Writes. */
enum gh_status GH_MUST_USE portal_token_take(struct db *db, const struct vault *vault, const struct portal_key *key,
                                             const char *token, tick now, tick until);
/* Deletes notes of tokens that have expired. */
enum gh_status GH_MUST_USE portal_token_sweep(struct db *db, tick now);

#endif
