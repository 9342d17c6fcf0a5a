#include "model/take_desk.h"

#include <string.h>

#include <sodium.h>

#include "model/change.h"
#include "model/emergency.h"
#include "model/log.h"
#include "model/privacy.h"
#include "model/questions.h"
#include "model/roll_call.h"
#include "model/sync.h"
#include "model/walk_up.h"

enum { SELF_RESULT_MS = 6000 };

/* ---- Status ---- */

static void take_status(struct model *m, const struct booth_status *status, struct model_effects *fx)
{
    uint32_t guard_before = m->booth.guard;
    m->booth = *status;
    m->booth_known = true;
    m->private_.status_now = status->now;
    m->private_.now_at_ms = m->private_.mono_ms;
    m->now = status->now;
    if (!m->deadlines.privacy)
        m->deadlines.privacy = m->private_.mono_ms + status->policy.privacy_timeout;
    if (m->private_.hidden || m->mode == MODE_SELF_SCAN)
        for (size_t i = 0; i < DESK_LAST_MAX; i++) {
            struct log_row *row = &m->booth.last[i];
            row->personal = false;
            memset(row->name, 0, sizeof row->name);
            memset(row->plate, 0, sizeof row->plate);
        }
    if (m->sign_in.guard == 0 && status->guard_count == 1)
        m->sign_in.guard = status->guards[0].guard;
    if (guard_before && !status->guard) {
        model_emergency_end(m, fx);
        model_hide_personal(m, fx);
        model_dismiss(m, fx);
        model_show(m, model_home(m));
    }
    if (m->page == PAGE_WALK_UPS)
        model_command(fx, COMMAND_WALK_UPS);
    if (m->page == PAGE_ROLL_CALL)
        model_read_roll_call(m, fx);
    model_changed(m);
}

/* ---- Scans ---- */

static enum model_self_phase self_phase_of(const struct shown *shown)
{
    static const bool visitor_may_know[REASON_COUNT] = {
        [REASON_TOO_EARLY] = true, [REASON_EXPIRED] = true, [REASON_WRONG_GATE] = true};
    if (shown->state == SCAN_ADMITTED || shown->state == SCAN_WENT_OUT || shown->state == SCAN_OVERRIDDEN)
        return SELF_LET_IN;
    return visitor_may_know[shown->verdict.reason] ? SELF_NOT_NOW : SELF_SEE_GUARD;
}

static void sound_for(const struct model *m, const struct shown *shown, struct model_effects *fx)
{
    static const enum ui_cue colour_cue[] = {
        [VERDICT_RED] = CUE_RED, [VERDICT_AMBER] = CUE_AMBER, [VERDICT_GREEN] = CUE_GREEN};
    static const enum ui_cue voice[] = {
        [SELF_LET_IN] = CUE_VOICE_LET_IN, [SELF_SEE_GUARD] = CUE_VOICE_SEE_GUARD, [SELF_NOT_NOW] = CUE_VOICE_NOT_NOW};
    bool asks = shown->marks && shown->state == SCAN_TO_CONFIRM; /* green is for admissions */
    model_cue(fx, asks ? CUE_AMBER : colour_cue[shown->verdict.colour]);
    if (m->mode == MODE_SELF_SCAN)
        model_cue(fx, voice[self_phase_of(shown)]);
}

static bool is_settled(enum scan_state state)
{
    return state == SCAN_ADMITTED || state == SCAN_OVERRIDDEN || state == SCAN_WENT_OUT;
}

static void start_self_result(struct model *m)
{
    m->self_scan.phase = self_phase_of(&m->shown);
    m->deadlines.self_scan = m->private_.mono_ms + SELF_RESULT_MS;
    m->self_scan.seconds_left = SELF_RESULT_MS / 1000;
}

