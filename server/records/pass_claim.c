#include "records/pass_claim.h"

/* Reads gate and time of the first row. GH_NOT_FOUND: none. */
static enum gh_status read_holder(struct db_rows *rows, enum gh_status status, struct pass_claim *out)
{
    if (!status && !(status = db_next(rows)))
        *out = (struct pass_claim){.held = true, .gate = db_int(rows, 0), .at = db_int(rows, 1)};
    db_rows_end(rows);
    return status;
}

/* Of passes that are valid at a gate of the claimant's campus: it learns nothing of others. */
static enum gh_status find_holder(struct db *db, const struct uuid *pass, const struct pass_claimant *by,
                                  struct pass_claim *out)
{
    struct db_rows rows = {0};
    const struct db_value id = DB_UUID(pass), own = DB_UUID(&by->device), gates = DB_INT(by->gates);
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT u.gate, u.at FROM pass_use u JOIN pass p ON p.id = u.pass "
                 "WHERE u.pass = $1 AND u.device <> $2 AND u.taken_back = 0 AND (p.gates & $3) <> 0 "
                 "ORDER BY u.at, u.entry LIMIT 1",
                 id, own, gates);
    status = read_holder(&rows, status, out);
    if (status != GH_NOT_FOUND)
        return status;
    status = db_query(db, &rows,
                      "SELECT c.gate, c.at FROM pass_claim c JOIN pass p ON p.id = c.pass "
                      "WHERE c.pass = $1 AND c.device <> $2 AND (p.gates & $3) <> 0",
                      id, own, gates);
    return read_holder(&rows, status, out);
}

/* The use is looked for in the statement that claims. A claim stays when the entry arrives: a booth that asks while the
 * use is being stored finds one or the other. */
enum gh_status pass_claim_take(struct db *db, const struct uuid *pass, const struct pass_claimant *by,
                               struct pass_claim *out)
{
    tick now = 0;
    *out = (struct pass_claim){0};
    enum gh_status status = db_now(db, &now);
    if (!status)
        status =
            db_query(db, NULL,
                     "INSERT INTO pass_claim (pass, device, gate, at, until_at) "
                     "SELECT p.id, $2, $3, $4, $5 FROM pass p WHERE p.id = $1 AND (p.gates & $6) <> 0 AND NOT EXISTS "
                     "(SELECT 1 FROM pass_use u WHERE u.pass = p.id AND u.device <> $2 AND u.taken_back = 0) "
                     "ON CONFLICT (pass) DO UPDATE SET device = excluded.device, gate = excluded.gate, "
                     "at = excluded.at, until_at = excluded.until_at "
                     "WHERE pass_claim.device = excluded.device OR pass_claim.until_at <= excluded.at",
                     DB_UUID(pass), DB_UUID(&by->device), DB_INT(by->gate), DB_INT(now), DB_INT(now + PASS_CLAIM_LIFE),
                     DB_INT(by->gates));
    if (status || db_changed(db) == 1)
        return status;
    return find_holder(db, pass, by, out);
}

enum gh_status pass_claim_end(struct db *db, const struct uuid *pass, const struct uuid *device)
{
    return db_query(db, NULL, "DELETE FROM pass_claim WHERE pass = $1 AND device = $2", DB_UUID(pass), DB_UUID(device));
}

enum gh_status pass_claim_end_use(struct db *db, const struct uuid *entry, const struct uuid *device)
{
    return db_query(db, NULL,
                    "DELETE FROM pass_claim WHERE device = $1 AND pass IN "
                    "(SELECT pass FROM pass_use WHERE entry = $2 AND device = $1)",
                    DB_UUID(device), DB_UUID(entry));
}

enum gh_status pass_claim_sweep(struct db *db)
{
    tick now = 0;
    enum gh_status status = db_now(db, &now);
    return status ? status : db_query(db, NULL, "DELETE FROM pass_claim WHERE until_at <= $1", DB_INT(now));
}
