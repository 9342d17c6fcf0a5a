/* Agrees on the epoch of the key set with the other server processes. */
#include "issue/key_epoch.h"

#include <stdio.h>
#include <string.h>

#include "records/audit.h"
#include "records/record.h"

#define NAME_SIZE 64

/* The name of the counter holds the start of the root's public key: another root has other epochs. */
static enum gh_status counter_name(struct issuer *issuer, char out[static NAME_SIZE])
{
    uint8_t root[PUBLIC_KEY_LEN], kid[KID_LEN];
    char hex[2 * KID_LEN + 1];
    enum gh_status status = issuer_root_key(issuer, root);
    if (status)
        return status;
    kid_of_public_key(root, kid);
    hex_encode(BYTES(kid, sizeof kid), hex);
    (void)snprintf(out, NAME_SIZE, "keyset.epoch.%s", hex);
    return GH_OK;
}

static enum gh_status read_epoch(struct db *db, const char *name, int64_t *epoch)
{
    struct db_rows rows = {0};
    *epoch = 0;
    enum gh_status status = db_query(db, &rows, "SELECT value FROM counter WHERE name = $1", DB_TEXT(name));
    if (!status && !(status = db_next(&rows)))
        *epoch = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status store_epoch(struct db *db, const char *name, int64_t own, tick now)
{
    const struct audit_act act = {.db = db, .now = now, .address = ""};
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = db_query(db, NULL,
                      "INSERT INTO counter (name, value) VALUES ($1, $2) "
                      "ON CONFLICT (name) DO UPDATE SET value = $2 WHERE counter.value < $2",
                      DB_TEXT(name), DB_INT(own));
    if (!status && db_changed(db) > 0)
        status = audit_note(&act, "keys-changed", "keyset", own, "");
    return record_finish(db, status);
}

enum gh_status key_epoch_agree(struct db *db, struct issuer *issuer, tick now)
{
    char name[NAME_SIZE];
    int64_t theirs = 0;
    issuer_refresh(issuer, now);
    enum gh_status status = counter_name(issuer, name);
    if (!status)
        status = read_epoch(db, name, &theirs);
    if (status)
        return status;
    const int64_t own = (int64_t)issuer_epoch(issuer);
    if (theirs > own) {
        issuer_learn(issuer, (uint64_t)theirs);
        return GH_UNAVAILABLE;
    }
    if (theirs == own)
        return GH_OK;
    return store_epoch(db, name, own, now);
}