static void forget_typing_of_scan(struct model *m)
{
    sodium_memzero(m->verdict.holder, sizeof m->verdict.holder);
    sodium_memzero(m->override.note, sizeof m->override.note);
    m->verdict.holder_waiting = m->verdict.holder_wrong = false;
    m->override.reason = OVERRIDE_NONE;
    m->sign_in.second_guard = 0;
    model_forget_pin(m);
}

static void take_new_scan(struct model *m, struct model_effects *fx)
{
    model_emergency_end(m, fx);
    forget_typing_of_scan(m);
    m->over.toast = TOAST_NONE;
    m->lookup.waiting = false;
    memset(m->lookup.number, 0, sizeof m->lookup.number);
    memset(m->lookup.plate, 0, sizeof m->lookup.plate);
    sodium_memzero(&m->lookup.near, sizeof m->lookup.near);
    m->lookup.number_complete = m->lookup.number_wrong = false;
    m->lookup.plate_complete = m->lookup.plate_unknown = false;
    model_touched(m, fx);
    sound_for(m, &m->shown, fx);
}

/* A code shown beside a vehicle gets the sound of its verdict too. */
static void sound_of_codes(const struct shown *before, const struct shown *now, struct model_effects *fx)
{
    static const enum ui_cue cue[] = {
        [VERDICT_RED] = CUE_RED, [VERDICT_AMBER] = CUE_AMBER, [VERDICT_GREEN] = CUE_GREEN};
    if (now->codes != before->codes)
        model_cue(fx, cue[now->last_code]);
}

/* The scan on screen has changed: after a try or a decision. */
static void take_change(struct model *m, const struct shown *before, struct model_effects *fx)
{
    if (m->verdict.holder_waiting && !m->shown.holder_matched) {
        m->verdict.holder_wrong = true;
        sodium_memzero(m->verdict.holder, sizeof m->verdict.holder);
        model_cue(fx, CUE_WRONG);
    }
    m->verdict.holder_waiting = false;
    sound_of_codes(before, &m->shown, fx);
    if (m->shown.verdict.colour != before->verdict.colour || (is_settled(m->shown.state) && !is_settled(before->state)))
        sound_for(m, &m->shown, fx);
}

static void take_shown(struct model *m, const struct shown *shown, struct model_effects *fx)
{
    struct shown before = m->shown;
    bool fresh = before.scan != shown->scan || before.state == SCAN_NONE;
    m->shown = *shown;
    m->deciding = false;
    if (fresh && m->page != PAGE_VERDICT && m->page != PAGE_OVERRIDE)
        m->private_.to_roll_call = m->page == PAGE_ROLL_CALL;
    if (fresh)
        take_new_scan(m, fx);
    else
        take_change(m, &before, fx);
    sodium_memzero(&before, sizeof before);

    m->deadlines.green = 0;
    m->verdict.seconds_left = 0;
    if (shown->state == SCAN_TAKEN_BACK || shown->state == SCAN_REFUSED) {
        model_toast(m, shown->state == SCAN_REFUSED ? TOAST_REFUSED : TOAST_TAKEN_BACK, GH_OK);
        model_dismiss(m, fx);
        return;
    }
    if (m->mode == MODE_SELF_SCAN) {
        start_self_result(m);
        model_show(m, PAGE_SELF_SCAN);
    } else if (is_settled(shown->state)) {
        /* An admission that only paper holds: the notice stays until somebody has read it. */
        if (!shown->paper_log)
            m->deadlines.green = m->private_.mono_ms + m->booth.policy.green_shown_for;
        m->verdict.seconds_left = shown->paper_log ? 0 : (unsigned)((m->booth.policy.green_shown_for + 999) / 1000);
        model_show(m, PAGE_VERDICT);
    } else if (fresh || m->page != PAGE_OVERRIDE) {
        model_show(m, PAGE_VERDICT);
    }
    tick left = shown->take_back_until - m->now;
    m->verdict.take_back_seconds = shown->can_take_back && left > 0 ? (unsigned)((left + 999) / 1000) : 0;
    model_changed(m);
}

/* ---- Sign-in ---- */

