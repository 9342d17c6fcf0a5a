#include "desk/shown.h"

#include <string.h>

#include <sodium.h>

#include "desk/campus.h"
#include "desk/card.h"
#include "desk/claim.h"
#include "desk/entries.h"
#include "desk/say.h"
#include "desk/session.h"
#include "desk/visit.h"

void desk_admitted(struct desk *desk, const struct entry *entry, enum scan_state state)
{
    struct shown *shown = &desk->scan.shown;
    bool out = shown->direction == DIRECTION_OUT;
    shown->entry = entry->id;
    shown->state = out ? SCAN_WENT_OUT : state;
    shown->fault = GH_OK;
    shown->paper_log = false;
    shown->can_admit = shown->can_override = false;
    shown->can_take_back = !out && desk_may(desk, GUARD_ADMIT);
    shown->take_back_until = entry->at + desk->synced.policy.take_back_within;
}

/* ---- What the guard may do with it ---- */

/* True when the vehicle has a driver. The gate does not ask on the way out. */
static bool has_driver(const struct shown *shown)
{
    bool somebody = !shown->marks || shown->direction == DIRECTION_OUT;
    for (size_t i = 0; i < shown->rider_count; i++)
        somebody = somebody || shown->riders[i].here;
    return somebody;
}

void desk_settle_rights(struct desk *desk)
{
    struct shown *shown = &desk->scan.shown;
    enum verdict_advice advice = shown->verdict.advice;
    bool waiting = shown->state == SCAN_WAITING;
    bool checked = advice == ADVICE_CHECK_HOLDER ? shown->holder_matched : advice != ADVICE_CHOOSE;
    /* A visitor who is inside must be able to leave. On the way out the advice decides, not the colour. */
    bool leaving = shown->direction == DIRECTION_OUT && advice == ADVICE_DECIDE;
    bool amber = waiting && checked && (shown->verdict.colour == VERDICT_AMBER || leaving);
    shown->can_admit = desk_may(desk, GUARD_ADMIT) && (amber || shown->state == SCAN_TO_CONFIRM) && has_driver(shown);
    shown->can_override = desk_may(desk, GUARD_OVERRIDE) && waiting;
    shown->second_guard_needed = desk->synced.policy.second_guard;
}

/* ---- The scan ---- */

static void decide(struct desk *desk)
{
    struct shown *shown = &desk->scan.shown;
    const struct subject *subject = &desk->scan.subject;
    shown->verdict = verdict_decide(&subject->facts, &desk->synced.policy);
    shown->can_check_holder = subject->has_pass && subject->facts.claims.has_holder && desk_has_campus_key(desk);
}

static void fill_shown(struct desk *desk, int64_t captured_ns)
{
    struct shown *shown = &desk->scan.shown;
    const struct subject *subject = &desk->scan.subject;
    memset(shown, 0, sizeof *shown);
    shown->scan = ++desk->scan.count;
    shown->presented_as = subject->facts.presented_as;
    shown->direction = subject->facts.direction;
    shown->gate = desk->options.gate;
    shown->at = subject->facts.now;
    shown->captured_ns = captured_ns;
    shown->has_pass = subject->has_pass;
    shown->gun_changed = subject->gun_changed;
    if (!subject->has_pass)
        memcpy(shown->plate, subject->plate, sizeof shown->plate);
    shown->use = subject->facts.use;
    shown->inside = subject->facts.inside;
    shown->inside_since = subject->inside_since;
    shown->inside_gate = subject->facts.inside_gate;
    shown->holder_tries_left = DESK_HOLDER_TRIES;
    if (subject->has_pass) {
        struct replica_pass bare = {.claims = subject->facts.claims};
        desk_fill_card(desk, subject->has_row ? &subject->row : &bare, &shown->pass);
        shown->pass.live = subject->facts.claims.live;
        /* Without closed days: the screen says when the visitor may come. */
        shown->pass.not_before = subject->facts.claims.not_before;
        shown->pass.expires = subject->facts.claims.expires;
    }
    shown->candidate_count = subject->candidate_count;
    for (size_t i = 0; i < subject->candidate_count; i++)
        desk_fill_card(desk, &subject->candidates[i], &shown->candidates[i]);
}

void desk_journal_failed(struct desk *desk, enum gh_status status)
{
    struct shown *shown = &desk->scan.shown;
    desk_release_claim(desk);
    desk->scan.subject.facts.store_error = true;
    decide(desk);
    shown->state = SCAN_WAITING;
    shown->fault = status;
    shown->paper_log = true;
}

/* Takes the word of the server that another gate has the pass. */
static void decide_as_used(struct desk *desk)
{
    desk->scan.shown.use = desk->scan.subject.facts.use;
    decide(desk);
}

void desk_show_used(struct desk *desk)
{
    struct shown *shown = &desk->scan.shown;
    decide_as_used(desk);
    shown->state = SCAN_WAITING;
    struct entry entry = desk_entry_of(desk, ENTRY_SHOWN);
    enum gh_status status = desk_append(desk, &entry);
    if (status)
        desk_journal_failed(desk, status);
    else
        shown->entry = entry.id;
    desk_settle_rights(desk);
    desk_send_shown(desk);
}

static void record(struct desk *desk)
{
    struct shown *shown = &desk->scan.shown;
    bool green = shown->verdict.colour == VERDICT_GREEN;
    bool touch = desk->synced.policy.touch_before_admit && shown->direction == DIRECTION_IN;
    bool confirm = green && (touch || shown->marks);
    bool now = green && !confirm;
    if (now && desk_is_claimed_elsewhere(desk)) {
        decide_as_used(desk);
        now = false;
    }
    struct entry entry = desk_entry_of(desk, now ? desk_admission_kind(desk, ENTRY_ADMIT) : ENTRY_SHOWN);
    enum gh_status status = now ? desk_append_visit(desk, &entry) : desk_append(desk, &entry);
    if (status) {
        desk_journal_failed(desk, status);
        return;
    }
    shown->entry = entry.id;
    if (now)
        desk_admitted(desk, &entry, SCAN_ADMITTED);
    else
        shown->state = confirm ? SCAN_TO_CONFIRM : SCAN_WAITING;
}

void desk_show(struct desk *desk, int64_t captured_ns)
{
    sodium_memzero(&desk->scan.visit.rider, sizeof desk->scan.visit.rider);
    desk->scan.visit.by_rider = false;
    desk_bring_up_car(desk);
    desk_show_alone(desk, captured_ns);
}

void desk_show_alone(struct desk *desk, int64_t captured_ns)
{
    fill_shown(desk, captured_ns);
    decide(desk);
    desk_show_riders(desk);
    record(desk);
    desk_settle_rights(desk);
    desk->scan.shown.decided_ns = os_mono_ns();
    desk_send_shown(desk);
}

void desk_forget_shown(struct desk *desk)
{
    sodium_memzero(&desk->scan.shown, sizeof desk->scan.shown);
    sodium_memzero(&desk->scan.subject, sizeof desk->scan.subject);
    sodium_memzero(&desk->scan.visit, sizeof desk->scan.visit);
}
