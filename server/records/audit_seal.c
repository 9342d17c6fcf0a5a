/* Signs heads and anchors of the audit trail with a key that is derived from the vault's. */
#include "records/audit_seal.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "records/record.h"

_Static_assert(AUDIT_SIGNER_LEN == crypto_sign_PUBLICKEYBYTES && AUDIT_SIGNATURE_LEN == crypto_sign_BYTES, "Ed25519");
_Static_assert(VAULT_HASH_LEN == crypto_sign_SEEDBYTES, "the seed is a hash of the vault");

#define REMOVED_AT_ONCE 1000
#define KEEP_DAYS_MIN 180

static void derive(const struct vault *vault, uint8_t public_key[static crypto_sign_PUBLICKEYBYTES],
                   uint8_t secret_key[static crypto_sign_SECRETKEYBYTES])
{
    uint8_t seed[VAULT_HASH_LEN];
    vault_hash(vault, "audit-signing", BYTES(NULL, 0), seed);
    (void)crypto_sign_seed_keypair(public_key, secret_key, seed);
    sodium_memzero(seed, sizeof seed);
}

void audit_seal_text(const struct audit_seal *seal, char out[static AUDIT_SEAL_TEXT_SIZE])
{
    char hex[2 * AUDIT_HASH_LEN + 1];
    hex_encode(BYTES(seal->hash, AUDIT_HASH_LEN), hex);
    (void)snprintf(out, AUDIT_SEAL_TEXT_SIZE, "gatehouse audit seal 1\n%s\n%lld\n%s\n%lld\n", seal->kind,
                   (long long)seal->sequence, hex, (long long)seal->at);
}

static void sign(const struct vault *vault, struct audit_seal *seal)
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    char text[AUDIT_SEAL_TEXT_SIZE];
    derive(vault, seal->signer, secret);
    audit_seal_text(seal, text);
    (void)crypto_sign_detached(seal->signature, NULL, (const uint8_t *)text, strlen(text), secret);
    sodium_memzero(secret, sizeof secret);
}

