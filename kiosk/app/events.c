#include "app/events.h"

#include <unistd.h>

#include "app/barrier.h"
#include "app/car_picture.h"
#include "app/lane.h"
#include "app/sync_client.h"
#include "app/trace.h"
#include "app/update.h"
#include "desk/commands.h"

/* Logs ids only. The journal says who it was. */
static void log_event(const struct app *app, const struct desk_event *event)
{
    if (event->kind == DESK_SHOWN)
        OS_LOG(&app->log, OS_LOG_INFO, "verdict", os_log_unsigned("scan", event->shown.scan),
               os_log_word("colour", verdict_colour_name(event->shown.verdict.colour)),
               os_log_word("reason", verdict_reason_name(event->shown.verdict.reason)),
               os_log_word("state", desk_scan_state_name(event->shown.state)), os_log_id("entry", &event->shown.entry));
    if (event->kind == DESK_FAILED)
        OS_LOG(&app->log, OS_LOG_WARNING, "command-failed",
               os_log_word("command", desk_command_name(event->outcome.command)),
               os_log_status("status", event->outcome.status));
    if (event->kind == DESK_STATUS && event->status.journal)
        OS_LOG(&app->log, OS_LOG_ERROR, "journal-not-writable", os_log_status("status", event->status.journal));
    if (event->kind == DESK_STATUS && event->status.journal_put_back && !app->model->booth.journal_put_back)
        OS_LOG(&app->log, OS_LOG_ERROR, "journal-put-back", os_log_status("was", GH_GONE));
    if (event->kind == DESK_STATUS && event->status.replica != REPLICA_STATE_OPEN)
        OS_LOG(&app->log, OS_LOG_WARNING, "replica-not-open", os_log_status("status", event->status.replica_fault));
}

/* Follows the car at the barrier. While the guard is asked about it, a nearer frame may still decide it. */
static void follow_car(struct app *app, const struct desk_event *event)
{
    if (!app->cameras.lane)
        return;
    if (event->kind == DESK_NEAR && event->near.seen)
        app->cameras.car_asked = true;
    if (event->kind == DESK_SHOWN && event->shown.presented_as == PRESENTED_PLATE)
        app_lane_settled(app->cameras.lane);
}

/* Each scan may have written an entry. While another gate does not know of it, a pass that is spent is green there. */
static void hand_up_soon(struct app *app, const struct desk_event *event)
{
    const struct sync_command look = {.kind = SYNC_COMMAND_LOOK};
    if (event->kind != DESK_SHOWN && event->kind != DESK_DONE)
        return;
    if (sync_client_send(&app->sync.client, &look))
        return; /* the daemon looks by itself each second */
}

/* An older version kept the campus key in a file. The daemon owns it, and deletes it. */
static void drop_campus_file(struct app *app, const struct desk_event *event)
{
    const struct sync_command wrapped = {.kind = SYNC_COMMAND_WRAPPED};
    const char *path = app->setup.campus_file;
    if (event->kind != DESK_STATUS || !event->status.campus_wrapped || !path[0] || access(path, F_OK) != 0)
        return;
    if (sync_client_send(&app->sync.client, &wrapped))
        return; /* the next status tries again */
}

void app_take_events(struct app *app)
{
    for (struct desk_event *event = mailbox_take(app->mailbox); event; event = mailbox_take(app->mailbox)) {
        log_event(app, event);
        hand_up_soon(app, event);
        drop_campus_file(app, event);
        bool first_sight = event->kind == DESK_SHOWN && event->shown.scan != app->model->shown.scan;
        if (first_sight)
            app_trace_later(app, &event->shown);
        if (event->kind == DESK_SHOWN)
            app_barrier_shown(app, &event->shown);
        if (event->kind == DESK_SHOWN)
            app_car_picture_shown(app, &event->shown);
        follow_car(app, event);
        struct model_event wrapped = {.kind = EVENT_DESK, .desk = event};
        app_update(app, &wrapped);
        mailbox_done(event);
    }
}
