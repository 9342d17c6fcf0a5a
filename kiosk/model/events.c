/* What the desk says, taken into the state. */
#include <string.h>

#include <sodium.h>

#include "model/model_private.h"

/* ---- Status ---- */

static void take_status(struct model *m, const struct booth_status *status, struct model_effects *fx)
{
    uint32_t guard_before = m->booth.guard;
    m->booth = *status;
    m->booth_known = true;
    m->private_.status_now = status->now;
    m->private_.now_at_ms = m->private_.mono_ms;
    m->now = status->now;
    if (!m->private_.privacy_at)
        m->private_.privacy_at = m->private_.mono_ms + status->policy.privacy_timeout;
    if (m->private_.hidden || m->mode == MODE_SELF_SCAN)
        for (size_t i = 0; i < DESK_LAST_MAX; i++) {
            struct log_row *row = &m->booth.last[i];
            row->personal = false;
            memset(row->name, 0, sizeof row->name);
            memset(row->plate, 0, sizeof row->plate);
        }
    if (m->sign_in_guard == 0 && status->guard_count == 1)
        m->sign_in_guard = status->guards[0].guard;
    if (guard_before && !status->guard) {
        model_emergency_end(m, fx);
        model_hide_personal(m, fx);
        model_dismiss(m, fx);
        model_show(m, model_home(m));
    }
    if (m->page == PAGE_WALK_UPS)
        model_command(fx, COMMAND_WALK_UPS);
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
    bool asks = shown->marks && shown->state == SCAN_TO_CONFIRM; /* green is for those who were let in */
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
    m->self_phase = self_phase_of(&m->shown);
    m->private_.self_until = m->private_.mono_ms + SELF_RESULT_MS;
    m->self_seconds_left = SELF_RESULT_MS / 1000;
}

static void forget_typing_of_scan(struct model *m)
{
    sodium_memzero(m->holder, sizeof m->holder);
    sodium_memzero(m->note, sizeof m->note);
    m->holder_waiting = m->holder_wrong = false;
    m->override_reason = OVERRIDE_NONE;
    m->second_guard = 0;
    model_forget_pin(m);
}

static void take_new_scan(struct model *m, struct model_effects *fx)
{
    model_emergency_end(m, fx);
    forget_typing_of_scan(m);
    m->toast = TOAST_NONE;
    m->lookup_waiting = false;
    memset(m->lookup_number, 0, sizeof m->lookup_number);
    memset(m->lookup_text_plate, 0, sizeof m->lookup_text_plate);
    sodium_memzero(&m->near, sizeof m->near);
    m->number_complete = m->number_wrong = m->plate_complete = false;
    model_touched(m, fx);
    sound_for(m, &m->shown, fx);
}

/* A code that was shown beside a vehicle is answered by a sound as any other. */
static void sound_of_codes(const struct shown *before, const struct shown *now, struct model_effects *fx)
{
    static const enum ui_cue cue[] = {
        [VERDICT_RED] = CUE_RED, [VERDICT_AMBER] = CUE_AMBER, [VERDICT_GREEN] = CUE_GREEN};
    if (now->codes != before->codes)
        model_cue(fx, cue[now->last_code]);
}

/* Of the scan on screen: the answer to a try or a decision. */
static void take_change(struct model *m, const struct shown *before, struct model_effects *fx)
{
    if (m->holder_waiting && !m->shown.holder_matched) {
        m->holder_wrong = true;
        sodium_memzero(m->holder, sizeof m->holder);
        model_cue(fx, CUE_WRONG);
    }
    m->holder_waiting = false;
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
    if (fresh)
        take_new_scan(m, fx);
    else
        take_change(m, &before, fx);
    sodium_memzero(&before, sizeof before);

    m->private_.green_until = 0;
    m->seconds_left = 0;
    if (shown->state == SCAN_TAKEN_BACK || shown->state == SCAN_REFUSED) {
        model_toast(m, shown->state == SCAN_REFUSED ? TOAST_REFUSED : TOAST_TAKEN_BACK, GH_OK);
        model_dismiss(m, fx);
        return;
    }
    if (m->mode == MODE_SELF_SCAN) {
        start_self_result(m);
        model_show(m, PAGE_SELF_SCAN);
    } else if (is_settled(shown->state)) {
        /* Let in on paper only: the notice stays until somebody has read it. */
        if (!shown->paper_log)
            m->private_.green_until = m->private_.mono_ms + m->booth.policy.green_shown_for;
        m->seconds_left = shown->paper_log ? 0 : (unsigned)((m->booth.policy.green_shown_for + 999) / 1000);
        model_show(m, PAGE_VERDICT);
    } else if (fresh || m->page != PAGE_OVERRIDE) {
        model_show(m, PAGE_VERDICT);
    }
    tick left = shown->take_back_until - m->now;
    m->take_back_seconds = shown->can_take_back && left > 0 ? (unsigned)((left + 999) / 1000) : 0;
    model_changed(m);
}

