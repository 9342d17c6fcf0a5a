/* The outbox in the simulation: boxes that the booth's kiosk makes and drops, and what the model of the server does
 * with those that arrive. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim.h"
#include "store/journal_roll_call.h"

#define SEALED_LEN 200

/* ---- The kiosk ---- */

/* Lets the server check that a box arrived whole. Borrowed until the next call. */
static struct bytes seal(const struct box *box)
{
    static uint8_t sealed[SEALED_LEN];
    for (size_t i = 0; i < SEALED_LEN; i++)
        sealed[i] = (uint8_t)(box->id.b[i % UUID_LEN] + box->kind + i / UUID_LEN);
    return BYTES(sealed, sizeof sealed);
}

static struct uuid next_id(struct sim *sim)
{
    uint8_t random[10] = {0xb0};
    memcpy(random + 1, &sim->box_count, sizeof random - 2);
    return uuid_v7(sim->reading.wall, random);
}

static bool has_box(const struct sim *sim, enum box_kind kind, const struct uuid *id)
{
    for (size_t i = 0; i < sim->box_count; i++)
        if (sim->boxes[i].box.kind == kind &&
            (uuid_equal(&sim->boxes[i].box.id, id) || uuid_equal(&sim->boxes[i].box.about, id)))
            return true;
    return false;
}

static enum gh_status put_walk_up(struct sim *sim, struct box *box)
{
    box->id = next_id(sim);
    return journal_put_box(sim->journal, box, seal(box));
}

/* Of the first application that has none. */
static enum gh_status put_emergency(struct sim *sim, struct box *box)
{
    struct entry e = {.kind = ENTRY_OVERRIDE, .colour = VERDICT_RED, .reason = REASON_NOT_EXPECTED};
    for (size_t i = 0; i < sim->box_count && uuid_is_nil(&box->about); i++)
        if (sim->boxes[i].box.kind == BOX_WALK_UP && (sim->boxes[i].held || sim->boxes[i].stored) &&
            !has_box(sim, BOX_EMERGENCY, &sim->boxes[i].box.id))
            box->about = sim->boxes[i].box.id;
    if (uuid_is_nil(&box->about) || sim->written_count == SIM_ENTRIES_MAX)
        return GH_NOT_FOUND;
    e.at = sim->reading.wall;
    e.id = box->id = next_id(sim);
    enum gh_status status = journal_append_with_box(sim->journal, &e, box, seal(box));
    if (!status)
        booth_wrote(sim, &e);
    return status;
}

/* Of the newest entry, unless it has one. */
static enum gh_status put_picture(struct sim *sim, struct box *box)
{
    const struct sim_entry *newest = sim->written_count ? &sim->written[sim->written_count - 1] : NULL;
    if (!newest || !newest->held || has_box(sim, BOX_CAR_PICTURE, &newest->id))
        return GH_NOT_FOUND;
    box->id = newest->id;
    return journal_put_box(sim->journal, box, seal(box));
}

/* Starts a roll call with everybody who was let in, or ticks one of them. */
static enum gh_status start_roll_call(struct sim *sim, struct box *box)
{
    struct wire_presence *list = calloc(SIM_ENTRIES_MAX, sizeof *list);
    struct journal_roll_box b = {.box = *box, .sealed = seal(box)};
    const struct journal_roll_call call = {.id = box->id, .at = box->at, .guard = 1};
    size_t count = 0;
    for (size_t i = 0; list && i < sim->written_count; i++)
        if (sim->written[i].held)
            list[count++] = (struct wire_presence){.subject = sim->written[i].id, .entry = sim->written[i].id};
    enum gh_status status = list ? journal_start_roll_call(sim->journal, &call, list, count, &b, 1) : GH_NO_MEMORY;
    free(list);
    *box = b.box;
    return status;
}

