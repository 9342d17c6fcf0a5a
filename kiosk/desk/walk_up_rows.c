#include "desk/walk_up_rows.h"

#include "desk/presence.h"

static void read_note(const struct desk *desk, const struct wire_walk_up *told, char out[static WIRE_NOTE_MAX])
{
    if (!desk->session.keys || desk->mode.unattended || !told->note_len ||
        note_open(BYTES(told->note, told->note_len), desk->session.keys->data_key, &told->id, told->version, out))
        out[0] = '\0';
}

enum gh_status desk_read_walk_up(struct desk *desk, const struct box *w, struct walk_up_row *out)
{
    struct wire_walk_up told;
    struct uuid passes[DESK_CANDIDATES_MAX];
    struct box let_in;
    *out = (struct walk_up_row){.id = w->id, .number = w->number, .at = w->at};
    if (!journal_find_box_about(desk->stores.journal, BOX_EMERGENCY, &w->id, &let_in))
        out->emergency = EMERGENCY_OPEN;
    enum gh_status status =
        desk->stores.replica ? replica_find_walk_up(desk->stores.replica, &w->id, &told) : GH_NOT_FOUND;
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    out->sent = true;
    out->state = told.state;
    out->reason = told.reason;
    out->state_at = told.at;
    read_note(desk, &told, out->note);
    if (told.emergency != EMERGENCY_NONE)
        out->emergency = told.emergency;
    if (told.state != WALK_UP_APPROVED)
        return GH_OK;
    status = replica_walk_up_passes(desk->stores.replica, &w->id, passes, DESK_CANDIDATES_MAX, &out->passes);
    for (size_t i = 0; !status && i < out->passes && i < DESK_CANDIDATES_MAX; i++) {
        struct wire_presence p = {.inside = false};
        struct use use = {0};
        status = desk_find_presence(desk, &passes[i], &p);
        if (!status || status == GH_NOT_FOUND)
            status = journal_find_use(desk->stores.journal, &passes[i], &use);
        out->entered += !status && (p.inside || use.used);
    }
    return status;
}

/* True for those that a guard still has to think of: waiting, or approved and not all of them in yet. */
static bool is_open(const struct walk_up_row *row)
{
    if (row->emergency != EMERGENCY_NONE)
        return false; /* they are in */
    return !row->sent || row->state < WALK_UP_APPROVED ||
           (row->state == WALK_UP_APPROVED && row->entered < row->passes);
}

void desk_count_walk_ups(struct desk *desk, struct booth_status *out)
{
    size_t count = 0;
    if (!desk->stores.journal ||
        journal_boxes(desk->stores.journal, BOX_WALK_UP, 0, desk->scratch.walk_ups, DESK_WALK_UPS_MAX, &count))
        return;
    for (size_t i = 0; i < count; i++) {
        struct walk_up_row row;
        if (out->now - desk->scratch.walk_ups[i].at > TICK_DAY ||
            desk_read_walk_up(desk, &desk->scratch.walk_ups[i], &row) || !is_open(&row))
            continue;
        if (row.sent && row.state == WALK_UP_APPROVED)
            out->walk_ups_approved++;
        else
            out->walk_ups_waiting++;
    }
}