static void take_sign_in(struct model *m, enum sign_in_result result, unsigned wait_seconds, bool second,
                         struct model_effects *fx)
{
    m->sign_in.pin_waiting = false;
    m->deciding = false;
    m->sign_in.pin_wrong = result == SIGN_IN_WRONG;
    m->sign_in.no_hardware = result == SIGN_IN_NO_HARDWARE;
    if (result == SIGN_IN_OK || result == SIGN_IN_BADGE_WANTED || result == SIGN_IN_ENDED)
        m->sign_in.badge = 0;
    if (wait_seconds) {
        m->deadlines.throttle = m->private_.mono_ms + (int64_t)wait_seconds * 1000;
        m->sign_in.throttle_seconds = wait_seconds;
    }
    switch (result) {
    case SIGN_IN_OK:
        if (!second)
            model_show(m, m->mode == MODE_SELF_SCAN ? PAGE_SETTINGS : PAGE_SCAN);
        break;
    case SIGN_IN_ENDED:
        model_toast(m, TOAST_SIGNED_OUT, GH_OK);
        break;
    case SIGN_IN_NOT_LOGGED:
        model_toast(m, TOAST_NOT_SAVED, m->booth.journal);
        break;
    default:
        model_cue(fx, CUE_WRONG);
        break;
    }
    model_changed(m);
}

/* ---- Log and outcomes ---- */

/* Opens the look-up as if the guard had typed what the camera read, with the expected plates to touch. Does nothing
 * while the guard works on another page. */
static void take_seen(struct model *m, const struct near_page *near, struct model_effects *fx)
{
    if (!model_awaits_car(m))
        return;
    if (m->page != PAGE_LOOKUP)
        model_touched(m, fx); /* its time on screen begins now */
    m->lookup.by_plate = true;
    memcpy(m->lookup.plate, near->typed, sizeof m->lookup.plate);
    m->lookup.plate_complete = true;
    m->lookup.plate_unknown = false;
    m->lookup.near = *near;
    model_show(m, PAGE_LOOKUP);
    model_changed(m);
}

static void take_near(struct model *m, const struct near_page *near, struct model_effects *fx)
{
    if (near->seen) {
        take_seen(m, near, fx);
    } else if (m->page == PAGE_LOOKUP && strcmp(near->typed, m->lookup.plate) == 0) {
        m->lookup.near = *near;
        model_changed(m);
    }
}

static void take_done(struct model *m, enum command_kind command, struct model_effects *fx)
{
    if (command == COMMAND_TAKE_BACK)
        model_toast(m, TOAST_TAKEN_BACK, GH_OK);
    if (command == COMMAND_EXIT) {
        /* The list of who is inside no longer has the entry, so that its answer cannot say it. */
        if (uuid_equal(&m->entry.entry, &m->over.entry))
            m->entry.inside = false;
        model_toast(m, TOAST_EXIT_RECORDED, GH_OK);
    }
    if (command == COMMAND_EMERGENCY) {
        m->deciding = false;
        model_emergency_end(m, fx);
        model_toast(m, TOAST_LET_IN, GH_OK);
        model_cue(fx, CUE_GREEN);
        model_command(fx, COMMAND_WALK_UPS);
    }
    if (m->page == PAGE_ENTRY || m->page == PAGE_LOG)
        model_query_log(m, 0, fx);
    if (command == COMMAND_ROLL_START || command == COMMAND_ROLL_END)
        model_open_roll_call(m, fx);
    if (command == COMMAND_ROLL_TICK)
        model_read_roll_call(m, fx);
}

