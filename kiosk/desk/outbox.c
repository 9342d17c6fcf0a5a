#include "desk/outbox.h"

#define PAGE 16
#define KEPT (3 * TICK_DAY) /* settled walk-ups are listed for so long */

enum gh_status desk_sealing_key(struct desk *desk, uint8_t key[static SEALING_KEY_LEN])
{
    return desk->stores.replica ? replica_sealing_key(desk->stores.replica, key) : GH_NOT_FOUND;
}

/* ---- What is settled ---- */

/* A failure leaves the box where it is, until the next change of the replica. */
static void settle(struct desk *desk, const struct box *box)
{
    bool settled = false;
    if (!replica_box_is_settled(desk->stores.replica, box, &settled) && settled &&
        !journal_settle_box(desk->stores.journal, box->kind, &box->id))
        desk->chores.status_due = true;
}

void desk_settle_boxes(struct desk *desk)
{
    struct box page[PAGE];
    for (int kind = BOX_WALK_UP; desk->stores.journal && desk->stores.replica && kind < BOX_KIND_END; kind++) {
        uint64_t last = 0;
        size_t count = 0;
        while (!journal_waiting_boxes(desk->stores.journal, (enum box_kind)kind, last, page, PAGE, &count) &&
               count > 0) {
            for (size_t i = 0; i < count; i++)
                settle(desk, &page[i]);
            last = page[count - 1].number;
        }
    }
}

/* ---- What is forgotten ---- */

static tick kept_for(const struct desk *desk, enum box_kind kind)
{
    return kind == BOX_CAR_PICTURE ? desk->synced.policy.car_picture_keep : KEPT;
}

void desk_prune_boxes(struct desk *desk, tick now)
{
    for (int kind = BOX_WALK_UP; desk->stores.journal && kind < BOX_KIND_END; kind++)
        if (journal_prune_boxes(desk->stores.journal, (enum box_kind)kind, now - kept_for(desk, (enum box_kind)kind)))
            desk->chores.status_due = true; /* tried again in an hour */
}
