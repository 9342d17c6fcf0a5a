/* Ids, transactions and sealed columns that all records use. */
#include "records/record.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct uuid record_id(tick now)
{
    uint8_t random[10];
    randombytes_buf(random, sizeof random);
    return uuid_v7(now, random);
}

struct uuid record_row(int64_t id)
{
    struct uuid row = {0};
    memcpy(row.b, &id, sizeof id);
    return row;
}

enum gh_status record_finish(struct db *db, enum gh_status status)
{
    if (!status)
        return db_commit(db);
    db_rollback(db);
    return status;
}

struct db_value record_seal(const struct vault *vault, const char *column, const struct uuid *row, const char *text,
                            struct record_box *box)
{
    struct bytes plain = bytes_of_string(text);
    if (plain.len > RECORD_SHORT_MAX)
        abort();
    vault_seal(vault, column, row, plain, box->bytes);
    return DB_BLOB(box->bytes, plain.len + VAULT_OVERHEAD);
}

enum gh_status record_open(const struct vault *vault, const char *column, const struct uuid *row, struct db_rows *rows,
                           int at, char *out, size_t size)
{
    size_t len;
    if (db_bytes(rows, at).len == 0) {
        out[0] = '\0';
        return GH_OK;
    }
    return vault_open_box(vault, column, row, db_bytes(rows, at), (uint8_t *)out, size, &len) ? GH_CORRUPT : GH_OK;
}

enum gh_status record_open_photo(const struct vault *vault, const char *column, const struct uuid *id, struct bytes box,
                                 uint8_t **out, size_t *out_len)
{
    uint8_t *plain = malloc(box.len + 1);
    size_t len = 0;
    if (!plain)
        return GH_NO_MEMORY;
    enum gh_status status = vault_open_box(vault, column, id, box, plain, box.len + 1, &len);
    if (status) {
        free(plain);
        return status;
    }
    *out = plain;
    *out_len = len;
    return GH_OK;
}
