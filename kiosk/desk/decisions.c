#include "desk/decisions.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "desk/campus.h"
#include "desk/claim.h"
#include "desk/clock.h"
#include "desk/entries.h"
#include "desk/pin.h"
#include "desk/presence.h"
#include "desk/say.h"
#include "desk/session.h"
#include "desk/shown.h"
#include "desk/visit.h"

/* GH_OK when the command means the scan on hand and that waits for a decision. */
static enum gh_status may_decide(const struct desk *desk, const struct desk_command *command)
{
    const struct shown *shown = &desk->scan.shown;
    if (command->scan != shown->scan || (shown->state != SCAN_WAITING && shown->state != SCAN_TO_CONFIRM))
        return GH_NOT_FOUND;
    return GH_OK;
}

/* ---- Holder check ---- */

static void lock_holder(struct desk *desk)
{
    struct shown *shown = &desk->scan.shown;
    shown->verdict = verdict_after_holder_check(&shown->verdict, false);
    struct entry entry = desk_entry_of(desk, ENTRY_SHOWN);
    enum gh_status status = desk_append(desk, &entry);
    if (!status) {
        shown->entry = entry.id;
        return;
    }
    shown->fault = status;
    shown->paper_log = true;
}

void desk_holder(struct desk *desk, const struct desk_command *command)
{
    struct shown *shown = &desk->scan.shown;
    char tail[HOLDER_TAIL_LEN + 1];
    enum gh_status status = may_decide(desk, command);
    if (!status && (!shown->can_check_holder || !shown->holder_tries_left || shown->holder_matched))
        status = GH_DENIED;
    if (!status)
        status = holder_tail_normalise(bytes_of_string(command->text), tail);
    if (status) {
        desk_fail(desk, COMMAND_HOLDER, status);
        return;
    }
    if (desk_holder_matches(desk, &desk->scan.subject.facts.claims, tail)) {
        shown->holder_matched = true;
        shown->verdict = verdict_after_holder_check(&shown->verdict, true);
    } else if (--shown->holder_tries_left == 0) {
        lock_holder(desk);
    }
    sodium_memzero(tail, sizeof tail);
    desk_settle_rights(desk);
    desk_send_shown(desk);
}

/* ---- Admit, refuse, override ---- */

/* The decision could not be written. The first time, the screen asks the guard for the paper log. When it has asked
 * already, the decision stands, on paper only. */
static void decide_on_paper(struct desk *desk, enum scan_state state, enum gh_status status)
{
    struct shown *shown = &desk->scan.shown;
    bool told = shown->paper_log;
    if (!told) {
        desk_journal_failed(desk, status);
        desk_settle_rights(desk);
    } else {
        shown->state = state;
        shown->fault = status;
        memset(&shown->entry, 0, sizeof shown->entry);
        shown->can_admit = shown->can_override = shown->can_take_back = false;
    }
    desk_send_shown(desk);
}

void desk_admit(struct desk *desk, const struct desk_command *command)
{
    enum gh_status status = may_decide(desk, command);
    if (!status && !desk->scan.shown.can_admit)
        status = GH_DENIED;
    if (status) {
        desk_fail(desk, COMMAND_ADMIT, status);
        return;
    }
    if (desk->scan.shown.state == SCAN_TO_CONFIRM && desk_is_claimed_elsewhere(desk)) {
        desk_show_used(desk);
        return;
    }
    /* Marking the riders of a green car is not a decision about a doubt. */
    bool judged = !desk->scan.shown.marks || desk->scan.shown.verdict.colour != VERDICT_GREEN;
    struct entry entry = desk_entry_of(desk, desk_admission_kind(desk, judged ? ENTRY_DECIDE_ADMIT : ENTRY_ADMIT));
    status = desk_append_visit(desk, &entry);
    if (status) {
        decide_on_paper(desk, SCAN_ADMITTED, status);
        return;
    }
    desk_admitted(desk, &entry, SCAN_ADMITTED);
    desk_send_shown(desk);
}

