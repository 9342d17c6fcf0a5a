#include "records/shared_key.h"

#include "records/audit.h"
#include "records/lineage.h"
#include "records/record.h"

static const struct kind {
    const char *counter;
    const char *name; /* of the cause of a lineage, and of the subject of audit records */
} kinds[VAULT_SHARED_KINDS] = {[VAULT_DATA] = {"key.data", "data-key"}, [VAULT_CAMPUS] = {"key.campus", "campus-key"}};

/* Counts to 1 once each booth has a data key of its own. */
#define OWN_COUNTER "key.booths"
#define OWN_NAME "booth-keys"

static enum gh_status load(struct db *db, const char *counter, unsigned absent, unsigned *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT value FROM counter WHERE name = $1", DB_TEXT(counter));
    if (!status && !(status = db_next(&rows)))
        *out = (unsigned)db_int(&rows, 0);
    else
        *out = absent;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status shared_keys_load(struct db *db, struct shared_keys *out)
{
    enum gh_status status = GH_OK;
    for (int i = 0; !status && i < VAULT_SHARED_KINDS; i++)
        status = load(db, kinds[i].counter, 1, &out->number[i]);
    return status ? status : load(db, OWN_COUNTER, 0, &out->own);
}

static bool is_behind(const struct shared_keys *keys, const struct vault *vault)
{
    for (int i = 0; i < VAULT_SHARED_KINDS; i++)
        if (keys->number[i] < vault_shared_newest(vault, (enum vault_kind)i))
            return true;
    return !keys->own;
}

static enum gh_status count_to(struct db *db, const char *counter, unsigned number)
{
    return db_query(db, NULL,
                    "INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2",
                    DB_TEXT(counter), DB_INT((int64_t)number));
}

static enum gh_status take(struct db *db, const struct kind *kind, unsigned number, tick now)
{
    const struct audit_act act = {.db = db, .now = now, .by = 0, .address = ""};
    enum gh_status status = count_to(db, kind->counter, number);
    if (!status)
        status = lineage_begin(db, kind->name);
    return status ? status : audit_note(&act, "key-replaced", kind->name, (int64_t)number, "");
}

static enum gh_status has_booths(struct db *db, bool *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT 1 FROM device LIMIT 1");
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *out = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Gives each booth a data key of its own. Where there are booths, they fetch their rows again. */
static enum gh_status take_own(struct db *db, tick now)
{
    const struct audit_act act = {.db = db, .now = now, .by = 0, .address = ""};
    bool booths = false;
    enum gh_status status = count_to(db, OWN_COUNTER, 1);
    if (!status)
        status = has_booths(db, &booths);
    if (status || !booths)
        return status;
    status = lineage_begin(db, OWN_NAME);
    return status ? status : audit_note(&act, "key-replaced", OWN_NAME, 1, "");
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
    if (!status && !keys->own) {
        status = take_own(db, now);
        keys->own = 1;
    }
    return status;
}

enum gh_status shared_keys_advance(struct db *db, const struct vault *vault, tick now, struct shared_keys *before,
                                   struct shared_keys *out)
{
    enum gh_status status = shared_keys_load(db, before);
    *out = *before;
    if (status || !is_behind(before, vault))
        return status;
    status = db_begin(db);
    return status ? status : record_finish(db, take_new(db, vault, now, out));
}

enum gh_status shared_key_of_passes(struct db *db, const struct vault *vault, tick now, const uint8_t **key)
{
    struct db_rows rows = {0};
    unsigned number = 1;
    enum gh_status status = load(db, kinds[VAULT_CAMPUS].counter, 1, &number);
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
