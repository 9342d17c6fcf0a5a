/* Records uses of single-use passes and detects conflicts between booths. */
#include "devices/uses.h"

#include "devices/exceptions.h"
#include "devices/use_rule.h"
#include "records/change.h"
#include "records/pass_claim.h"

static enum gh_status is_used_elsewhere(struct db *db, const struct entry *e, struct uuid *other, bool *used)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT entry FROM pass_use WHERE pass = $1 AND taken_back = 0 ORDER BY at, entry LIMIT 1",
                 DB_UUID(&e->pass_id));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, other->b, UUID_LEN);
    db_rows_end(&rows);
    *used = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status mark_conflict(struct db *db, const struct uuid *a, const struct uuid *b)
{
    return db_query(db, NULL, "UPDATE entry SET mark = 'conflict' WHERE id IN ($1, $2) AND mark = ''", DB_UUID(a),
                    DB_UUID(b));
}

/* Adds a use. An override of a used pass is a guard's decision and therefore no conflict. */
static enum gh_status add_use(struct db *db, const struct device *device, const struct entry *e, tick now)
{
    struct uuid other;
    bool used = false;
    int64_t position;
    enum gh_status status = is_used_elsewhere(db, e, &other, &used);
    if (!status && used && e->kind != ENTRY_OVERRIDE)
        status = mark_conflict(db, &e->id, &other);
    if (!status && used && e->kind != ENTRY_OVERRIDE)
        status = exceptions_note_second_use(db, device, e, &other, now);
    if (!status)
        status = change_reserve(db, 1, &position);
    if (!status)
        status = db_query(db, NULL,
                          "INSERT INTO pass_use (entry, device, pass, at, gate, until_at, position) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                          DB_UUID(&e->id), DB_UUID(&device->id), DB_UUID(&e->pass_id), DB_INT(e->at), DB_INT(e->gate),
                          DB_INT(e->pass_expires), DB_INT(position));
    return status;
}

static enum gh_status take_back(struct db *db, const struct device *device, const struct entry *e)
{
    int64_t position;
    enum gh_status status = change_reserve(db, 1, &position);
    if (!status)
        status = db_query(db, NULL,
                          "UPDATE pass_use SET taken_back = 1, position = $1 WHERE entry = $2 AND device = $3 AND "
                          "taken_back = 0",
                          DB_INT(position), DB_UUID(&e->refers_to), DB_UUID(&device->id));
    return status ? status : pass_claim_end_use(db, &e->refers_to, &device->id);
}

static enum gh_status exists(struct db *db, const char *sql, const struct uuid *id, struct db_value other, bool *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, sql, DB_UUID(id), other);
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *out = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status find_facts(struct db *db, const struct device *device, uint16_t gates, const struct entry *e,
                                 struct use_facts *facts)
{
    if (e->kind == ENTRY_TAKE_BACK)
        return exists(db, "SELECT 1 FROM pass_use WHERE entry = $1 AND device = $2", &e->refers_to,
                      DB_UUID(&device->id), &facts->own_use);
    if (uuid_is_nil(&e->pass_id))
        return GH_OK;
    return exists(db, "SELECT 1 FROM pass WHERE id = $1 AND (gates & $2) <> 0", &e->pass_id, DB_INT(gates),
                  &facts->of_booth);
}

static enum gh_status admit(struct db *db, const struct entry *e, bool *first)
{
    enum gh_status status = db_query(db, NULL, "UPDATE pass SET used_at = $1 WHERE id = $2 AND used_at IS NULL",
                                     DB_INT(e->at), DB_UUID(&e->pass_id));
    *first = !status && db_changed(db) == 1;
    return status;
}

enum gh_status uses_note(struct db *db, const struct device *device, uint16_t gates, const struct entry *e, tick now,
                         bool *first)
{
    struct use_facts facts = {.active = device->active};
    *first = false;
    enum gh_status status = find_facts(db, device, gates, e, &facts);
    if (status)
        return status;
    switch (use_judge(e, &facts)) {
    case USE_TAKES_BACK:
        return take_back(db, device, e);
    case USE_ADMITS:
        return admit(db, e, first);
    case USE_SPENDS:
        status = admit(db, e, first);
        return status ? status : add_use(db, device, e, now);
    default:
        return GH_OK;
    }
}