bool audit_seal_good(const struct vault *vault, const struct audit_seal *seal)
{
    uint8_t own[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    char text[AUDIT_SEAL_TEXT_SIZE];
    derive(vault, own, secret);
    sodium_memzero(secret, sizeof secret);
    audit_seal_text(seal, text);
    return memcmp(own, seal->signer, sizeof own) == 0 &&
           crypto_sign_verify_detached(seal->signature, (const uint8_t *)text, strlen(text), own) == 0;
}

#define SEAL_COLUMNS "sequence, hash, at, signer, signature"

static enum gh_status read_seal(struct db_rows *rows, struct audit_seal *out)
{
    out->sequence = db_int(rows, 0);
    out->at = db_int(rows, 2);
    enum gh_status status = db_copy_blob(rows, 1, out->hash, AUDIT_HASH_LEN);
    if (!status)
        status = db_copy_blob(rows, 3, out->signer, AUDIT_SIGNER_LEN);
    return status ? status : db_copy_blob(rows, 4, out->signature, AUDIT_SIGNATURE_LEN);
}

enum gh_status audit_seal_next(struct db *db, const char *kind, int64_t sequence, struct audit_seal *out)
{
    struct db_rows rows = {0};
    out->kind = kind;
    enum gh_status status = db_query(db, &rows,
                                     "SELECT " SEAL_COLUMNS " FROM audit_seal WHERE kind = $1 AND sequence > $2 "
                                     "ORDER BY sequence LIMIT 1",
                                     DB_TEXT(kind), DB_INT(sequence));
    if (!status && !(status = db_next(&rows)))
        status = read_seal(&rows, out);
    db_rows_end(&rows);
    return status;
}

enum gh_status audit_seal_newest(struct db *db, const char *kind, struct audit_seal *out)
{
    struct db_rows rows = {0};
    out->kind = kind;
    enum gh_status status =
        db_query(db, &rows, "SELECT " SEAL_COLUMNS " FROM audit_seal WHERE kind = $1 ORDER BY sequence DESC LIMIT 1",
                 DB_TEXT(kind));
    if (!status && !(status = db_next(&rows)))
        status = read_seal(&rows, out);
    db_rows_end(&rows);
    return status;
}

/* Another server may have signed the same link at the same moment. */
static enum gh_status store(struct db *db, const struct audit_seal *seal)
{
    return db_query(db, NULL,
                    "INSERT INTO audit_seal (kind, sequence, hash, at, signer, signature) VALUES ($1, $2, $3, $4, $5, "
                    "$6) ON CONFLICT (kind, sequence) DO NOTHING",
                    DB_TEXT(seal->kind), DB_INT(seal->sequence), DB_BLOB(seal->hash, AUDIT_HASH_LEN), DB_INT(seal->at),
                    DB_BLOB(seal->signer, AUDIT_SIGNER_LEN), DB_BLOB(seal->signature, AUDIT_SIGNATURE_LEN));
}

static enum gh_status newest_link(struct db *db, struct audit_seal *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT sequence, hash FROM audit_link ORDER BY sequence DESC LIMIT 1");
    if (!status && !(status = db_next(&rows))) {
        out->sequence = db_int(&rows, 0);
        status = db_copy_blob(&rows, 1, out->hash, AUDIT_HASH_LEN);
    }
    db_rows_end(&rows);
    return status;
}

enum gh_status audit_seal_head(struct db *db, const struct vault *vault, tick now, tick age, struct audit_seal *made)
{
    struct audit_seal last = {.sequence = 0}, head = {.kind = AUDIT_HEAD, .at = now};
    made->sequence = 0;
    enum gh_status status = audit_seal_newest(db, AUDIT_HEAD, &last);
    const bool first = status == GH_NOT_FOUND;
    if (!status || first)
        status = newest_link(db, &head);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    if (!first && (head.sequence <= last.sequence || now - last.at < age))
        return GH_OK;
    sign(vault, &head);
    status = store(db, &head);
    if (!status)
        *made = head;
    return status;
}

/* Finds the last link of the oldest ones whose entries are all older than `until`; its sequence is 0 for none. */
static enum gh_status find_old(struct db *db, tick until, struct audit_seal *out, int64_t *count)
{
    struct db_rows rows = {0};
    bool old = true;
    *count = 0;
    out->sequence = 0;
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT l.sequence, l.hash, COALESCE((SELECT u.at FROM audit u WHERE u.id = l.entry), "
                 "$2) FROM audit_link l ORDER BY l.sequence LIMIT $1",
                 DB_INT(REMOVED_AT_ONCE), DB_INT(until));
    while (!status && old && !(status = db_next(&rows))) {
        old = db_int(&rows, 2) < until;
        if (!old)
            break;
        ++*count;
        out->sequence = db_int(&rows, 0);
        status = db_copy_blob(&rows, 1, out->hash, AUDIT_HASH_LEN);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status remove_until(struct db *db, const struct audit_seal *anchor)
{
    const int64_t last = anchor->sequence;
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = store(db, anchor);
    if (!status)
        status = db_query(db, NULL, "DELETE FROM audit WHERE id IN (SELECT entry FROM audit_link WHERE sequence <= $1)",
                          DB_INT(last));
    if (!status)
        status = db_query(db, NULL, "DELETE FROM audit_link WHERE sequence <= $1", DB_INT(last));
    if (!status)
        status = db_query(db, NULL,
                          "DELETE FROM audit_seal WHERE sequence < $1 OR (sequence = $1 AND kind = '" AUDIT_HEAD "')",
                          DB_INT(last));
    return record_finish(db, status);
}

enum gh_status audit_retain(struct db *db, const struct vault *vault, tick now, int64_t days, int64_t *removed)
{
    struct audit_seal anchor = {.kind = AUDIT_ANCHOR, .at = now};
    int64_t count = 0;
    *removed = 0;
    if (days < KEEP_DAYS_MIN)
        days = KEEP_DAYS_MIN;
    /* A day more than the triggers ask, whose clock is the database's. */
    enum gh_status status = find_old(db, now - (days + 1) * TICK_DAY, &anchor, &count);
    if (status || count == 0)
        return status;
    sign(vault, &anchor);
    status = remove_until(db, &anchor);
    if (!status)
        *removed = count;
    return status;
}
