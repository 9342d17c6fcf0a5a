/* Stores the keys of requests and their sealed answers. */
#include "records/request_key.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define COLUMN "request_key.answer"

void request_key_make(const struct vault *vault, int64_t account, const char *text, struct bytes request,
                      struct request_key *out)
{
    uint8_t hash[VAULT_HASH_LEN], value[8 + REQUEST_KEY_MAX];
    size_t len = strnlen(text, REQUEST_KEY_MAX);
    struct writer w = writer_over(value, sizeof value);
    writer_put_uint(&w, 8, (uint64_t)account);
    writer_put(&w, BYTES((const uint8_t *)text, len));
    vault_hash(vault, "request-key", BYTES(value, 8 + len), hash);
    memcpy(out->id.b, hash, UUID_LEN);
    vault_hash(vault, "request", request, out->request);
}

static enum gh_status open_answer(struct db_rows *rows, const struct vault *vault, const struct uuid *id, char **body,
                                  size_t *len)
{
    struct bytes sealed = db_bytes(rows, 2);
    if (db_is_null(rows, 2) || sealed.len < VAULT_OVERHEAD)
        return GH_OK;
    size_t cap = sealed.len - VAULT_OVERHEAD + 1;
    uint8_t *plain = malloc(cap);
    if (!plain)
        return GH_NO_MEMORY;
    enum gh_status status = vault_open_box(vault, COLUMN, id, sealed, plain, cap, len);
    if (status)
        free(plain);
    else
        *body = (char *)plain;
    return status;
}

enum gh_status request_key_find(struct db *db, const struct vault *vault, const struct request_key *key, tick now,
                                int *status, char **body, size_t *len)
{
    struct db_rows rows = {0};
    *body = NULL;
    *len = 0;
    enum gh_status found = db_query(
        db, &rows, "SELECT request_hash, status, answer_sealed FROM request_key WHERE id = $1 AND created_at > $2",
        DB_UUID(&key->id), DB_INT(now - REQUEST_KEY_LIFE));
    if (!found && !(found = db_next(&rows))) {
        struct bytes request = db_bytes(&rows, 0);
        *status = (int)db_int(&rows, 1);
        if (request.len != sizeof key->request || sodium_memcmp(request.data, key->request, sizeof key->request) != 0)
            found = GH_CONFLICT;
        else
            found = open_answer(&rows, vault, &key->id, body, len);
    }
    db_rows_end(&rows);
    return found;
}

enum gh_status request_key_write(struct db *db, const struct request_key *key, tick now)
{
    /* A row that has expired and was not swept yet makes room. */
    enum gh_status status = db_query(db, NULL, "DELETE FROM request_key WHERE id = $1 AND created_at <= $2",
                                     DB_UUID(&key->id), DB_INT(now - REQUEST_KEY_LIFE));
    return status ? status
                  : db_query(db, NULL, "INSERT INTO request_key (id, request_hash, created_at) VALUES ($1, $2, $3)",
                             DB_UUID(&key->id), DB_BLOB(key->request, sizeof key->request), DB_INT(now));
}

enum gh_status request_key_answer(struct db *db, const struct vault *vault, const struct request_key *key, int status,
                                  struct bytes body)
{
    if (body.len > REQUEST_ANSWER_MAX)
        return GH_OK;
    uint8_t *sealed = malloc(body.len + VAULT_OVERHEAD);
    if (!sealed)
        return GH_NO_MEMORY;
    vault_seal(vault, COLUMN, &key->id, body, sealed);
    enum gh_status done = db_query(db, NULL, "UPDATE request_key SET status = $1, answer_sealed = $2 WHERE id = $3",
                                   DB_INT(status), DB_BLOB(sealed, body.len + VAULT_OVERHEAD), DB_UUID(&key->id));
    free(sealed);
    return done;
}

enum gh_status request_key_sweep(struct db *db, tick now)
{
    return db_query(db, NULL, "DELETE FROM request_key WHERE created_at <= $1", DB_INT(now - REQUEST_KEY_LIFE));
}
