/* Translates the flow's states for the booth and the applicant's page. */
#include "act/walk_up_state.h"

#include "records/change.h"
#include "records/walk_up_remark.h"

static enum walk_up_state state_for_booth(enum flow_state state)
{
    switch (state) {
    case FLOW_UNIT_REVIEW:
        return WALK_UP_UNIT;
    case FLOW_SECURITY_REVIEW:
        return WALK_UP_SECURITY;
    case FLOW_APPROVED:
        return WALK_UP_APPROVED;
    case FLOW_VETOED:
        return WALK_UP_REFUSED;
    default:
        return WALK_UP_ENDED;
    }
}

enum gh_status walk_up_follow(struct db *db, const struct application *a, tick now)
{
    int64_t position;
    enum gh_status status = change_reserve(db, 1, &position);
    if (status)
        return status;
    return db_query(db, NULL,
                    "UPDATE walk_up SET state = $1, state_at = $2, row_version = row_version + 1, position = $3 "
                    "WHERE id = $4 AND state <> $1",
                    DB_TEXT(walk_up_state_name(state_for_booth(a->state))), DB_INT(now), DB_INT(position),
                    DB_UUID(&a->id));
}

enum gh_status walk_up_by_link(struct db *db, const struct vault *vault, struct bytes link, struct walk_up_view *out)
{
    struct db_rows rows = {0};
    struct walk_up_view v = {0};
    uint8_t hash[VAULT_HASH_LEN];
    if (link.len != WALK_UP_LINK_LEN)
        return GH_NOT_FOUND;
    vault_hash(vault, "walk-up", link, hash);
    enum gh_status status = db_query(db, &rows,
                                     "SELECT number, state, reason, at, state_at, id, " WALK_UP_REMARK
                                     ", language, closed_day, (SELECT MAX(c.withdrawn_at) FROM consent c WHERE "
                                     "c.application = walk_up.id) FROM walk_up WHERE link_hash = $1",
                                     DB_BLOB(hash, sizeof hash));
    if (!status && !(status = db_next(&rows))) {
        v.number = db_int(&rows, 0);
        v.state = walk_up_state_from_name(db_bytes(&rows, 1));
        v.reason = walk_up_reason_from_name(db_bytes(&rows, 2));
        v.closed = db_int(&rows, 8) != 0;
        v.withdrawn_at = db_is_null(&rows, 9) ? 0 : db_int(&rows, 9);
        v.at = db_int(&rows, 3);
        v.state_at = db_int(&rows, 4);
        if (!(status = db_copy_blob(&rows, 5, v.id.b, UUID_LEN)) && !db_is_null(&rows, 6))
            status = db_copy_text(&rows, 6, v.remark, sizeof v.remark);
        if (!status)
            status = db_copy_text(&rows, 7, v.language, sizeof v.language);
    }
    db_rows_end(&rows);
    if (!status)
        *out = v;
    return status;
}
