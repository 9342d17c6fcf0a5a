#include "desk/say.h"

#include <string.h>

#include <sodium.h>

struct desk_event *desk_new_event(struct desk *desk, enum desk_event_kind kind)
{
    memset(&desk->event, 0, sizeof desk->event);
    desk->event.kind = kind;
    return &desk->event;
}

void desk_send(struct desk *desk)
{
    desk->options.deliver(desk->options.deliver_ctx, &desk->event);
    sodium_memzero(&desk->event, sizeof desk->event);
}

static void send_outcome(struct desk *desk, enum desk_event_kind kind, enum command_kind command, enum gh_status status)
{
    struct desk_event *event = desk_new_event(desk, kind);
    event->outcome.command = command;
    event->outcome.status = status;
    desk_send(desk);
}

void desk_fail(struct desk *desk, enum command_kind command, enum gh_status status)
{
    send_outcome(desk, DESK_FAILED, command, status);
}

void desk_done(struct desk *desk, enum command_kind command)
{
    desk->chores.status_due = true;
    send_outcome(desk, DESK_DONE, command, GH_OK);
}

void desk_send_shown(struct desk *desk)
{
    desk_new_event(desk, DESK_SHOWN)->shown = desk->scan.shown;
    desk_send(desk);
    desk->chores.status_due = true;
}
