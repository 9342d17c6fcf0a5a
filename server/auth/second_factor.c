/* Stores the second factor in the account's row and lets each code work only once. */
#include "auth/second_factor.h"

#include <sodium.h>
#include <string.h>

#define COLUMN "account.totp"

static struct uuid row_of(int64_t account)
{
    struct uuid row = {0};
    memcpy(row.b, &account, sizeof account);
    return row;
}

/* A second factor as stored. */
struct factor {
    uint8_t secret[TOTP_SECRET_LEN + 1]; /* one more byte for the NUL of vault_open_box() */
    int64_t last;                        /* time step of the last accepted code */
};

/* Loads a factor that is in use (on) or not yet confirmed (!on). GH_NOT_FOUND: none. The caller wipes *out. */
static enum gh_status load(struct db *db, const struct vault *vault, int64_t account, bool on, struct factor *out)
{
    struct db_rows rows = {0};
    struct uuid row = row_of(account);
    size_t len = 0;
    enum gh_status status = db_query(db, &rows,
                                     "SELECT totp_sealed, totp_last FROM account WHERE id = $1 AND totp_on = $2 AND "
                                     "totp_sealed IS NOT NULL",
                                     DB_INT(account), DB_INT(on));
    if (!status && !(status = db_next(&rows))) {
        out->last = db_int(&rows, 1);
        status = vault_open_box(vault, COLUMN, &row, db_bytes(&rows, 0), out->secret, sizeof out->secret, &len);
    }
    db_rows_end(&rows);
    return status ? status : len == TOTP_SECRET_LEN ? GH_OK : GH_CORRUPT;
}

enum gh_status second_factor_check(struct db *db, const struct vault *vault, int64_t account, const char *typed,
                                   tick now, bool *strong)
{
    struct factor factor = {0};
    int64_t step = 0;
    enum gh_status status = load(db, vault, account, true, &factor);
    bool has = status != GH_NOT_FOUND;
    if (!status)
        status = totp_check(factor.secret, bytes_of_string(typed), now, factor.last, &step);
    sodium_memzero(&factor, sizeof factor);
    if (!status) {
        status = db_query(db, NULL, "UPDATE account SET totp_last = $1 WHERE id = $2 AND totp_last < $1", DB_INT(step),
                          DB_INT(account));
        if (!status && db_changed(db) != 1)
            status = GH_DENIED; /* the same code was accepted elsewhere at this moment */
    }
    if (!has)
        status = GH_OK;
    if (!status)
        *strong = has;
    return status;
}

enum gh_status second_factor_begin(struct db *db, const struct vault *vault, int64_t account,
                                   uint8_t secret[static TOTP_SECRET_LEN])
{
    uint8_t box[TOTP_SECRET_LEN + VAULT_OVERHEAD];
    struct uuid row = row_of(account);
    randombytes_buf(secret, TOTP_SECRET_LEN);
    vault_seal(vault, COLUMN, &row, BYTES(secret, TOTP_SECRET_LEN), box);
    enum gh_status status =
        db_query(db, NULL, "UPDATE account SET totp_sealed = $1, totp_last = 0 WHERE id = $2 AND totp_on = 0",
                 DB_BLOB(box, sizeof box), DB_INT(account));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_CONFLICT;
}

enum gh_status second_factor_confirm(struct db *db, const struct vault *vault, int64_t account, const char *typed,
                                     tick now)
{
    struct factor factor = {0};
    int64_t step = 0;
    enum gh_status status = load(db, vault, account, false, &factor);
    if (!status)
        status = totp_check(factor.secret, bytes_of_string(typed), now, factor.last, &step);
    sodium_memzero(&factor, sizeof factor);
    if (status)
        return status;
    status = db_query(db, NULL, "UPDATE account SET totp_on = 1, totp_last = $1 WHERE id = $2 AND totp_on = 0",
                      DB_INT(step), DB_INT(account));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}
