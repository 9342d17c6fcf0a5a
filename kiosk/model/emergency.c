#include "model/emergency.h"

#include <string.h>

#include <sodium.h>

#include "model/change.h"
#include "model/questions.h"
#include "model/walk_up.h"

enum { IDLE_MS = 180000 /* the guard is on the telephone */ };

static void forget(struct model *m, struct model_effects *fx)
{
    model_walk_up_clear(m, fx);
    model_forget_pin(m);
    m->sign_in.second_guard = 0;
    sodium_memzero(&m->emergency, sizeof m->emergency);
    model_effect(fx, EFFECT_PHOTO)->on = false;
}

void model_emergency_end(struct model *m, struct model_effects *fx)
{
    if (m->page != PAGE_EMERGENCY)
        return;
    forget(m, fx);
    model_show(m, m->booth.guard ? PAGE_WALK_UPS : model_home(m));
}

static void begin(struct model *m, const struct walk_up_row *row, struct model_effects *fx)
{
    forget(m, fx);
    m->emergency.application = row->id;
    m->emergency.number = row->number;
    m->walk_up.form.step = STEP_HOST;
    model_walk_up_check(m);
    model_show(m, PAGE_EMERGENCY);
    model_emergency_touched(m);
}

void model_emergency_touched(struct model *m)
{
    if (m->page != PAGE_EMERGENCY)
        return;
    m->deadlines.emergency = m->private_.mono_ms + IDLE_MS;
    m->emergency.seconds_left = 0;
}

void model_emergency_timer(struct model *m, struct model_effects *fx)
{
    if (m->page != PAGE_EMERGENCY)
        return;
    unsigned seconds = model_seconds_until(m->deadlines.emergency, m->private_.mono_ms);
    if (seconds)
        model_set_seconds(m, &m->emergency.seconds_left, seconds <= MODEL_WARN_S ? seconds : 0);
    else
        model_emergency_end(m, fx);
}

void model_emergency_reason(struct model *m, enum override_reason reason)
{
    m->emergency.reason = reason;
    m->emergency.step = EMERGENCY_WHO;
}

void model_emergency_enter(struct model *m, struct model_effects *fx)
{
    if (m->emergency.step != EMERGENCY_WHO)
        return;
    if (m->walk_up.ime.composition[0])
        model_walk_up_enter(m, fx); /* chooses the candidate */
    else if (m->walk_up.check == FORM_GOOD)
        m->emergency.step = EMERGENCY_SLIP;
}

void model_emergency_back(struct model *m, struct model_effects *fx)
{
    if (m->deciding)
        return;
    model_forget_pin(m);
    if (m->emergency.step == EMERGENCY_WHY)
        model_emergency_end(m, fx);
    else
        m->emergency.step--;
}

static void let_in(struct model *m, struct model_effects *fx)
{
    if (!model_emergency_ready(m))
        return;
    struct desk_command *command = model_command(fx, COMMAND_EMERGENCY);
    command->id = m->emergency.application;
    command->reason = m->emergency.reason;
    memcpy(command->text, m->walk_up.form.host, sizeof m->walk_up.form.host);
    if (m->booth.policy.second_guard) {
        command->second_guard = m->sign_in.second_guard;
        memcpy(command->pin, m->sign_in.pin, sizeof command->pin);
        model_forget_pin(m);
    }
    m->deciding = true;
}

void model_on_emergency(struct model *m, const struct model_action *a, struct model_effects *fx)
{
    if (a->kind == ACTION_EMERGENCY) {
        bool there = a->number >= 0 && (size_t)a->number < m->walk_ups.page.count;
        if (there && model_may_let_in(m, &m->walk_ups.page.rows[a->number]))
            begin(m, &m->walk_ups.page.rows[a->number], fx);
        return;
    }
    if (m->page != PAGE_EMERGENCY || m->deciding)
        return;
    if (a->kind == ACTION_EMERGENCY_LET_IN)
        let_in(m, fx);
    if (m->emergency.step != EMERGENCY_SLIP)
        return;
    if (a->kind == ACTION_PHOTO) {
        model_effect(fx, EFFECT_PHOTO)->on = a->number != 0;
        m->emergency.photo = false; /* until EVENT_PHOTO */
    }
    /* Without a camera the slip alone has to do. */
    if (a->kind == ACTION_EMERGENCY_NEXT && (m->emergency.photo || m->devices.camera != CAMERA_LIVE))
        m->emergency.step = EMERGENCY_LET_IN;
}
