#include "desk/booth.h"

#include <string.h>

#include "desk/clock.h"

void desk_set_direction(struct desk *desk, const struct desk_command *command)
{
    desk->mode.direction = command->direction == DIRECTION_OUT ? DIRECTION_OUT : DIRECTION_IN;
    desk->chores.status_due = true;
}

void desk_set_unattended(struct desk *desk, const struct desk_command *command)
{
    desk->mode.unattended = command->unattended;
    desk->chores.status_due = true;
}

void desk_refresh(struct desk *desk, const struct desk_command *command)
{
    (void)command;
    desk->chores.status_due = true;
}

void desk_take_server_time(struct desk *desk, const struct desk_command *command)
{
    desk_learn_time(desk, TIME_FROM_SERVER, command->at);
}

void desk_take_keys(struct desk *desk, const struct desk_command *command)
{
    const struct desk_keys *k = &command->keys;
    struct desk_options *o = &desk->options;
    memcpy(o->root_public, k->root_public, sizeof o->root_public);
    memcpy(o->campus_key, k->campus_key, sizeof o->campus_key);
    o->has_campus_key = k->has_campus_key;
    memcpy(o->hardware, k->hardware, sizeof o->hardware);
    o->hardware_len = k->hardware_len;
    desk->stores.replica_version = 0;
    desk->chores.tended_ms = 0;
    desk->chores.status_due = true;
}
