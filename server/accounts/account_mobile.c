/* Stores and finds mobile numbers of accounts. */
#include "accounts/account_mobile.h"

#include <sodium.h>
#include <string.h>

#include "people/mobile_written.h"
#include "records/record.h"

static void hash_of(const struct vault *vault, const char *mobile, uint8_t out[static VAULT_HASH_LEN])
{
    vault_hash(vault, "account.mobile", bytes_of_string(mobile), out);
}

enum gh_status account_mobile_store(struct db *db, const struct vault *vault, int64_t id, const char *mobile)
{
    const struct uuid row = record_row(id);
    struct record_box box;
    uint8_t hash[VAULT_HASH_LEN] = {0};
    if (mobile[0])
        hash_of(vault, mobile, hash);
    return db_query(db, NULL, "UPDATE account SET mobile_sealed = $1, mobile_hash = $2 WHERE id = $3",
                    mobile[0] ? record_seal(vault, "account.mobile", &row, mobile, &box) : DB_NULL,
                    mobile[0] ? DB_BLOB(hash, sizeof hash) : DB_NULL, DB_INT(id));
}

/* An older server beside this one changes the number and not its hash, so that each number that is found is opened. The
 * second part has the numbers without a hash: none once account_mobile_fill() has been here. */
enum gh_status account_mobile_find(struct db *db, const struct vault *vault, const char *mobile,
                                   int64_t ids[static ACCOUNT_MOBILE_FOUND_MAX], size_t *count)
{
    char found[MOBILE_SIZE];
    uint8_t hash[VAULT_HASH_LEN];
    struct db_rows rows = {0};
    hash_of(vault, mobile, hash);
    *count = 0;
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT id, mobile_sealed FROM account WHERE mobile_hash = $1 UNION ALL SELECT id, mobile_sealed FROM "
                 "account WHERE mobile_hash IS NULL AND mobile_sealed IS NOT NULL ORDER BY 1",
                 DB_BLOB(hash, sizeof hash));
    while (!status && *count < ACCOUNT_MOBILE_FOUND_MAX && !(status = db_next(&rows))) {
        const struct uuid row = record_row(db_int(&rows, 0));
        status = record_open(vault, "account.mobile", &row, &rows, 1, found, sizeof found);
        if (!status && strcmp(found, mobile) == 0)
            ids[(*count)++] = db_int(&rows, 0);
    }
    db_rows_end(&rows);
    sodium_memzero(found, sizeof found);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Returns the next account without a hash. GH_NOT_FOUND: there is none. */
static enum gh_status next_missing(struct db *db, const struct vault *vault, int64_t *id,
                                   char mobile[static MOBILE_SIZE])
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT id, mobile_sealed FROM account WHERE mobile_hash IS NULL AND "
                                     "mobile_sealed IS NOT NULL AND id > $1 ORDER BY id LIMIT 1",
                                     DB_INT(*id));
    if (!status && !(status = db_next(&rows))) {
        *id = db_int(&rows, 0);
        const struct uuid row = record_row(*id);
        status = record_open(vault, "account.mobile", &row, &rows, 1, mobile, MOBILE_SIZE);
    }
    db_rows_end(&rows);
    return status;
}

enum gh_status account_mobile_fill(struct db *db, const struct vault *vault, int64_t limit, int64_t *filled)
{
    char mobile[MOBILE_SIZE];
    uint8_t hash[VAULT_HASH_LEN];
    int64_t id = 0;
    enum gh_status status = GH_OK;
    for (int64_t done = 0; !status && done < limit && !(status = next_missing(db, vault, &id, mobile)); done++) {
        hash_of(vault, mobile, hash);
        status = db_query(db, NULL, "UPDATE account SET mobile_hash = $1 WHERE id = $2", DB_BLOB(hash, sizeof hash),
                          DB_INT(id));
        *filled += !status;
    }
    sodium_memzero(mobile, sizeof mobile);
    return status == GH_NOT_FOUND ? GH_OK : status;
}
