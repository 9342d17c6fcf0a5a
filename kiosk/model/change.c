#include "model/change.h"

#include <string.h>

#include <sodium.h>

enum { TOAST_MS = 4000 };

struct model_effect *model_effect(struct model_effects *fx, enum model_effect_kind kind)
{
    struct model_effect *effect = &fx->items[fx->count < MODEL_EFFECTS_MAX ? fx->count++ : MODEL_EFFECTS_MAX - 1];
    memset(effect, 0, sizeof *effect);
    effect->kind = kind;
    return effect;
}

struct desk_command *model_command(struct model_effects *fx, enum command_kind kind)
{
    struct desk_command *command = &model_effect(fx, EFFECT_COMMAND)->command;
    command->kind = kind;
    return command;
}

void model_cue(struct model_effects *fx, enum ui_cue cue)
{
    model_effect(fx, EFFECT_SOUND)->cue = cue;
}

void model_changed(struct model *m)
{
    m->revision++;
}

void model_toast(struct model *m, enum model_toast toast, enum gh_status status)
{
    m->over.toast = toast;
    m->over.toast_status = status;
    m->deadlines.toast = m->private_.mono_ms + TOAST_MS;
    model_changed(m);
}

void model_forget_pin(struct model *m)
{
    sodium_memzero(m->sign_in.pin, sizeof m->sign_in.pin);
    m->sign_in.pin_len = 0;
}

enum model_page model_home(const struct model *m)
{
    if (m->mode == MODE_SELF_SCAN)
        return PAGE_SELF_SCAN;
    if (m->mode == MODE_WALK_UP)
        return PAGE_WALK_UP;
    return m->booth.guard ? PAGE_SCAN : PAGE_SIGN_IN;
}

void model_show(struct model *m, enum model_page page)
{
    if (m->page == page)
        return;
    m->private_.back = m->page;
    m->page = page;
    m->over.dialog = DIALOG_NONE;
    m->over.keyboard_open = false;
    model_changed(m);
}

/* A guard who ticks people in an evacuation goes on with the list, as it is now. */
static void leave_verdict(struct model *m, struct model_effects *fx)
{
    if (!m->private_.to_roll_call || !m->booth.guard) {
        model_show(m, model_home(m));
        return;
    }
    m->private_.to_roll_call = false;
    model_show(m, PAGE_ROLL_CALL);
    model_command(fx, COMMAND_ROLL_CALL);
    m->roll_call.waiting = true;
}

void model_dismiss(struct model *m, struct model_effects *fx)
{
    if (m->shown.state != SCAN_NONE)
        model_command(fx, COMMAND_DISMISS)->scan = m->shown.scan;
    sodium_memzero(&m->shown, sizeof m->shown);
    sodium_memzero(m->verdict.holder, sizeof m->verdict.holder);
    m->verdict.holder_waiting = m->verdict.holder_wrong = m->deciding = false;
    m->verdict.seconds_left = m->verdict.take_back_seconds = 0;
    m->deadlines.green = m->deadlines.self_scan = 0;
    m->override.reason = OVERRIDE_NONE;
    sodium_memzero(m->override.note, sizeof m->override.note);
    m->self_scan.phase = SELF_WAITING;
    if (m->page == PAGE_VERDICT || m->page == PAGE_OVERRIDE)
        leave_verdict(m, fx);
    model_changed(m);
}

unsigned model_seconds_until(int64_t deadline, int64_t now)
{
    return deadline > now ? (unsigned)((deadline - now + 999) / 1000) : 0;
}

void model_set_seconds(struct model *m, unsigned *field, unsigned value)
{
    if (*field == value)
        return;
    *field = value;
    model_changed(m);
}
