/* A car with more than one person waits until the guard has said who came. Each person who is marked gets an admission,
 * written together with the vehicle's and referring to it. So uses, who is inside, and leaving on foot are right for
 * each of them. */
#include "desk/visit.h"

#include <string.h>

#include <sodium.h>

#include "desk/card.h"
#include "desk/entries.h"
#include "desk/facts.h"
#include "desk/presence.h"
#include "desk/session.h"

/* ---- A rider's code brings up the vehicle ---- */

static bool find_car(struct desk *desk, const struct uuid *group, struct uuid *out)
{
    size_t count = 0;
    if (replica_find_group(desk->stores.replica, group, desk->scratch.group, 1, &count) || count == 0 ||
        desk->scratch.group[0].claims.kind != PASS_VEHICLE)
        return false;
    *out = desk->scratch.group[0].claims.pass_id;
    return true;
}

/* A rider who comes later than the car, or leaves after it, is on foot. */
static bool may_be_there(const struct desk *desk, const struct subject *car, const struct subject *rider)
{
    if (verdict_decide(&car->facts, &desk->synced.policy).colour == VERDICT_RED)
        return false;
    bool out = car->facts.direction == DIRECTION_OUT;
    return out ? car->facts.inside || !rider->facts.inside : !car->facts.inside;
}

void desk_bring_up_car(struct desk *desk)
{
    const struct subject *rider = &desk->scan.subject;
    struct subject car;
    struct uuid id;
    bool of_visit = rider->has_row && rider->row.claims.kind == PASS_RIDER && !uuid_is_nil(&rider->row.group);
    if (!of_visit || !desk->options.lane || desk->mode.unattended || !desk_may(desk, GUARD_ADMIT))
        return;
    /* Show the rider who may not come in, not the car. */
    if (verdict_decide(&rider->facts, &desk->synced.policy).colour == VERDICT_RED)
        return;
    if (!find_car(desk, &rider->row.group, &id) || desk_look_at_pass(desk, &id, PRESENTED_PLATE, &car) ||
        !may_be_there(desk, &car, rider))
        return;
    desk->scan.visit.rider = *rider;
    desk->scan.visit.by_rider = true;
    desk->scan.subject = car;
}

/* ---- Who is in it ---- */

/* Makes room at that place of the list. False: the list is full. */
static bool make_room(struct desk *desk, size_t at)
{
    struct shown *shown = &desk->scan.shown;
    if (shown->rider_count == DESK_RIDERS_MAX) {
        shown->missed++;
        return false;
    }
    size_t behind = shown->rider_count++ - at;
    memmove(&desk->scan.visit.riders[at + 1], &desk->scan.visit.riders[at], behind * sizeof *desk->scan.visit.riders);
    memmove(&shown->riders[at + 1], &shown->riders[at], behind * sizeof *shown->riders);
    memset(&desk->scan.visit.riders[at], 0, sizeof *desk->scan.visit.riders);
    memset(&shown->riders[at], 0, sizeof *shown->riders);
    return true;
}

/* Adds a person with what was found of their pass; true when there was room. Riders who are not green, and those who
 * joined, stand first: nobody reads a list of fifty to its end. */
static bool add_rider(struct desk *desk, const struct subject *found, bool joined, size_t *place)
{
    struct shown *shown = &desk->scan.shown;
    bool green = verdict_decide(&found->facts, &desk->synced.policy).colour == VERDICT_GREEN;
    size_t at = joined || !green ? 0 : shown->rider_count;
    if (!make_room(desk, at))
        return false;
    struct desk_rider *rider = &desk->scan.visit.riders[at];
    struct shown_rider *out = &shown->riders[at];
    *place = at;
    out->joined = joined;
    rider->claims = found->facts.claims;
    rider->group = found->row.group;
    rider->presented_as = found->facts.presented_as;
    rider->verdict = verdict_decide(&found->facts, &desk->synced.policy);
    memcpy(rider->code_digest, found->code_digest, sizeof rider->code_digest);
    struct replica_pass bare = {.claims = found->facts.claims};
    if (found->has_pass)
        desk_fill_card(desk, found->has_row ? &found->row : &bare, &out->pass);
    out->by_code = found->facts.presented_as == PRESENTED_CODE;
    out->inside = found->facts.inside;
    out->colour = rider->verdict.colour;
    out->reason = rider->verdict.reason;
    return true;
}

/* A rider may go with the vehicle unless something is wrong with the rider that is not wrong with the vehicle. */
static void settle_rider(struct desk *desk, size_t i)
{
    struct shown_rider *r = &desk->scan.shown.riders[i];
    bool same = r->reason == desk->scan.shown.verdict.reason;
    r->can_mark = r->colour == VERDICT_GREEN || (r->colour == VERDICT_AMBER && !r->joined) || same;
}

static bool is_by_rider(const struct desk *desk, size_t i)
{
    return desk->scan.visit.by_rider &&
           uuid_equal(&desk->scan.visit.riders[i].claims.pass_id, &desk->scan.visit.rider.facts.claims.pass_id);
}

void desk_take_rider_code(struct desk *desk, size_t i, const struct subject *seen)
{
    struct shown_rider *r = &desk->scan.shown.riders[i];
    desk->scan.visit.riders[i].presented_as = seen->facts.presented_as;
    desk->scan.visit.riders[i].claims = seen->facts.claims;
    desk->scan.visit.riders[i].verdict = verdict_decide(&seen->facts, &desk->synced.policy);
    r->colour = desk->scan.visit.riders[i].verdict.colour;
    r->reason = desk->scan.visit.riders[i].verdict.reason;
    r->by_code = seen->facts.presented_as == PRESENTED_CODE;
    settle_rider(desk, i);
    r->here = r->can_mark && (r->here || r->colour == VERDICT_GREEN);
}