static enum gh_status put_roll_call(struct sim *sim, struct box *box)
{
    struct journal_roll_call call;
    struct journal_roll_tick t = {.mark = sim_random(sim, 3) ? ROLL_SAFE : ROLL_OPEN, .at = box->at};
    const struct sim_entry *newest = sim->written_count ? &sim->written[sim->written_count - 1] : NULL;
    box->id = next_id(sim);
    if (!newest || !newest->held)
        return GH_NOT_FOUND;
    if (journal_roll_call(sim->journal, &call) == GH_NOT_FOUND)
        return start_roll_call(sim, box);
    struct journal_roll_box b = {.box = *box, .sealed = seal(box)};
    t.subject = newest->id;
    enum gh_status status = journal_next_roll_tick(sim->journal, box->at, &t.number);
    if (!status)
        status = journal_append_roll_tick(sim->journal, &t, &b);
    *box = b.box;
    sim->roll_ticks[sim->box_count] = status ? 0 : t.number;
    return status;
}

void booth_seal(struct sim *sim)
{
    static enum gh_status (*const puts[])(struct sim *, struct box *) = {[BOX_WALK_UP] = put_walk_up,
                                                                         [BOX_EMERGENCY] = put_emergency,
                                                                         [BOX_CAR_PICTURE] = put_picture,
                                                                         [BOX_ROLL_CALL] = put_roll_call};
    struct box box = {.kind = (enum box_kind)(BOX_WALK_UP + sim_random(sim, BOX_KINDS)), .at = sim->reading.wall};
    if (sim->box_count == SIM_BOXES_MAX)
        return;
    enum gh_status status = puts[box.kind](sim, &box);
    if (!status)
        sim->boxes[sim->box_count++] = (struct sim_box){.box = box, .held = true};
    else if (status != GH_NOT_FOUND && status != GH_TOO_LONG)
        sim_fail(sim, "the journal takes a box");
}

void booth_drop_settled(struct sim *sim)
{
    for (size_t i = 0; i < sim->box_count; i++) {
        const struct box *box = &sim->boxes[i].box;
        bool settled = false;
        if (!sim->boxes[i].held || sim->boxes[i].dropped || replica_box_is_settled(sim->replica, box, &settled) ||
            !settled)
            continue;
        if (journal_settle_box(sim->journal, box->kind, &box->id))
            sim_fail(sim, "the journal drops a box");
        sim->boxes[i].dropped = true;
    }
}

void booth_forget_box(struct sim *sim, const char *target)
{
    struct sim_box *b = server_find_box(sim, target);
    if (b)
        (void)!journal_settle_box(sim->journal, b->box.kind, &b->box.id);
}

/* ---- The server ---- */

struct sim_box *server_find_box(struct sim *sim, const char *target)
{
    char made[BOX_TARGET_SIZE];
    for (size_t i = 0; i < sim->box_count; i++) {
        box_target(&sim->boxes[i].box, made);
        if (strcmp(made, target) == 0)
            return &sim->boxes[i];
    }
    return NULL;
}

static bool server_has(const struct sim *sim, enum box_kind kind, const struct uuid *id)
{
    for (size_t i = 0; i < sim->box_count; i++)
        if (sim->boxes[i].box.kind == kind && uuid_equal(&sim->boxes[i].box.id, id))
            return sim->boxes[i].stored > 0;
    return false;
}

static bool has_what_it_needs(const struct sim *sim, const struct box *box)
{
    switch (box_form(box->kind)->need) {
    case BOX_NEEDS_WALK_UP:
        return server_has(sim, BOX_WALK_UP, &box->about);
    case BOX_NEEDS_ENTRY:
        return server_has_entry(sim, &box->id);
    case BOX_NEEDS_NOTHING:
    default:
        return true;
    }
}

const struct sim_box *server_next_walk_up(const struct sim *sim, uint64_t after)
{
    const struct sim_box *next = NULL;
    for (size_t i = 0; i < sim->box_count; i++)
        if (sim->boxes[i].position > after && (!next || sim->boxes[i].position < next->position))
            next = &sim->boxes[i];
    return next;
}

/* The booth hears of an application, and of an emergency by the application that it is about. */
static void tell_booth(struct sim *sim, const struct box *box)
{
    for (size_t i = 0; i < sim->box_count; i++) {
        struct sim_box *b = &sim->boxes[i];
        if (b->box.kind != BOX_WALK_UP || !uuid_equal(&b->box.id, box->kind == BOX_WALK_UP ? &box->id : &box->about))
            continue;
        b->position = server_take_position(sim);
        b->version++;
        b->let_in = b->let_in || box->kind == BOX_EMERGENCY;
    }
}

