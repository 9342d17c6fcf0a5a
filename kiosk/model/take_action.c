#include "model/take_action.h"

#include <string.h>

#include <sodium.h>

#include "model/change.h"
#include "model/emergency.h"
#include "model/fields.h"
#include "model/log.h"
#include "model/questions.h"
#include "model/roll_call.h"
#include "model/sync.h"
#include "model/walk_up.h"

enum { SELF_HELP_MS = 30000 };

/* ---- Going about ---- */

static bool may_enter(const struct model *m, enum model_page page)
{
    if (page == PAGE_SIGN_IN || page == PAGE_DIAGNOSTICS || page == PAGE_SYNC)
        return true;
    if (m->mode == MODE_WALK_UP)
        return page == PAGE_WALK_UP || (page == PAGE_SETTINGS && m->booth.guard);
    if (m->mode == MODE_SELF_SCAN)
        return page == PAGE_SELF_SCAN || (page == PAGE_SETTINGS && m->booth.guard);
    if (page == PAGE_VERDICT || page == PAGE_OVERRIDE)
        return m->shown.state != SCAN_NONE;
    if (page == PAGE_EMERGENCY)
        return false; /* opened from the list of applications only */
    return m->booth.guard != 0 && page != PAGE_SELF_SCAN;
}

static void on_go(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    if (a->page >= PAGE_COUNT || !may_enter(m, a->page)) {
        model_toast(m, TOAST_SIGN_IN_FIRST, GH_OK);
        return;
    }
    if (m->page == PAGE_VERDICT && a->page == PAGE_LOOKUP) { /* the plate was misread */
        model_dismiss(m, fx);
        m->lookup.by_plate = true;
    }
    model_show(m, a->page);
    if (a->page == PAGE_LOG)
        model_query_log(m, 0, fx);
    if (a->page == PAGE_SIGN_IN)
        model_forget_pin(m);
    if (a->page == PAGE_WALK_UPS)
        model_command(fx, COMMAND_WALK_UPS);
    if (a->page == PAGE_ROLL_CALL)
        model_open_roll_call(m, fx);
    if (a->page == PAGE_SETTINGS || a->page == PAGE_DIAGNOSTICS)
        model_command(fx, COMMAND_REFRESH);
}

/* Riders of a red vehicle are asked for before its override. */
static bool wants_riders(const struct model *m)
{
    return shown_takes_marks(&m->shown) && !shown_asks_who(&m->shown);
}

static void on_back(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (m->over.dialog != DIALOG_NONE) {
        m->over.dialog = DIALOG_NONE;
        return;
    }
    if (m->over.keyboard_open) {
        m->over.keyboard_open = false;
        return;
    }
    switch (m->page) {
    case PAGE_VERDICT:
        model_dismiss(m, fx);
        break;
    case PAGE_WALK_UP:
        model_walk_up_back(m, fx);
        break;
    case PAGE_EMERGENCY:
        model_emergency_back(m, fx);
        break;
    case PAGE_OVERRIDE:
        if (!m->override.asks_riders && wants_riders(m)) {
            m->override.asks_riders = true;
            break;
        }
        model_show(m, m->shown.state != SCAN_NONE ? PAGE_VERDICT : model_home(m));
        break;
    case PAGE_ENTRY:
        model_show(m, m->private_.back == PAGE_LOG ? PAGE_LOG : model_home(m));
        break;
    case PAGE_DIAGNOSTICS:
    case PAGE_SYNC:
        sodium_memzero(m->sync.code, sizeof m->sync.code);
        model_forget_scanned(m);
        model_show(m, m->booth.guard ? PAGE_SETTINGS : model_home(m));
        break;
    case PAGE_SETTINGS:
        if ((m->mode == MODE_SELF_SCAN || m->mode == MODE_WALK_UP) && m->booth.guard)
            model_command(fx, COMMAND_SIGN_OUT);
        model_show(m, model_home(m));
        break;
    default:
        model_forget_pin(m);
        model_show(m, model_home(m));
        break;
    }
}

static void on_choose_guard(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)fx;
    uint32_t guard = (uint32_t)a->number;
    model_forget_pin(m);
    m->sign_in.pin_wrong = false;
    if (m->page == PAGE_OVERRIDE || m->page == PAGE_EMERGENCY) {
        m->sign_in.second_guard = guard != m->booth.guard ? guard : 0;
        m->override.note_focus = false;
    } else {
        m->sign_in.guard = guard;
    }
}

