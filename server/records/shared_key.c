#include "records/shared_key.h"

#include "records/audit.h"
#include "records/lineage.h"
#include "records/record.h"

static const struct kind {
    const char *counter;
    const char *name; /* of the cause of a lineage, and of the subject of audit records */
} kinds[VAULT_SHARED_KINDS] = {[VAULT_DATA] = {"key.data", "data-key"}, [VAULT_CAMPUS] = {"key.campus", "campus-key"}};

static enum gh_status load(struct db *db, const char *counter, unsigned *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT value FROM counter WHERE name = $1", DB_TEXT(counter));
    if (!status && !(status = db_next(&rows)))
        *out = (unsigned)db_int(&rows, 0);
    else
        *out = 1;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status shared_keys_load(struct db *db, struct shared_keys *out)
{
    enum gh_status status = GH_OK;
    for (int i = 0; !status && i < VAULT_SHARED_KINDS; i++)
        status = load(db, kinds[i].counter, &out->number[i]);
    return status;
}

static bool is_behind(const struct shared_keys *keys, const struct vault *vault)
{
    for (int i = 0; i < VAULT_SHARED_KINDS; i++)
        if (keys->number[i] < vault_shared_newest(vault, (enum vault_kind)i))
            return true;
    return false;
}

static enum gh_status take(struct db *db, const struct kind *kind, unsigned number, tick now)
{
    const struct audit_act act = {.db = db, .now = now, .by = 0, .address = ""};
    enum gh_status status = db_query(
        db, NULL, "INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2",
        DB_TEXT(kind->counter), DB_INT((int64_t)number));
    if (!status)
        status = lineage_begin(db, kind->name);
    return status ? status : audit_note(&act, "key-replaced", kind->name, (int64_t)number, "");
}

/* The row lock of the change counter makes servers follow each other: the second one finds the key taken. */
static enum gh_status take_new(struct db *db, const struct vault *vault, tick now, struct shared_keys *keys)
{
    enum gh_status status = db_query(db, NULL, "UPDATE change_counter SET position = position WHERE one = 1");
    if (!status)
        status = shared_keys_load(db, keys);
    for (int i = 0; !status && i < VAULT_SHARED_KINDS; i++) {
        const unsigned newest = vault_shared_newest(vault, (enum vault_kind)i);
        if (keys->number[i] >= newest)
            continue;
        status = take(db, &kinds[i], newest, now);
        keys->number[i] = newest;
    }
    return status;
}

enum gh_status shared_keys_advance(struct db *db, const struct vault *vault, tick now, struct shared_keys *out,
                                   bool *taken)
{
    *taken = false;
    enum gh_status status = shared_keys_load(db, out);
    if (status || !is_behind(out, vault))
        return status;
    status = db_begin(db);
    if (status)
        return status;
    status = record_finish(db, take_new(db, vault, now, out));
    *taken = status == GH_OK;
    return status;
}

enum gh_status shared_key_of_passes(struct db *db, const struct vault *vault, tick now, const uint8_t **key)
{
    struct db_rows rows = {0};
    unsigned number = 1;
    enum gh_status status = load(db, kinds[VAULT_CAMPUS].counter, &number);
    if (!status && number > 1) {
        status = db_query(db, &rows, "SELECT begun_at FROM lineage WHERE cause = $1 ORDER BY number DESC LIMIT 1",
                          DB_TEXT(kinds[VAULT_CAMPUS].name));
        if (!status && !(status = db_next(&rows)) && now - db_int(&rows, 0) < SHARED_KEY_PASSES_WAIT)
            number--;
        db_rows_end(&rows);
        status = status == GH_NOT_FOUND ? GH_OK : status;
    }
    *key = status ? NULL : vault_shared_key(vault, VAULT_CAMPUS, number);
    return !status && !*key ? GH_UNAVAILABLE : status;
}