void desk_refuse(struct desk *desk, const struct desk_command *command)
{
    struct shown *shown = &desk->scan.shown;
    enum gh_status status = may_decide(desk, command);
    if (status) {
        desk_fail(desk, COMMAND_REFUSE, status);
        return;
    }
    struct entry entry = desk_entry_of(desk, ENTRY_REFUSE);
    status = desk_append(desk, &entry);
    if (status) {
        decide_on_paper(desk, SCAN_REFUSED, status);
        return;
    }
    shown->state = SCAN_REFUSED;
    shown->can_admit = shown->can_override = false;
    desk_send_shown(desk);
}

static enum gh_status may_override(struct desk *desk, const struct desk_command *command)
{
    enum gh_status status = may_decide(desk, command);
    if (status)
        return status;
    bool known = command->reason > OVERRIDE_NONE && command->reason < OVERRIDE_COUNT;
    bool remarked = command->reason != OVERRIDE_OTHER || command->text[0];
    return known && remarked && desk->scan.shown.can_override ? GH_OK : GH_DENIED;
}

void desk_override(struct desk *desk, const struct desk_command *command)
{
    enum gh_status status = may_override(desk, command);
    if (status) {
        desk_fail(desk, COMMAND_OVERRIDE, status);
        return;
    }
    if (desk->synced.policy.second_guard && desk_check_second(desk, command))
        return;
    struct entry entry = desk_entry_of(desk, desk_admission_kind(desk, ENTRY_OVERRIDE));
    entry.override_reason = command->reason;
    entry.second_guard = desk->synced.policy.second_guard ? command->second_guard : 0;
    memcpy(entry.note, command->text, sizeof entry.note);
    entry.note[sizeof entry.note - 1] = 0;
    status = desk_append_visit(desk, &entry);
    if (status) {
        decide_on_paper(desk, SCAN_OVERRIDDEN, status);
        return;
    }
    desk_admitted(desk, &entry, SCAN_OVERRIDDEN);
    desk_send_shown(desk);
}

/* ---- Taking back, going out ---- */

/* Returns an entry about an earlier one, with that one's values. */
static struct entry entry_after(const struct entry *before, enum entry_kind kind)
{
    struct entry entry = {.kind = kind,
                          .presented_as = before->presented_as,
                          .direction = kind == ENTRY_EXIT ? DIRECTION_OUT : before->direction,
                          .colour = before->colour,
                          .reason = before->reason,
                          .reasons = before->reasons,
                          .refers_to = before->id,
                          .pass_id = before->pass_id,
                          .group = before->group,
                          .pass_expires = before->pass_expires,
                          .live = before->live};
    memcpy(entry.code_digest, before->code_digest, sizeof entry.code_digest);
    return entry;
}

static enum gh_status find_admission(struct desk *desk, const struct uuid *id, struct entry *out)
{
    if (!desk->stores.journal)
        return desk->stores.journal_fault;
    enum gh_status status = journal_find(desk->stores.journal, id, out);
    if (!status && !entry_is_admission(out))
        return GH_NOT_FOUND;
    return status;
}

/* Adds the take-backs of those who came with that vehicle to desk->scratch.entries, behind the first. */
static enum gh_status take_riders_back(struct desk *desk, const struct uuid *vehicle_entry, size_t *count)
{
    size_t riders = 0;
    enum gh_status status =
        journal_came_with(desk->stores.journal, vehicle_entry, &desk->scratch.entries[1], DESK_RIDERS_MAX, &riders);
    for (size_t i = 1; i <= riders && i <= DESK_RIDERS_MAX && !status; i++) {
        struct entry before = desk->scratch.entries[i];
        bool taken = false;
        status = journal_is_taken_back(desk->stores.journal, &before.id, &taken);
        if (status || taken)
            continue;
        struct entry *entry = &desk->scratch.entries[(*count)++];
        *entry = entry_after(&before, ENTRY_TAKE_BACK);
        status = desk_prepare(desk, entry);
    }
    return status;
}

