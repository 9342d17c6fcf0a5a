/* Keeps the first-run set-up in its one row, and stores it when it is complete. */
#include "accounts/setup.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "records/record.h"
#include "json/json_read.h"

#define TOKEN_LEN 32
#define PLAN_MAX ((size_t)32 * 1024)
#define PLAN_COLUMN "setup.plan"
#define TOTP_COLUMN "setup.totp"
#define ROW 1
#define FIRST_ACCOUNT 1 /* id of the first account of a database */

_Static_assert(SETUP_TOKEN_SIZE == sodium_base64_ENCODED_LEN(TOKEN_LEN, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
               "a token in base64url");

static void hash_token(const char *token, uint8_t out[static VAULT_HASH_LEN])
{
    crypto_generichash(out, VAULT_HASH_LEN, (const uint8_t *)token, strlen(token), NULL, 0);
}

enum gh_status setup_is_open(struct db *db, bool *open)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT 1 FROM account LIMIT 1");
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *open = status == GH_NOT_FOUND;
    return *open ? GH_OK : status;
}

/* Stores the hash unless a link is valid that must stay. db_changed() tells. */
static enum gh_status store_link(struct db *db, bool renew, tick now, const uint8_t hash[static VAULT_HASH_LEN])
{
    return db_query(db, NULL,
                    "INSERT INTO setup (id, token_hash, expires_at, version) VALUES (1, $1, $2, 1) ON CONFLICT (id) DO "
                    "UPDATE SET token_hash = $1, expires_at = $2 WHERE setup.expires_at <= $3 OR $4 = 1",
                    DB_BLOB(hash, VAULT_HASH_LEN), DB_INT(now + SETUP_LIFE), DB_INT(now), DB_INT(renew));
}

static enum gh_status make_link(struct db *db, bool renew, const uint8_t hash[static VAULT_HASH_LEN])
{
    bool open = false;
    tick now = 0;
    enum gh_status status = setup_is_open(db, &open);
    if (!status && !open)
        status = GH_NOT_FOUND;
    if (!status)
        status = db_now(db, &now);
    if (!status)
        status = store_link(db, renew, now, hash);
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_CONFLICT;
}

enum gh_status setup_link_make(struct db *db, bool renew, char token[static SETUP_TOKEN_SIZE])
{
    uint8_t random[TOKEN_LEN], hash[VAULT_HASH_LEN];
    randombytes_buf(random, sizeof random);
    sodium_bin2base64(token, SETUP_TOKEN_SIZE, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof random);
    hash_token(token, hash);
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = record_finish(db, make_link(db, renew, hash));
    if (status)
        sodium_memzero(token, SETUP_TOKEN_SIZE);
    return status;
}

/* Opens the sealed plan of a row; an empty object for none. */
static enum gh_status open_plan(const struct vault *vault, struct db_rows *rows, int column, json_t **out)
{
    const struct bytes box = db_bytes(rows, column);
    const struct uuid row = record_row(ROW);
    struct json_fault fault;
    size_t len = 0;
    if (db_is_null(rows, column))
        return (*out = json_object()) ? GH_OK : GH_NO_MEMORY;
    uint8_t *plain = malloc(box.len + 1);
    if (!plain)
        return GH_NO_MEMORY;
    enum gh_status status = vault_open_box(vault, PLAN_COLUMN, &row, box, plain, box.len + 1, &len);
    if (!status)
        status = json_read(BYTES(plain, len), PLAN_MAX, out, &fault);
    sodium_memzero(plain, box.len + 1);
    free(plain);
    return status;
}

enum gh_status setup_find(struct db *db, const struct vault *vault, const char *token, struct setup *out)
{
    uint8_t hash[VAULT_HASH_LEN];
    struct db_rows rows = {0};
    bool open = false;
    tick now = 0;
    hash_token(token, hash);
    *out = (struct setup){0};
    enum gh_status status = setup_is_open(db, &open);
    if (!status && !open)
        status = GH_NOT_FOUND;
    if (!status)
        status = db_now(db, &now);
    if (!status)
        status = db_query(
            db, &rows, "SELECT expires_at, version, plan_sealed FROM setup WHERE token_hash = $1 AND expires_at > $2",
            DB_BLOB(hash, sizeof hash), DB_INT(now));
    if (!status && !(status = db_next(&rows))) {
        out->expires_at = db_int(&rows, 0);
        out->version = db_int(&rows, 1);
        status = open_plan(vault, &rows, 2, &out->plan);
    }
    db_rows_end(&rows);
    return status;
}

static enum gh_status store_plan(struct db *db, const struct vault *vault, const struct setup *setup)
{
    const struct uuid row = record_row(ROW);
    char *text = json_dumps(setup->plan, JSON_COMPACT);
    const size_t len = text ? strlen(text) : 0;
    uint8_t *box = malloc(len + VAULT_OVERHEAD);
    enum gh_status status = !text || !box ? GH_NO_MEMORY : len > PLAN_MAX ? GH_TOO_LONG : GH_OK;
    if (!status) {
        vault_seal(vault, PLAN_COLUMN, &row, BYTES((const uint8_t *)text, len), box);
        status = db_query(db, NULL, "UPDATE setup SET plan_sealed = $1, version = version + 1 WHERE version = $2",
                          DB_BLOB(box, len + VAULT_OVERHEAD), DB_INT(setup->version));
    }
    if (text)
        sodium_memzero(text, len);
    free(text);
    free(box);
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_CONFLICT;
}

