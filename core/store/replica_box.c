/* Which boxes of this booth the server has settled. */
#include "store/replica_internal.h"

enum gh_status replica_write_settled(struct replica *r, enum box_kind kind, const struct uuid *id)
{
    return sql_exec(r->sql, "INSERT OR IGNORE INTO box_settled(kind, id) VALUES ($1, $2)", DB_INT(kind), DB_UUID(id));
}

enum gh_status replica_settle_box(struct replica *r, const struct box *box, enum walk_up_reason reason, tick at)
{
    if (box->kind == BOX_WALK_UP) {
        const struct wire_walk_up row = {
            .id = box->id, .state = reason ? WALK_UP_REFUSED : WALK_UP_RECEIVED, .reason = reason, .at = at};
        return replica_settle_walk_up(r, &row);
    }
    return replica_write_settled(r, box->kind, &box->id);
}

/* Records of the server name the application that a box is about. */
enum gh_status replica_box_is_settled(struct replica *r, const struct box *box, bool *out)
{
    return sql_exists(r->sql, out, "SELECT 1 FROM settled WHERE kind = $1 AND id IN ($2, $3)", DB_INT(box->kind),
                      DB_UUID(&box->id), DB_UUID_OR_NULL(&box->about));
}

enum gh_status replica_forget_boxes(struct replica *r, enum box_kind kind)
{
    return sql_exec(r->sql, "DELETE FROM box_settled WHERE kind = $1", DB_INT(kind));
}
