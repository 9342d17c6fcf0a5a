/* Up: the boxes of the journal's outbox (wire/box.h). Each goes by itself, since it may carry a picture, and only when
 * the server has what it needs to use it. The server settles every one, also one that it can't use; the replica notes
 * that, and the kiosk drops what is settled. Kinds do not wait for each other. */
#include <stdlib.h>

#include "sync/agent_internal.h"

#define PAGE 32

static enum box_kind kind_of(enum agent_slot slot)
{
    return (enum box_kind)(slot - AGENT_BOX + BOX_WALK_UP);
}

static enum agent_slot slot_of(enum box_kind kind)
{
    return (enum agent_slot)(AGENT_BOX + kind - BOX_WALK_UP);
}

static struct agent_box *box_of(struct agent *a, enum box_kind kind)
{
    return &a->boxes[kind - BOX_WALK_UP];
}

/* ---- Looking ---- */

static enum gh_status may_go(const struct agent *a, const struct box *box, bool *out)
{
    const struct box application = {.kind = BOX_WALK_UP, .id = box->about};
    /* A server that went back may have lost what a box needs, until a first sync says what it has. */
    if (a->state.other_history && box_form(box->kind)->need != BOX_NEEDS_NOTHING) {
        *out = false;
        return GH_OK;
    }
    switch (box_form(box->kind)->need) {
    case BOX_NEEDS_WALK_UP:
        return replica_box_is_settled(a->replica, &application, out);
    case BOX_NEEDS_ENTRY:
        *out = box->entry_number > 0 && box->entry_number <= a->state.acknowledged;
        return GH_OK;
    case BOX_NEEDS_NOTHING:
    default:
        *out = true;
        return GH_OK;
    }
}

struct look {
    uint64_t journal; /* boxes that wait there */
    uint64_t waiting; /* those that the server does not have */
    struct box next;  /* the first of them that may go; number 0: none */
};

static enum gh_status look_at(const struct agent *a, const struct box *box, struct look *look)
{
    bool settled = false, may = false;
    enum gh_status status = replica_box_is_settled(a->replica, box, &settled);
    look->journal++;
    if (status || settled)
        return status;
    look->waiting++;
    /* One that may not go yet must not hold up those behind it. */
    if (look->next.number == 0 && !(status = may_go(a, box, &may)) && may)
        look->next = *box;
    return status;
}

static enum gh_status look_through(const struct agent *a, enum box_kind kind, struct look *look)
{
    struct box page[PAGE];
    size_t count;
    uint64_t last = 0;
    do {
        enum gh_status status = journal_waiting_boxes(a->journal, kind, last, page, PAGE, &count);
        for (size_t i = 0; i < count && !status; i++)
            status = look_at(a, &page[i], look);
        if (status)
            return status;
        last = count ? page[count - 1].number : 0;
    } while (count == PAGE);
    return GH_OK;
}

/* Answers are remembered until the kiosk has dropped every box of the kind. */
static enum gh_status forget_when_empty(struct agent *a, enum box_kind kind, uint64_t in_journal)
{
    struct agent_box *b = box_of(a, kind);
    enum gh_status status = in_journal || b->forgotten ? GH_OK : replica_forget_boxes(a->replica, kind);
    b->forgotten = !in_journal && !status;
    return status;
}

static enum gh_status look_for(struct agent *a, enum box_kind kind)
{
    struct look look = {.journal = 0};
    if (a->exchanges[slot_of(kind)].running)
        return GH_OK; /* later: the box under way stands in its place */
    enum gh_status status = look_through(a, kind, &look);
    if (status)
        return status;
    box_of(a, kind)->next = look.next;
    a->state.boxes[kind - BOX_WALK_UP] = look.waiting;
    if (look.waiting == 0)
        agent_relieve(a, slot_of(kind)); /* the stream may have said what a lost answer did not */
    return forget_when_empty(a, kind, look.journal);
}

enum gh_status agent_look_for_boxes(struct agent *a)
{
    enum gh_status status = GH_OK;
    if (!a->journal)
        return GH_NOT_FOUND;
    for (int kind = BOX_WALK_UP; a->replica && kind < BOX_KIND_END && !status; kind++)
        status = look_for(a, (enum box_kind)kind);
    return status;
}

/* ---- Handing up ---- */

bool agent_box_waits(const struct agent *a, enum agent_slot slot)
{
    return a->journal && a->replica && a->boxes[slot - AGENT_BOX].next.number > 0;
}

void agent_box_start(struct agent *a, enum agent_slot slot)
{
    struct box *box = &box_of(a, kind_of(slot))->next;
    char target[BOX_TARGET_SIZE];
    uint8_t *sealed = NULL;
    size_t len = 0;
    box_target(box, target);
    enum gh_status status = journal_box_sealed(a->journal, box->kind, &box->id, &sealed, &len);
    if (status == GH_NOT_FOUND) {
        box->number = 0; /* the kiosk has just dropped it */
        return;
    }
    if (!status)
        status = agent_send(a, slot, "POST", target, "application/octet-stream", BYTES(sealed, len));
    free(sealed);
    if (status)
        agent_failed(a, slot, sync_problem_of_status(status), 0);
}

void agent_box_done(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    const struct agent_exchange *x = &a->exchanges[slot];
    struct agent_box *b = box_of(a, kind_of(slot));
    struct box_answer answer;
    if (!outcome->is_json || box_answer_decode(BYTES(x->answer, x->answer_len), &answer)) {
        agent_failed(a, slot, outcome->is_json ? SYNC_BAD_ANSWER : SYNC_NOT_OURS, 0);
        return;
    }
    enum gh_status status =
        a->replica ? replica_settle_box(a->replica, &b->next, answer.reason, agent_wall(a)) : GH_BUSY;
    if (status) {
        agent_failed(a, slot, sync_problem_of_status(status), 0);
        return;
    }
    b->next.number = 0;
    agent_succeeded(a, slot, 0);
}