/* ---- The verdict ---- */

static bool waits(const struct model *m)
{
    return !m->deciding && (m->shown.state == SCAN_WAITING || m->shown.state == SCAN_TO_CONFIRM);
}

static struct desk_command *decide(struct model *m, enum command_kind kind, struct model_effects *fx)
{
    m->deciding = true;
    struct desk_command *command = model_command(fx, kind);
    command->scan = m->shown.scan;
    return command;
}

static void on_next(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    model_dismiss(m, fx);
}

static void on_mark(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    if (!waits(m) || !shown_takes_marks(&m->shown))
        return;
    struct desk_command *command = model_command(fx, COMMAND_MARK);
    command->scan = m->shown.scan;
    command->id = a->id;
    command->on = a->number != 0;
}

static void on_on_foot(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (waits(m) && m->shown.by_rider)
        decide(m, COMMAND_ON_FOOT, fx);
}

static void on_admit(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (waits(m) && m->shown.can_admit)
        decide(m, COMMAND_ADMIT, fx);
}

static void on_refuse(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (waits(m))
        decide(m, COMMAND_REFUSE, fx);
}

static void on_override(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    (void)fx;
    if (m->shown.state != SCAN_WAITING)
        return;
    if (!m->shown.can_override) {
        model_toast(m, TOAST_NOT_ALLOWED, GH_DENIED);
        return;
    }
    m->override.asks_riders = wants_riders(m);
    model_show(m, PAGE_OVERRIDE);
}

static void on_riders_said(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    (void)fx;
    m->override.asks_riders = false;
}

static void on_choose_reason(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)fx;
    if (m->page == PAGE_EMERGENCY) {
        model_emergency_reason(m, (enum override_reason)a->number);
        return;
    }
    if (a->number > OVERRIDE_NONE && a->number < OVERRIDE_COUNT)
        m->override.reason = (enum override_reason)a->number;
    m->override.note_focus = m->override.reason == OVERRIDE_OTHER || m->override.note_focus;
}

static void on_focus_note(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)fx;
    m->override.note_focus = a->number != 0;
}

static void on_confirm_override(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    if (!waits(m) || !model_override_ready(m))
        return;
    struct desk_command *command = decide(m, COMMAND_OVERRIDE, fx);
    command->reason = m->override.reason;
    memcpy(command->text, m->override.note, sizeof m->override.note);
    if (m->shown.second_guard_needed) {
        command->second_guard = m->sign_in.second_guard;
        memcpy(command->pin, m->sign_in.pin, sizeof command->pin);
        model_forget_pin(m);
    }
}

static void on_call_office(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    (void)fx;
    model_toast(m, TOAST_OFFICE_NUMBER, GH_OK);
}

static void on_choose(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    struct desk_command *command = model_command(fx, COMMAND_CHOOSE);
    command->scan = m->shown.scan;
    command->id = a->id;
}

/* ---- Entries ---- */

static void ask(struct model *m, enum model_dialog dialog, const struct uuid *entry)
{
    m->over.dialog = dialog;
    m->over.entry = *entry;
}

static void on_take_back(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    bool on_screen = m->page == PAGE_VERDICT && uuid_equal(&a->id, &m->shown.entry);
    if (on_screen && !m->deciding)
        decide(m, COMMAND_TAKE_BACK, fx)->id = a->id;
    else if (!on_screen)
        ask(m, DIALOG_TAKE_BACK, &a->id);
}

static void on_exit_entry(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)fx;
    ask(m, DIALOG_EXIT, &a->id);
}

static void on_sign_out(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)fx;
    ask(m, DIALOG_SIGN_OUT, &a->id);
}

static void on_explain(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    (void)fx;
    if (m->over.dialog == DIALOG_NONE)
        m->over.dialog = DIALOG_HELP;
}