void server_boxes_go_back(struct sim *sim)
{
    uint64_t position = sim->server.position;
    for (size_t i = 0; i < sim->box_count; i++)
        if (sim->boxes[i].position > position)
            sim->boxes[i].position = server_take_position(sim);
}

static void store(struct sim *sim, struct sim_box *b)
{
    if (b->stored == 0 && (b->box.kind == BOX_WALK_UP || b->box.kind == BOX_EMERGENCY))
        tell_booth(sim, &b->box);
    b->stored++;
}

void server_box(struct sim *sim, const char *target, struct bytes body, struct agent_outcome *outcome)
{
    struct sim_box *b = server_find_box(sim, target);
    if (!b || !bytes_equal(body, seal(&b->box))) {
        sim_fail(sim, "P1: a box arrives whole");
        return;
    }
    /* A server that went back quarantines what it can't use, until the booth has heard of it. */
    if (!has_what_it_needs(sim, &b->box) && !sim->went_back)
        sim_fail(sim, "P3: a box arrives after what it needs");
    bool keeps = sim->mutant != MUTANT_BOX_LOST || sim_random(sim, 6) > 0;
    if (keeps && (b->stored == 0 || sim->mutant == MUTANT_BOX_TWICE))
        store(sim, b);
    outcome->status = 200;
    outcome->is_json = true;
    sim->answer_len =
        (size_t)snprintf(sim->answer, SIM_BODY_MAX, "%s",
                         sim_random(sim, 4) ? "{\"taken\":true}" : "{\"taken\":false,\"reason\":\"unreadable\"}");
}

/* ---- What must hold ---- */

void check_boxes(struct sim *sim)
{
    for (size_t i = 0; i < sim->box_count && sim->replica; i++) {
        bool settled = false;
        if (sim->boxes[i].stored == 0 && replica_box_is_settled(sim->replica, &sim->boxes[i].box, &settled) == GH_OK &&
            settled)
            sim_fail(sim, "P1: no box counts as settled that the server does not have");
    }
}

static bool server_has_tick(const struct sim *sim, uint64_t number)
{
    for (size_t i = 0; i < sim->box_count; i++)
        if (sim->roll_ticks[i] == number && sim->boxes[i].stored > 0)
            return true;
    return false;
}

/* Each tick that the journal has went up in its box, and each person on the list in an entry. */
static void check_roll_call(struct sim *sim)
{
    struct journal_roll_tick *ticks = calloc(SIM_BOXES_MAX, sizeof *ticks);
    struct wire_presence *list = calloc(SIM_ENTRIES_MAX, sizeof *list);
    size_t tick_count = 0, count = 0;
    if (!ticks || !list || journal_roll_ticks(sim->journal, ticks, SIM_BOXES_MAX, &tick_count) ||
        journal_roll_rows(sim->journal, list, SIM_ENTRIES_MAX, &count))
        sim_fail(sim, "the journal reads its roll call");
    for (size_t i = 0; ticks && i < tick_count && i < SIM_BOXES_MAX; i++)
        if (!server_has_tick(sim, ticks[i].number))
            sim_fail(sim, "P1: a tick of a roll call is lost");
    for (size_t i = 0; list && i < count && i < SIM_ENTRIES_MAX; i++)
        if (!server_has_entry(sim, &list[i].entry))
            sim_fail(sim, "P1: a person of a roll call is lost");
    free(ticks);
    free(list);
}

void check_boxes_in_the_end(struct sim *sim)
{
    booth_drop_settled(sim);
    check_roll_call(sim);
    for (size_t i = 0; i < sim->box_count; i++) {
        uint8_t *sealed = NULL;
        size_t len = 0;
        const struct box *box = &sim->boxes[i].box;
        if (sim->boxes[i].held && sim->boxes[i].stored == 0)
            sim_fail(sim, "P1: a box is lost");
        if (sim->boxes[i].stored > 1)
            sim_fail(sim, "P2: a box is there twice");
        if (journal_box_sealed(sim->journal, box->kind, &box->id, &sealed, &len) != GH_NOT_FOUND)
            sim_fail(sim, "P6: the kiosk drops a box that is settled");
        free(sealed);
    }
}
