#include "model/model.h"

#include <string.h>

#include <sodium.h>

#include "model/change.h"
#include "model/emergency.h"
#include "model/privacy.h"
#include "model/sync.h"
#include "model/take_action.h"
#include "model/take_desk.h"
#include "model/timer.h"
#include "model/walk_up.h"

void model_init(struct model *m, const struct model_settings *settings, int64_t mono_ms)
{
    memset(m, 0, sizeof *m);
    m->settings = *settings;
    m->mode = settings->mode;
    m->language = settings->language;
    m->theme = settings->theme;
    m->log.colour = -1;
    m->private_.mono_ms = mono_ms;
    m->page = settings->mode == MODE_SELF_SCAN ? PAGE_SELF_SCAN
              : settings->mode == MODE_WALK_UP ? PAGE_WALK_UP
                                               : PAGE_SIGN_IN;
    form_begin(&m->walk_up.form);
    m->revision = 1;
}

void model_wipe(struct model *m)
{
    sodium_memzero(m, sizeof *m);
}

static void take_diagnostics(struct model *m, const struct model_diagnostics *diagnostics)
{
    m->diagnostics = *diagnostics;
    if (m->page == PAGE_DIAGNOSTICS)
        model_changed(m);
}

static void take_raised(struct model *m, enum raised raised, struct model_effects *fx)
{
    static const enum model_toast toasts[] = {[RAISED_WELL] = TOAST_BARRIER_UP,
                                              [RAISED_RECORDED] = TOAST_BARRIER_RECORDED,
                                              [RAISED_HELD_SHUT] = TOAST_BARRIER_HELD_SHUT,
                                              [RAISED_NOT_THERE] = TOAST_BARRIER_FAILED,
                                              [RAISED_FAILED] = TOAST_BARRIER_FAILED};
    model_toast(m, toasts[raised], GH_OK);
    if (toasts[raised] == TOAST_BARRIER_HELD_SHUT || toasts[raised] == TOAST_BARRIER_FAILED)
        model_cue(fx, CUE_WRONG);
}

void model_update(struct model *m, const struct model_event *event, struct model_effects *fx)
{
    fx->count = 0;
    if (event->mono_ms > m->private_.mono_ms)
        m->private_.mono_ms = event->mono_ms;
    switch (event->kind) {
    case EVENT_ACTION:
        m->deadlines.guarded_page = m->private_.mono_ms;
        model_touched(m, fx);
        model_walk_up_touched(m);
        model_emergency_touched(m);
        model_take_action(m, &event->action, fx);
        break;
    case EVENT_DESK:
        model_take_desk(m, event->desk, fx);
        break;
    case EVENT_TIMER:
        model_take_timer(m, fx);
        break;
    case EVENT_CAMERA:
        if (m->devices.camera != event->camera || m->devices.lane_camera != event->lane_camera)
            model_changed(m);
        m->devices.camera = event->camera;
        m->devices.lane_camera = event->lane_camera;
        break;
    case EVENT_DIAGNOSTICS:
        take_diagnostics(m, event->diagnostics);
        break;
    case EVENT_IME:
        model_take_ime(m, event->ime, fx);
        break;
    case EVENT_PHOTO:
        m->emergency.photo = event->photo && m->page == PAGE_EMERGENCY;
        if (!event->photo)
            model_toast(m, TOAST_NO_PHOTO, GH_OK);
        model_changed(m);
        break;
    case EVENT_PRINTED:
        model_take_printed(m, event->printed, fx);
        break;
    case EVENT_CAR:
        if (!model_car_same(&m->devices.car, &event->car))
            model_changed(m);
        m->devices.car = event->car;
        break;
    case EVENT_RAISED:
        take_raised(m, event->raised, fx);
        break;
    case EVENT_SYNC:
        model_take_sync(m, event->sync, fx);
        break;
    }
}