/* ---- Sign-in ---- */

static void take_sign_in(struct model *m, enum sign_in_result result, unsigned wait_seconds, bool second,
                         struct model_effects *fx)
{
    m->pin_waiting = false;
    m->deciding = false;
    m->pin_wrong = result == SIGN_IN_WRONG;
    if (wait_seconds) {
        m->private_.throttle_until = m->private_.mono_ms + (int64_t)wait_seconds * 1000;
        m->throttle_seconds = wait_seconds;
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

static void take_log(struct model *m, const struct log_page *page)
{
    if (page->query.inside_only != (m->log_tab == LOG_INSIDE) || strcmp(page->query.search, m->search) != 0 ||
        page->query.colour != m->log_colour || m->private_.hidden)
        return; /* the answer to a question that is no longer asked */
    if (page->query.before_number == 0)
        m->log_count = 0;
    for (size_t i = 0; i < page->count && m->log_count < MODEL_LOG_ROWS_MAX; i++)
        m->log_rows[m->log_count++] = page->rows[i];
    m->log_more = page->more && m->log_count < MODEL_LOG_ROWS_MAX;
    m->log_known = true;
    m->log_waiting = false;
    for (size_t i = 0; i < m->log_count; i++)
        if (m->page == PAGE_ENTRY && uuid_equal(&m->log_rows[i].entry, &m->entry.entry))
            m->entry = m->log_rows[i];
    model_changed(m);
}

/* The look-up as if somebody had typed what the camera read, with the expected plates to touch; never in the way of
 * anything else that the guard is at. */
static void take_seen(struct model *m, const struct near_page *near, struct model_effects *fx)
{
    if (!model_awaits_car(m))
        return;
    if (m->page != PAGE_LOOKUP)
        model_touched(m, fx); /* its time on screen begins now */
    m->lookup_plate = true;
    memcpy(m->lookup_text_plate, near->typed, sizeof m->lookup_text_plate);
    m->plate_complete = true;
    m->near = *near;
    model_show(m, PAGE_LOOKUP);
    model_changed(m);
}

static void take_near(struct model *m, const struct near_page *near, struct model_effects *fx)
{
    if (near->seen) {
        take_seen(m, near, fx);
    } else if (m->page == PAGE_LOOKUP && strcmp(near->typed, m->lookup_text_plate) == 0) {
        m->near = *near;
        model_changed(m);
    }
}

static void take_done(struct model *m, enum command_kind command, struct model_effects *fx)
{
    if (command == COMMAND_TAKE_BACK)
        model_toast(m, TOAST_TAKEN_BACK, GH_OK);
    if (command == COMMAND_EXIT)
        model_toast(m, TOAST_EXIT_RECORDED, GH_OK);
    if (command == COMMAND_EMERGENCY) {
        m->deciding = false;
        model_emergency_end(m, fx);
        model_toast(m, TOAST_LET_IN, GH_OK);
        model_cue(fx, CUE_GREEN);
        model_command(fx, COMMAND_WALK_UPS);
    }
    if (m->page == PAGE_ENTRY || m->page == PAGE_LOG)
        model_query_log(m, 0, fx);
}

static enum model_toast toast_for(enum command_kind command, enum gh_status status)
{
    if (command == COMMAND_NUMBER && status != GH_DENIED)
        return TOAST_BAD_NUMBER;
    if (command == COMMAND_EMERGENCY && (status == GH_TOO_LONG || status == GH_CONFLICT))
        return TOAST_NOT_ALLOWED;
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
    if (command == COMMAND_UNITS)
        return; /* the page says that there are none */
    m->deciding = m->holder_waiting = m->lookup_waiting = m->pin_waiting = false;
    bool signed_out = status == GH_DENIED && m->booth.guard == 0;
    model_toast(m, signed_out ? TOAST_SIGN_IN_FIRST : toast_for(command, status), status);
    model_cue(fx, CUE_WRONG);
}

static void take_enrol(struct model *m, const char *text, struct model_effects *fx)
{
    struct model_action scanned = {.kind = ACTION_ENROL};
    size_t len = strnlen(text, sizeof scanned.text - 1);
    memcpy(scanned.text, text, len);
    if (model_may_enrol(m))
        model_on_enrol(m, &scanned, fx);
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
        take_log(m, &event->log);
        break;
    case DESK_ENROL:
        take_enrol(m, event->enrol, fx);
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
        m->walk_ups = event->walk_ups;
        m->walk_ups_known = true;
        model_changed(m);
        break;
    case DESK_DONE:
        take_done(m, event->outcome.command, fx);
        break;
    case DESK_FAILED:
        take_failed(m, event->outcome.command, event->outcome.status, fx);
        break;
    }
}