static enum model_toast toast_for(enum command_kind command, enum gh_status status)
{
    if (command == COMMAND_NUMBER && status != GH_DENIED)
        return TOAST_BAD_NUMBER;
    if (command == COMMAND_EMERGENCY && (status == GH_TOO_LONG || status == GH_CONFLICT))
        return TOAST_NOT_ALLOWED;
    if (command == COMMAND_ROLL_TICK && (status == GH_DENIED || status == GH_NOT_FOUND))
        return status == GH_DENIED ? TOAST_ROLL_ELSEWHERE : TOAST_ROLL_ENDED;
    if (command == COMMAND_PLATE && status != GH_DENIED)
        return TOAST_BAD_PLATE;
    switch (status) {
    case GH_DENIED:
        return TOAST_NOT_ALLOWED;
    case GH_NOT_FOUND:
        return TOAST_GONE;
    default:
        return TOAST_NOT_SAVED;
    }
}

static void take_failed(struct model *m, enum command_kind command, enum gh_status status, struct model_effects *fx)
{
    if (command == COMMAND_WALK_UP) {
        model_walk_up_failed(m, status);
        model_cue(fx, CUE_WRONG);
        return;
    }
    if (command == COMMAND_ROLL_CALL || command == COMMAND_ROLL_TICK)
        model_roll_call_failed(m, fx);
    if (command == COMMAND_UNITS)
        return; /* the page says that there are none */
    m->deciding = m->verdict.holder_waiting = m->lookup.waiting = m->sign_in.pin_waiting = false;
    bool signed_out = status == GH_DENIED && m->booth.guard == 0;
    model_toast(m, signed_out ? TOAST_SIGN_IN_FIRST : toast_for(command, status), status);
    model_cue(fx, CUE_WRONG);
}

static void take_enrol(struct model *m, const char *text, struct model_effects *fx)
{
    if (!model_may_enrol(m))
        return;
    if (model_hold_scanned(m, bytes_of_string(text)))
        model_cue(fx, CUE_WRONG);
    else
        model_show(m, PAGE_SYNC);
}

/* A badge chooses its guard: the one who signs in, or the second guard of an override or an emergency admission. */
static void take_badge(struct model *m, uint32_t guard, struct model_effects *fx)
{
    bool second = m->page == PAGE_OVERRIDE || m->page == PAGE_EMERGENCY;
    m->sign_in.badge = guard;
    m->sign_in.badge_unknown = guard == 0;
    m->sign_in.pin_wrong = false;
    if (guard == 0) {
        model_cue(fx, CUE_WRONG);
    } else if (second && guard != m->booth.guard) {
        model_forget_pin(m);
        m->sign_in.second_guard = guard;
        m->override.note_focus = false;
    } else if (!m->booth.guard) {
        model_forget_pin(m);
        m->sign_in.guard = guard;
        model_show(m, PAGE_SIGN_IN);
    }
    model_changed(m);
}

void model_take_desk(struct model *m, const struct desk_event *event, struct model_effects *fx)
{
    switch (event->kind) {
    case DESK_STATUS:
        take_status(m, &event->status, fx);
        break;
    case DESK_SHOWN:
        take_shown(m, &event->shown, fx);
        break;
    case DESK_SIGNED:
        take_sign_in(m, event->sign_in.result, event->sign_in.wait_seconds, event->sign_in.second, fx);
        break;
    case DESK_LOG:
        model_take_log(m, &event->log);
        break;
    case DESK_ENROL:
        take_enrol(m, event->enrol, fx);
        break;
    case DESK_BADGE:
        take_badge(m, event->badge, fx);
        break;
    case DESK_NEAR:
        take_near(m, &event->near, fx);
        break;
    case DESK_UNITS:
        model_take_units(m, &event->units);
        break;
    case DESK_WALK_UP_SENT:
        model_take_receipt(m, &event->receipt, fx);
        break;
    case DESK_WALK_UPS:
        m->walk_ups.page = event->walk_ups;
        m->walk_ups.known = true;
        model_changed(m);
        break;
    case DESK_ROLL_CALL:
        model_take_roll_call(m, &event->roll_call, fx);
        break;
    case DESK_DONE:
        take_done(m, event->outcome.command, fx);
        break;
    case DESK_FAILED:
        take_failed(m, event->outcome.command, event->outcome.status, fx);
        break;
    }
}
