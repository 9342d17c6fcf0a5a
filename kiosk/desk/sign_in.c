#include "desk/sign_in.h"

#include "desk/campus.h"
#include "desk/clock.h"
#include "desk/entries.h"
#include "desk/pin.h"
#include "desk/session.h"
#include "desk/shown.h"
#include "desk/status.h"
#include "desk/stores.h"

static const tick default_idle = 2 * TICK_HOUR;

/* Ends the session even when its entry can't be written: no name may stay on the booth. */
static void sign_out(struct desk *desk)
{
    if (!desk->session.guard)
        return;
    struct entry entry = {
        .kind = ENTRY_SIGN_OUT, .direction = desk->mode.direction, .colour = VERDICT_GREEN, .reason = REASON_OK};
    enum gh_status status = desk_append(desk, &entry);
    desk_end_session(desk);
    desk_forget_shown(desk);
    desk_send_status(desk);
    desk_send_signed(desk, status == GH_OK ? SIGN_IN_ENDED : SIGN_IN_NOT_LOGGED, 0, false);
}

void desk_sign_out(struct desk *desk, const struct desk_command *command)
{
    (void)command;
    sign_out(desk);
}

void desk_check_session(struct desk *desk)
{
    if (!desk->session.guard)
        return;
    tick idle = desk->options.session_idle ? desk->options.session_idle : default_idle;
    const struct wire_guard *guard = desk_find_guard(desk, desk->session.guard);
    bool gone = desk->stores.replica && (!guard || !guard->active);
    if (gone || desk_boot_ms(desk) - desk->session.last_ms > idle)
        sign_out(desk);
    else if (guard)
        desk_follow_guard(desk, guard);
    desk_forget_campus_key(desk);
}

void desk_sign_in(struct desk *desk, const struct desk_command *command)
{
    const struct wire_guard *guard = desk_find_guard(desk, command->guard);
    if (!guard || !guard->active) {
        desk_send_signed(desk, SIGN_IN_WRONG, 0, false);
        return;
    }
    struct pin_keys *keys = NULL;
    enum gh_status status = desk_check_pin(desk, guard, command, false, &keys);
    if (status)
        return;
    desk_begin_session(desk, guard, keys);
    desk_forget_campus_key(desk);
    struct entry entry = {
        .kind = ENTRY_SIGN_IN, .direction = desk->mode.direction, .colour = VERDICT_GREEN, .reason = REASON_OK};
    status = desk_append(desk, &entry);
    desk_seal_notes(desk);
    desk_send_status(desk);
    /* The guard gets in even when the journal can't be written: to read why, and to work with the paper log. */
    if (status)
        desk_send_signed(desk, SIGN_IN_NOT_LOGGED, 0, false);
    desk_send_signed(desk, SIGN_IN_OK, 0, false);
}