enum gh_status setup_keep(struct db *db, const struct vault *vault, const char *token, int64_t version,
                          const json_t *part)
{
    struct setup setup = {0};
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = setup_find(db, vault, token, &setup);
    if (!status && setup.version != version)
        status = GH_CONFLICT;
    if (!status && json_object_update(setup.plan, (json_t *)part) != 0)
        status = GH_NO_MEMORY;
    if (!status)
        status = store_plan(db, vault, &setup);
    json_decref(setup.plan);
    return record_finish(db, status);
}

enum gh_status setup_totp_begin(struct db *db, const struct vault *vault, const char *token,
                                uint8_t secret[static TOTP_SECRET_LEN])
{
    uint8_t box[TOTP_SECRET_LEN + VAULT_OVERHEAD], hash[VAULT_HASH_LEN];
    const struct uuid row = record_row(ROW);
    struct setup setup = {0};
    enum gh_status status = setup_find(db, vault, token, &setup);
    json_decref(setup.plan);
    if (status)
        return status;
    hash_token(token, hash);
    randombytes_buf(secret, TOTP_SECRET_LEN);
    vault_seal(vault, TOTP_COLUMN, &row, BYTES(secret, TOTP_SECRET_LEN), box);
    status = db_query(db, NULL, "UPDATE setup SET totp_sealed = $1 WHERE token_hash = $2", DB_BLOB(box, sizeof box),
                      DB_BLOB(hash, sizeof hash));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}

/* Takes the secret out of the row and deletes the row, so that only one of several finishes at the same moment goes
 * on. */
static enum gh_status use_link(struct db *db, const struct setup_finish *f, uint8_t secret[static TOTP_SECRET_LEN + 1])
{
    uint8_t hash[VAULT_HASH_LEN];
    const struct uuid row = record_row(ROW);
    struct db_rows rows = {0};
    size_t len = 0;
    hash_token(f->token, hash);
    enum gh_status status =
        db_query(db, &rows, "SELECT totp_sealed FROM setup WHERE token_hash = $1", DB_BLOB(hash, sizeof hash));
    if (!status)
        status = db_next(&rows);
    if (!status)
        status = db_is_null(&rows, 0) ? GH_DENIED
                                      : vault_open_box(f->vault, TOTP_COLUMN, &row, db_bytes(&rows, 0), secret,
                                                       TOTP_SECRET_LEN + 1, &len);
    db_rows_end(&rows);
    if (!status && len != TOTP_SECRET_LEN)
        status = GH_CORRUPT;
    if (!status)
        status = db_query(db, NULL, "DELETE FROM setup WHERE token_hash = $1", DB_BLOB(hash, sizeof hash));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}

static enum gh_status make_administrator(struct db *db, const struct setup_finish *f, struct setup_plan *plan,
                                         const uint8_t *secret, char codes[static RECOVERY_CODES][RECOVERY_CODE_SIZE],
                                         struct field_errors *errors)
{
    const struct account_act act = {.audit = {.db = db, .now = f->now, .address = f->address}, .vault = f->vault};
    int64_t step = 0;
    enum gh_status status = totp_check(secret, bytes_of_string(f->code), f->now, 0, &step);
    if (!status)
        status = account_add(&act, &plan->administrator, f->password_hash, errors);
    const int64_t id = plan->administrator.id;
    if (!status && id != FIRST_ACCOUNT)
        status = GH_NOT_FOUND; /* a command has made an account at this moment */
    if (!status)
        status = account_set_password(db, id, f->password_hash, f->now);
    if (!status)
        status = second_factor_set(db, f->vault, id, secret, step);
    return status ? status : recovery_codes_make(db, f->vault, id, codes);
}

static enum gh_status store_all(struct db *db, const struct setup_finish *f, struct setup_plan *plan,
                                char codes[static RECOVERY_CODES][RECOVERY_CODE_SIZE], struct field_errors *errors)
{
    uint8_t secret[TOTP_SECRET_LEN + 1];
    enum gh_status status = use_link(db, f, secret);
    if (!status)
        status = make_administrator(db, f, plan, secret, codes, errors);
    sodium_memzero(secret, sizeof secret);
    const struct audit_act act = {.db = db, .now = f->now, .by = plan->administrator.id, .address = f->address};
    if (!status)
        status = setup_plan_store(&act, plan);
    return status ? status : audit_note(&act, "set-up", "account", plan->administrator.id, "");
}

enum gh_status setup_finish(struct db *db, const struct setup_finish *finish, int64_t *account,
                            char codes[static RECOVERY_CODES][RECOVERY_CODE_SIZE], struct field_errors *errors)
{
    struct setup setup = {0};
    struct setup_plan *plan = calloc(1, sizeof *plan);
    enum gh_status status = plan ? db_begin(db) : GH_NO_MEMORY;
    if (status) {
        free(plan);
        return status;
    }
    status = setup_find(db, finish->vault, finish->token, &setup);
    if (!status && setup.version != finish->version)
        status = GH_CONFLICT;
    if (!status)
        setup_plan_read(setup.plan, plan, errors);
    if (!status && errors->count)
        status = GH_MALFORMED;
    if (!status)
        status = store_all(db, finish, plan, codes, errors);
    status = record_finish(db, status);
    *account = plan->administrator.id;
    json_decref(setup.plan);
    account_wipe(&plan->administrator);
    free(plan);
    return status;
}