static void read_riders(struct desk *desk)
{
    size_t count = 0, most = DESK_RIDERS_MAX + 1;
    const struct subject *car = &desk->scan.subject;
    if (replica_find_group(desk->stores.replica, &car->row.group, desk->scratch.group, most, &count))
        return;
    for (size_t i = 0; i < count && i < most; i++) {
        struct subject rider;
        size_t at;
        if (desk->scratch.group[i].claims.kind == PASS_RIDER &&
            !desk_look_at_pass(desk, &desk->scratch.group[i].claims.pass_id, PRESENTED_PLATE, &rider))
            (void)add_rider(desk, &rider, false, &at);
    }
    desk->scan.shown.missed += count > most ? (unsigned)(count - most) : 0;
}

static bool is_listed(const struct desk *desk, const struct uuid *pass_id)
{
    for (size_t i = 0; i < desk->scan.shown.rider_count; i++)
        if (uuid_equal(&desk->scan.visit.riders[i].claims.pass_id, pass_id))
            return true;
    return false;
}

/* On the way out: adds the people who came in with it, by any gate, and are not riders of its visit. */
static void read_joined(struct desk *desk)
{
    size_t riders = desk_riders_inside(desk, &desk->scan.subject.facts.claims.pass_id);
    for (size_t i = 0; i < riders; i++) {
        struct subject one;
        size_t at;
        const struct uuid *id = &desk->scratch.riders[i].subject;
        if (!is_listed(desk, id) && !desk_look_at_pass(desk, id, PRESENTED_PLATE, &one))
            (void)add_rider(desk, &one, true, &at);
    }
}

/* Marks on the way in: those who have shown a code, and a driver who is alone. On the way out: those known to be
 * inside, or everybody when nobody knows who came in. */
static void mark_at_first(struct desk *desk)
{
    struct shown *shown = &desk->scan.shown;
    bool anybody_inside = shown->inside;
    for (size_t i = 0; i < shown->rider_count; i++)
        anybody_inside = anybody_inside || shown->riders[i].inside;
    for (size_t i = 0; i < shown->rider_count; i++) {
        struct shown_rider *r = &shown->riders[i];
        bool out = shown->direction == DIRECTION_OUT;
        bool alone = shown->rider_count == 1 && r->colour != VERDICT_AMBER;
        r->here = r->can_mark && (out ? r->inside || !anybody_inside : alone);
        if (is_by_rider(desk, i))
            desk_take_rider_code(desk, i, &desk->scan.visit.rider);
    }
}

/* A driver who is alone needs no marks, nor does a car that may not pass at all. */
static bool wants_marks(const struct desk *desk)
{
    const struct shown *shown = &desk->scan.shown;
    if (shown->rider_count == 0 || !desk_may(desk, GUARD_ADMIT) || desk->mode.unattended ||
        shown->verdict.colour == VERDICT_RED)
        return false;
    return shown->rider_count > 1 || shown->by_rider || !shown->riders[0].here;
}

void desk_show_riders(struct desk *desk)
{
    struct shown *shown = &desk->scan.shown;
    const struct subject *car = &desk->scan.subject;
    if (!car->has_row || car->row.claims.kind != PASS_VEHICLE || !desk->stores.replica)
        return;
    shown->by_rider = desk->scan.visit.by_rider;
    if (!uuid_is_nil(&car->row.group))
        read_riders(desk);
    if (shown->direction == DIRECTION_OUT && shown->inside && desk->stores.journal)
        read_joined(desk);
    for (size_t i = 0; i < shown->rider_count; i++)
        settle_rider(desk, i);
    if (desk_may(desk, GUARD_ADMIT) && !desk->mode.unattended)
        mark_at_first(desk);
    shown->marks = wants_marks(desk);
}

bool desk_join_rider(struct desk *desk, const struct subject *seen, size_t *at)
{
    if (!add_rider(desk, seen, true, at))
        return false;
    settle_rider(desk, *at);
    desk->scan.shown.riders[*at].here = desk->scan.shown.riders[*at].can_mark;
    return true;
}

/* ---- Entries ---- */

/* Riders get the vehicle's entry kind, except that the guard has decided about a rider who is not green. */
static struct entry entry_with(const struct desk *desk, size_t i, const struct entry *vehicle)
{
    enum entry_kind kind = vehicle->kind;
    bool green = desk->scan.shown.riders[i].colour == VERDICT_GREEN;
    if (kind == ENTRY_ADMIT || kind == ENTRY_DECIDE_ADMIT)
        kind = green ? ENTRY_ADMIT : ENTRY_DECIDE_ADMIT;
    struct entry entry = desk_entry_of_rider(desk, i, kind);
    entry.override_reason = vehicle->override_reason;
    entry.second_guard = vehicle->second_guard;
    memcpy(entry.note, vehicle->note, sizeof entry.note);
    return entry;
}

enum gh_status desk_append_visit(struct desk *desk, struct entry *entry)
{
    size_t count = 1;
    enum gh_status status = desk_prepare(desk, entry);
    desk_seal_plate(desk, entry);
    desk->scratch.entries[0] = *entry;
    for (size_t i = 0; i < desk->scan.shown.rider_count && !status; i++) {
        if (!desk->scan.shown.riders[i].here)
            continue;
        struct entry *one = &desk->scratch.entries[count++];
        *one = entry_with(desk, i, entry);
        status = desk_prepare(desk, one);
        one->refers_to = entry->id;
    }
    if (!status)
        status = desk_append_all(desk, count);
    if (!status)
        *entry = desk->scratch.entries[0];
    return status;
}