static void on_dialog_yes(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    static const enum command_kind commands[] = {[DIALOG_TAKE_BACK] = COMMAND_TAKE_BACK,
                                                 [DIALOG_EXIT] = COMMAND_EXIT,
                                                 [DIALOG_SIGN_OUT] = COMMAND_SIGN_OUT,
                                                 [DIALOG_ROLL_START] = COMMAND_ROLL_START,
                                                 [DIALOG_ROLL_START_OFFLINE] = COMMAND_ROLL_START,
                                                 [DIALOG_ROLL_END] = COMMAND_ROLL_END,
                                                 [DIALOG_ROLL_END_OPEN] = COMMAND_ROLL_END,
                                                 [DIALOG_ROLL_END_OFFLINE] = COMMAND_ROLL_END};
    if (m->over.dialog != DIALOG_NONE && m->over.dialog != DIALOG_HELP)
        model_command(fx, commands[m->over.dialog])->id = m->over.entry;
    m->over.dialog = DIALOG_NONE;
}

static void on_dialog_no(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    (void)fx;
    m->over.dialog = DIALOG_NONE;
}

/* ---- Log and look-up ---- */

static void on_near(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    if (m->page != PAGE_LOOKUP || m->lookup.waiting || a->number < 0 || (size_t)a->number >= m->lookup.near.count)
        return;
    memcpy(m->lookup.plate, m->lookup.near.plates[a->number], sizeof m->lookup.plate);
    model_lookup_changed(m, fx);
    model_on_enter(m, a, fx);
}

static void on_lookup_kind(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)fx;
    m->lookup.by_plate = a->number != 0;
}

/* ---- Choices ---- */

static void on_language(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    bool other = a->number != UI_CHINESE && a->number != UI_ENGLISH;
    m->language = other ? (m->language == UI_CHINESE ? UI_ENGLISH : UI_CHINESE) : (enum ui_language)a->number;
    model_effect(fx, EFFECT_LANGUAGE);
}

static void on_theme(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)fx;
    bool other = a->number != UI_DAY && a->number != UI_NIGHT;
    m->theme = other ? (m->theme == UI_DAY ? UI_NIGHT : UI_DAY) : (enum ui_theme)a->number;
    m->private_.theme_by_hand = true;
}

static void on_mode(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    if (a->number < MODE_GUARD || a->number > MODE_HANDHELD)
        return;
    if (!m->booth.guard || !(m->booth.rights & GUARD_SETTINGS)) {
        model_toast(m, TOAST_NOT_ALLOWED, GH_DENIED);
        return;
    }
    m->mode = (enum model_mode)a->number;
    model_command(fx, COMMAND_UNATTENDED)->unattended = m->mode == MODE_SELF_SCAN;
    if (m->mode == MODE_SELF_SCAN)
        model_command(fx, COMMAND_SIGN_OUT);
    model_show(m, model_home(m));
}

static void on_direction(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    bool other = a->number != DIRECTION_IN && a->number != DIRECTION_OUT;
    enum direction flipped = m->booth.direction == DIRECTION_IN ? DIRECTION_OUT : DIRECTION_IN;
    model_command(fx, COMMAND_DIRECTION)->direction = other ? flipped : (enum direction)a->number;
}

static void on_torch(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    m->devices.torch_on = !m->devices.torch_on;
    model_effect(fx, EFFECT_TORCH)->on = m->devices.torch_on;
}

static void on_open_walk_up(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)m;
    model_command(fx, COMMAND_OPEN_WALK_UP)->id = a->id;
}

static void on_help(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)a;
    m->self_scan.phase = SELF_HELP;
    m->deadlines.self_scan = m->private_.mono_ms + SELF_HELP_MS;
    m->self_scan.seconds_left = SELF_HELP_MS / 1000;
    model_cue(fx, CUE_HELP);
}

static void on_keyboard(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)fx;
    m->over.keyboard_open = a->number != 0;
}

static void on_nothing(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    (void)m;
    (void)a;
    (void)fx;
}

typedef void action_function(struct model *m, const struct model_action *action, struct model_effects *fx);

