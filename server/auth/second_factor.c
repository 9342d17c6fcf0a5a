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

/* Loads the factor that is in use, or the one that is not yet confirmed. GH_NOT_FOUND: none. The caller wipes *out. */
static enum gh_status load(struct db *db, const struct vault *vault, int64_t account, bool begun, struct factor *out)
{
    struct db_rows rows = {0};
    struct uuid row = row_of(account);
    size_t len = 0;
    enum gh_status status = db_query(db, &rows,
                                     begun ? "SELECT totp_next, 0 FROM account WHERE id = $1 AND totp_next IS NOT NULL"
                                           : "SELECT totp_sealed, totp_last FROM account WHERE id = $1 AND totp_on = 1 "
                                             "AND totp_sealed IS NOT NULL",
                                     DB_INT(account));
    if (!status && !(status = db_next(&rows))) {
        out->last = db_int(&rows, 1);
        status = vault_open_box(vault, COLUMN, &row, db_bytes(&rows, 0), out->secret, sizeof out->secret, &len);
    }
    db_rows_end(&rows);
    return status ? status : len == TOTP_SECRET_LEN ? GH_OK : GH_CORRUPT;
}

/* Takes what people write for what the code has: case, blanks and hyphens make no difference. GH_MALFORMED: it has
 * another length. */
static enum gh_status read_code(const char *typed, char out[static RECOVERY_CODE_SIZE])
{
    size_t n = 0;
    for (; *typed; typed++) {
        if (*typed == '-' || *typed == ' ')
            continue;
        if (n == RECOVERY_CODE_SIZE - 2)
            return GH_MALFORMED;
        out[n++] = *typed >= 'A' && *typed <= 'Z' ? (char)(*typed + 32) : *typed;
    }
    out[n] = '\0';
    return n == RECOVERY_CODE_SIZE - 2 ? GH_OK : GH_MALFORMED;
}

static void hash_code(const struct vault *vault, const char *code, uint8_t hash[static VAULT_HASH_LEN])
{
    vault_hash(vault, "recovery-code", bytes_of_string(code), hash);
}

/* Uses a recovery code up. GH_DENIED: it is none of the account's. */
static enum gh_status use_recovery_code(struct db *db, const struct vault *vault, int64_t account, const char *typed)
{
    char code[RECOVERY_CODE_SIZE];
    uint8_t hash[VAULT_HASH_LEN];
    if (read_code(typed, code))
        return GH_DENIED;
    hash_code(vault, code, hash);
    sodium_memzero(code, sizeof code);
    enum gh_status status = db_query(db, NULL, "DELETE FROM recovery_code WHERE account = $1 AND hash = $2",
                                     DB_INT(account), DB_BLOB(hash, sizeof hash));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_DENIED;
}

/* Uses a code of the app up. GH_DENIED: it is wrong, or was used here or elsewhere at this moment. */
static enum gh_status use_totp(struct db *db, int64_t account, const struct factor *factor, const char *typed, tick now)
{
    int64_t step = 0;
    enum gh_status status = totp_check(factor->secret, bytes_of_string(typed), now, factor->last, &step);
    if (status)
        return status;
    status = db_query(db, NULL, "UPDATE account SET totp_last = $1 WHERE id = $2 AND totp_last < $1", DB_INT(step),
                      DB_INT(account));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_DENIED;
}

enum gh_status second_factor_check(struct db *db, const struct vault *vault, int64_t account, const char *typed,
                                   tick now, bool *strong)
{
    struct factor factor = {0};
    enum gh_status status = load(db, vault, account, false, &factor);
    bool has = status != GH_NOT_FOUND;
    if (!status)
        status = strlen(typed) > TOTP_DIGITS ? use_recovery_code(db, vault, account, typed)
                                             : use_totp(db, account, &factor, typed, now);
    sodium_memzero(&factor, sizeof factor);
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
    enum gh_status status = db_query(db, NULL, "UPDATE account SET totp_next = $1 WHERE id = $2",
                                     DB_BLOB(box, sizeof box), DB_INT(account));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}

enum gh_status second_factor_confirm(struct db *db, const struct vault *vault, int64_t account, const char *typed,
                                     tick now)
{
    struct factor factor = {0};
    int64_t step = 0;
    enum gh_status status = load(db, vault, account, true, &factor);
    if (!status)
        status = totp_check(factor.secret, bytes_of_string(typed), now, factor.last, &step);
    sodium_memzero(&factor, sizeof factor);
    if (status)
        return status;
    status = db_query(db, NULL,
                      "UPDATE account SET totp_sealed = totp_next, totp_next = NULL, totp_on = 1, totp_last = $1 WHERE "
                      "id = $2 AND totp_next IS NOT NULL",
                      DB_INT(step), DB_INT(account));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}

enum gh_status second_factor_set(struct db *db, const struct vault *vault, int64_t account,
                                 const uint8_t secret[static TOTP_SECRET_LEN], int64_t step)
{
    uint8_t box[TOTP_SECRET_LEN + VAULT_OVERHEAD];
    struct uuid row = row_of(account);
    vault_seal(vault, COLUMN, &row, BYTES(secret, TOTP_SECRET_LEN), box);
    enum gh_status status = db_query(
        db, NULL, "UPDATE account SET totp_sealed = $1, totp_next = NULL, totp_on = 1, totp_last = $2 WHERE id = $3",
        DB_BLOB(box, sizeof box), DB_INT(step), DB_INT(account));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}

static enum gh_status forget_codes(struct db *db, int64_t account)
{
    return db_query(db, NULL, "DELETE FROM recovery_code WHERE account = $1", DB_INT(account));
}

enum gh_status second_factor_remove(struct db *db, int64_t account)
{
    enum gh_status status = db_query(
        db, NULL, "UPDATE account SET totp_on = 0, totp_sealed = NULL, totp_next = NULL, totp_last = 0 WHERE id = $1",
        DB_INT(account));
    return status ? status : forget_codes(db, account);
}

/* Letters and digits without look-alikes. */
static void draw_code(char out[static RECOVERY_CODE_SIZE])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    for (size_t i = 0; i < RECOVERY_CODE_SIZE - 1; i++)
        out[i] = i == 5 ? '-' : letters[randombytes_uniform(sizeof letters - 1)];
    out[RECOVERY_CODE_SIZE - 1] = '\0';
}

enum gh_status recovery_codes_make(struct db *db, const struct vault *vault, int64_t account,
                                   char codes[static RECOVERY_CODES][RECOVERY_CODE_SIZE])
{
    enum gh_status status = forget_codes(db, account);
    for (size_t i = 0; !status && i < RECOVERY_CODES; i++) {
        char code[RECOVERY_CODE_SIZE];
        uint8_t hash[VAULT_HASH_LEN];
        draw_code(codes[i]);
        (void)read_code(codes[i], code);
        hash_code(vault, code, hash);
        sodium_memzero(code, sizeof code);
        status = db_query(db, NULL, "INSERT INTO recovery_code (account, hash) VALUES ($1, $2)", DB_INT(account),
                          DB_BLOB(hash, sizeof hash));
    }
    return status;
}

enum gh_status recovery_codes_left(struct db *db, int64_t account, int64_t *left)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT count(*) FROM recovery_code WHERE account = $1", DB_INT(account));
    if (!status && !(status = db_next(&rows)))
        *left = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}