static enum gh_status take_back(struct desk *desk, const struct uuid *id)
{
    struct entry admission;
    bool taken = false, trusted;
    enum gh_status status = find_admission(desk, id, &admission);
    if (!status)
        status = journal_is_taken_back(desk->stores.journal, &admission.id, &taken);
    if (status)
        return status;
    if (taken)
        return GH_NOT_FOUND;
    if (desk_now(desk, &trusted) - admission.at > desk->synced.policy.take_back_within)
        return GH_DENIED;
    size_t count = 1;
    desk->scratch.entries[0] = entry_after(&admission, ENTRY_TAKE_BACK);
    status = desk_prepare(desk, &desk->scratch.entries[0]);
    if (!status)
        status = take_riders_back(desk, &admission.id, &count);
    return status ? status : desk_append_all(desk, count);
}

void desk_take_back(struct desk *desk, const struct desk_command *command)
{
    struct shown *shown = &desk->scan.shown;
    bool on_screen = shown->state != SCAN_NONE && uuid_equal(&command->id, &shown->entry);
    enum gh_status status = take_back(desk, &command->id);
    if (status) {
        desk_fail(desk, COMMAND_TAKE_BACK, status);
        return;
    }
    if (on_screen) {
        shown->state = SCAN_TAKEN_BACK;
        shown->can_take_back = false;
        desk_send_shown(desk);
    }
    desk_done(desk, COMMAND_TAKE_BACK);
}

/* Finds who is inside by the admission that says so, at whichever gate of the campus. */
static enum gh_status find_inside(struct desk *desk, const struct uuid *admission, struct wire_presence *out)
{
    struct wire_presence *list = NULL;
    size_t count = 0, at = 0;
    enum gh_status status = desk_list_presence(desk, &list, &count);
    if (status)
        return status;
    while (at < count && !uuid_equal(&list[at].entry, admission))
        at++;
    if (at < count)
        *out = list[at];
    free(list);
    return at < count ? GH_OK : GH_NOT_FOUND;
}

/* Returns the exit of somebody picked by the guard, after the admission where this booth has it. */
static struct entry exit_of(struct desk *desk, const struct wire_presence *p)
{
    struct entry before;
    struct replica_pass pass;
    if (!journal_find(desk->stores.journal, &p->entry, &before))
        return entry_after(&before, ENTRY_EXIT);
    struct entry entry = {.kind = ENTRY_EXIT,
                          .presented_as = p->vehicle ? PRESENTED_PLATE : PRESENTED_SHORT_NUMBER,
                          .direction = DIRECTION_OUT,
                          .colour = VERDICT_GREEN,
                          .reason = REASON_OK,
                          .refers_to = p->entry};
    if (!p->pass) {
        /* A car without a pass has the hash of its plate; others have their admission. */
        if (p->vehicle && !uuid_equal(&p->subject, &p->entry))
            memcpy(entry.code_digest, p->subject.b, sizeof entry.code_digest);
        return entry;
    }
    entry.pass_id = p->subject;
    entry.pass_expires = p->until - PRESENCE_KEPT;
    if (desk->stores.replica && !replica_find_pass(desk->stores.replica, &p->subject, &pass))
        entry.group = pass.group;
    return entry;
}

static enum gh_status go_out(struct desk *desk, const struct uuid *admission)
{
    struct wire_presence p;
    if (!desk->stores.journal)
        return desk->stores.journal_fault;
    enum gh_status status = find_inside(desk, admission, &p);
    if (status)
        return status;
    size_t count = 1, riders = p.vehicle ? desk_riders_inside(desk, &p.subject) : 0;
    desk->scratch.entries[0] = exit_of(desk, &p);
    status = desk_prepare(desk, &desk->scratch.entries[0]);
    for (size_t i = 0; i < riders && !status; i++) {
        struct entry *entry = &desk->scratch.entries[count++];
        *entry = exit_of(desk, &desk->scratch.riders[i]);
        entry->refers_to = desk->scratch.entries[0].id;
        status = desk_prepare(desk, entry);
    }
    return status ? status : desk_append_all(desk, count);
}

void desk_exit(struct desk *desk, const struct desk_command *command)
{
    enum gh_status status = go_out(desk, &command->id);
    if (status)
        desk_fail(desk, COMMAND_EXIT, status);
    else
        desk_done(desk, COMMAND_EXIT);
}
