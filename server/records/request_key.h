/* Keys that clients give to requests which create something, so that a repetition has no second effect
 * (draft-ietf-httpapi-idempotency-key-header). The key's row is written in the transaction of what it created. Rows and
 * the sealed answers in them live for REQUEST_KEY_LIFE. */
#ifndef GH_SERVER_RECORDS_REQUEST_KEY_H
#define GH_SERVER_RECORDS_REQUEST_KEY_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/db.h"
#include "vault/vault.h"

#define REQUEST_KEY_LIFE TICK_HOUR
#define REQUEST_KEY_MIN 16 /* characters of a key */
#define REQUEST_KEY_MAX 64
#define REQUEST_ANSWER_MAX ((size_t)64 * 1024) /* bytes of an answer that is kept */

struct request_key {
    struct uuid id; /* of account and key */
    uint8_t request[VAULT_HASH_LEN];
};

/* Makes the key of an account's request; text: the key as sent; request: what it asks for. */
void request_key_make(const struct vault *vault, int64_t account, const char *text, struct bytes request,
                      struct request_key *out);
/* Looks for an earlier request with this key. *status: its HTTP status, or 0 when no answer was kept. *body is its
 * answer, which the caller frees; NULL: empty. GH_NOT_FOUND: none. GH_CONFLICT: another request had the key. */
enum gh_status GH_MUST_USE request_key_find(struct db *db, const struct vault *vault, const struct request_key *key,
                                            tick now, int *status, char **body, size_t *len);
/* Writes the key in the caller's transaction. GH_CONFLICT: a request with this key was faster. */
enum gh_status GH_MUST_USE request_key_write(struct db *db, const struct request_key *key, tick now);
/* Keeps the answer to a request whose key is written. An answer over REQUEST_ANSWER_MAX is not kept. */
enum gh_status GH_MUST_USE request_key_answer(struct db *db, const struct vault *vault, const struct request_key *key,
                                              int status, struct bytes body);
/* Deletes keys older than REQUEST_KEY_LIFE. */
enum gh_status GH_MUST_USE request_key_sweep(struct db *db, tick now);

#endif
