#include "app/barrier.h"

#include "app/update.h"

/* True for a vehicle whose entry is on disk, in or out; also for one without a pass that a guard has overridden by its
 * plate. Never for a person's pass, and never when the entry could not be written. */
static bool lets_vehicle_pass(const struct shown *s)
{
    bool settled = s->state == SCAN_ADMITTED || s->state == SCAN_OVERRIDDEN || s->state == SCAN_WENT_OUT;
    bool vehicle = s->has_pass ? s->pass.kind == PASS_VEHICLE : s->presented_as == PRESENTED_PLATE;
    return settled && vehicle && s->fault == GH_OK && !s->paper_log && !uuid_is_nil(&s->entry);
}

static void raise_now(struct app *app)
{
    enum gh_status status = barrier_raise(app->barrier.arm, &app->barrier.due);
    if (status == GH_BUSY)
        return; /* app_take_barrier() tries again once the pulse for the car before has ended */
    app->barrier.due = (struct uuid){{0}};
    if (status)
        OS_LOG(&app->log, OS_LOG_WARNING, "barrier-not-raised", os_log_status("status", status));
}

void app_barrier_shown(struct app *app, const struct shown *shown)
{
    /* Once for a scan: a later change (a touch, the end of the time to take it back) is not a second admission. */
    if (!app->barrier.arm || shown->scan == app->barrier.scan || !lets_vehicle_pass(shown))
        return;
    app->barrier.scan = shown->scan;
    app->barrier.due = shown->entry;
    raise_now(app);
}

void app_take_barrier(struct app *app)
{
    static const char *const results[] = {[RAISED_WELL] = "raised",
                                          [RAISED_RECORDED] = "recorded",
                                          [RAISED_HELD_SHUT] = "held-shut",
                                          [RAISED_NOT_THERE] = "not-there",
                                          [RAISED_FAILED] = "failed"};
    struct model_event event = {.kind = EVENT_RAISED};
    if (!app->barrier.arm || !barrier_take(app->barrier.arm, &event.raised))
        return;
    OS_LOG(&app->log, event.raised <= RAISED_RECORDED ? OS_LOG_INFO : OS_LOG_ERROR, "barrier-answered",
           os_log_word("result", results[event.raised]));
    app_update(app, &event);
    if (!uuid_is_nil(&app->barrier.due))
        raise_now(app);
}
