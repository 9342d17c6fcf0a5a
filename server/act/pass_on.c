#include "act/pass_on.h"

#include <stdlib.h>

#define DEPARTURES_MAX 50 /* in one round; the next one continues */
#define WAITING_MAX 50
#define HEADS_MAX 8

struct departure {
    int64_t unit, account;
    tick at;
};

struct waiting {
    struct uuid id;
    int64_t version;
};

static enum gh_status load_departures(struct db *db, struct departure out[static DEPARTURES_MAX], size_t *count)
{
    struct db_rows rows = {0};
    *count = 0;
    /* Those of units that have somebody again. */
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT d.unit, d.account, d.at FROM unit_departure d WHERE EXISTS (SELECT 1 FROM unit_head h JOIN "
                 "account a ON a.id = h.account WHERE h.unit = d.unit AND a.active = 1) ORDER BY d.unit, d.account "
                 "LIMIT $1",
                 DB_INT(DEPARTURES_MAX));
    while (!status && *count < DEPARTURES_MAX && !(status = db_next(&rows)))
        out[(*count)++] = (struct departure){db_int(&rows, 0), db_int(&rows, 1), db_int(&rows, 2)};
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Loads the unit's head and deputies that have an account, in their order. */
static enum gh_status load_heads(struct db *db, int64_t unit, int64_t out[static HEADS_MAX], size_t *count)
{
    struct db_rows rows = {0};
    *count = 0;
    enum gh_status status = db_query(db, &rows,
                                     "SELECT h.account FROM unit_head h JOIN account a ON a.id = h.account WHERE "
                                     "h.unit = $1 AND a.active = 1 ORDER BY h.ordinal",
                                     DB_INT(unit));
    while (!status && *count < HEADS_MAX && !(status = db_next(&rows)))
        out[(*count)++] = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Loads what waited for the one who left: it was handed to them, or to nobody in particular before they left. */
static enum gh_status load_waiting(struct db *db, const struct departure *d, struct waiting out[static WAITING_MAX],
                                   size_t *count)
{
    struct db_rows rows = {0};
    *count = 0;
    enum gh_status status = db_query(db, &rows,
                                     "SELECT id, version FROM application WHERE unit = $1 AND state = 'unit-review' "
                                     "AND (assignee = $2 OR (assignee IS NULL AND submitted_at <= $3)) ORDER BY id "
                                     "LIMIT $4",
                                     DB_INT(d->unit), DB_INT(d->account), DB_INT(d->at), DB_INT(WAITING_MAX));
    while (!status && *count < WAITING_MAX && !(status = db_next(&rows)))
        if (!(status = db_copy_blob(&rows, 0, out[*count].id.b, UUID_LEN)))
            out[(*count)++].version = db_int(&rows, 1);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Tries one after the other: who is a party to the application can't decide on it. */
static enum gh_status pass_on(const struct act_context *context, const struct waiting *w, const int64_t *heads,
                              size_t count, int64_t *passed)
{
    struct act_result *result = calloc(1, sizeof *result);
    enum gh_status status = result ? GH_MALFORMED : GH_NO_MEMORY;
    for (size_t i = 0; status == GH_MALFORMED && i < count; i++) {
        const struct act_wish wish = {
            .action = FLOW_HAND_OVER, .version = w->version, .remark = "", .colleague = heads[i]};
        status = act_perform(context, NULL, &w->id, &wish, result, NULL);
        *passed += !status && result->answer == FLOW_ALLOWED;
    }
    free(result);
    /* Somebody else was faster, or nobody here may decide: others see it in their lists. */
    return status == GH_MALFORMED || status == GH_ROLLBACK || status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status follow(const struct act_context *context, const struct departure *d, int64_t *passed)
{
    struct waiting waiting[WAITING_MAX];
    int64_t heads[HEADS_MAX], before = *passed;
    size_t head_count = 0, count = 0;
    enum gh_status status = load_heads(context->db, d->unit, heads, &head_count);
    if (!status)
        status = load_waiting(context->db, d, waiting, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = pass_on(context, &waiting[i], heads, head_count, passed);
    /* A full page that moved leaves more behind it. */
    if (status || (count == WAITING_MAX && *passed > before))
        return status;
    return db_query(context->db, NULL, "DELETE FROM unit_departure WHERE unit = $1 AND account = $2 AND at = $3",
                    DB_INT(d->unit), DB_INT(d->account), DB_INT(d->at));
}

enum gh_status pass_on_departed(const struct act_context *context, int64_t *passed)
{
    struct departure departures[DEPARTURES_MAX];
    size_t count = 0;
    enum gh_status status = load_departures(context->db, departures, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = follow(context, &departures[i], passed);
    return status;
}