static action_function *const action_functions[] = {
    [ACTION_NOTHING] = on_nothing,
    [ACTION_GO] = on_go,
    [ACTION_BACK] = on_back,
    [ACTION_TYPE] = model_on_type,
    [ACTION_ERASE] = model_on_erase,
    [ACTION_CLEAR] = model_on_clear,
    [ACTION_ENTER] = model_on_enter,
    [ACTION_CHOOSE_GUARD] = on_choose_guard,
    [ACTION_NEXT] = on_next,
    [ACTION_ADMIT] = on_admit,
    [ACTION_REFUSE] = on_refuse,
    [ACTION_NO_ID] = on_override,
    [ACTION_OVERRIDE] = on_override,
    [ACTION_RIDERS_SAID] = on_riders_said,
    [ACTION_CHOOSE_REASON] = on_choose_reason,
    [ACTION_FOCUS_NOTE] = on_focus_note,
    [ACTION_CONFIRM_OVERRIDE] = on_confirm_override,
    [ACTION_CALL_OFFICE] = on_call_office,
    [ACTION_CHOOSE_CANDIDATE] = on_choose,
    [ACTION_MARK] = on_mark,
    [ACTION_ON_FOOT] = on_on_foot,
    [ACTION_TAKE_BACK] = on_take_back,
    [ACTION_EXIT] = on_exit_entry,
    [ACTION_DIALOG_YES] = on_dialog_yes,
    [ACTION_DIALOG_NO] = on_dialog_no,
    [ACTION_SIGN_OUT] = on_sign_out,
    [ACTION_NEAR] = on_near,
    [ACTION_LOOKUP_KIND] = on_lookup_kind,
    [ACTION_LOG_TAB] = model_on_log_tab,
    [ACTION_LOG_COLOUR] = model_on_log_colour,
    [ACTION_LOG_MORE] = model_on_log_more,
    [ACTION_OPEN_ENTRY] = model_on_open_entry,
    [ACTION_LANGUAGE] = on_language,
    [ACTION_THEME] = on_theme,
    [ACTION_MODE] = on_mode,
    [ACTION_DIRECTION] = on_direction,
    [ACTION_TORCH] = on_torch,
    [ACTION_SYNC_NOW] = model_on_sync_now,
    [ACTION_STICK] = model_on_stick,
    [ACTION_ENROL] = model_on_enrol,
    [ACTION_ENROL_CANCEL] = model_on_enrol_cancel,
    [ACTION_WALK_UP] = model_on_walk_up,
    [ACTION_WALK_UP_CHOOSE] = model_on_walk_up,
    [ACTION_WALK_UP_UNIT] = model_on_walk_up,
    [ACTION_WALK_UP_ADD] = model_on_walk_up,
    [ACTION_WALK_UP_REMOVE] = model_on_walk_up,
    [ACTION_WALK_UP_CORRECT] = model_on_walk_up,
    [ACTION_WALK_UP_SUBMIT] = model_on_walk_up,
    [ACTION_WALK_UP_PRINT] = model_on_walk_up,
    [ACTION_WALK_UP_END] = model_on_walk_up,
    [ACTION_WALK_UP_LOW] = model_on_walk_up,
    [ACTION_WALK_UP_LATIN] = model_on_walk_up,
    [ACTION_WALK_UP_CAPITAL] = model_on_walk_up,
    [ACTION_WALK_UP_COUNTRY] = model_on_walk_up,
    [ACTION_WALK_UP_CANDIDATE] = model_on_walk_up,
    [ACTION_WALK_UP_PAGE] = model_on_walk_up,
    [ACTION_OPEN_WALK_UP] = on_open_walk_up,
    [ACTION_EMERGENCY] = model_on_emergency,
    [ACTION_EMERGENCY_NEXT] = model_on_emergency,
    [ACTION_EMERGENCY_LET_IN] = model_on_emergency,
    [ACTION_PHOTO] = model_on_emergency,
    [ACTION_ROLL_START] = model_on_roll_call,
    [ACTION_ROLL_END] = model_on_roll_call,
    [ACTION_ROLL_TICK] = model_on_roll_call,
    [ACTION_ROLL_TAB] = model_on_roll_call,
    [ACTION_HELP] = on_help,
    [ACTION_EXPLAIN] = on_explain,
    [ACTION_KEYBOARD] = on_keyboard,
    [ACTION_TOUCH] = on_nothing,
};

void model_take_action(struct model *m, const struct model_action *action, struct model_effects *fx)
{
    if (action->kind >= sizeof action_functions / sizeof *action_functions)
        return;
    action_functions[action->kind](m, action, fx);
    if (action->kind != ACTION_NOTHING && action->kind != ACTION_TOUCH)
        model_changed(m);
}
