#include "desk/session.h"

#include <string.h>

#include <sodium.h>

#include "desk/clock.h"
#include "desk/expected.h"

bool desk_may(const struct desk *desk, uint32_t right)
{
    return desk->session.guard != 0 && (desk->session.rights & right) == right;
}

void desk_end_session(struct desk *desk)
{
    desk_forget_expected(desk);
    sodium_free(desk->session.keys);
    sodium_memzero(&desk->session, sizeof desk->session);
    desk->chores.status_due = true;
}

void desk_begin_session(struct desk *desk, const struct wire_guard *guard, struct pin_keys *keys)
{
    desk_end_session(desk);
    struct session *session = &desk->session;
    session->guard = guard->guard;
    session->rights = guard->rights;
    session->version = guard->version;
    memcpy(session->name, guard->name, sizeof session->name);
    session->keys = keys;
    memcpy(session->wrapped, guard->wrapped, sizeof session->wrapped);
    session->last_ms = desk_boot_ms(desk);
}

void desk_follow_guard(struct desk *desk, const struct wire_guard *guard)
{
    struct session *session = &desk->session;
    if (!session->keys || memcmp(session->wrapped, guard->wrapped, sizeof session->wrapped) == 0)
        return;
    memcpy(session->wrapped, guard->wrapped, sizeof session->wrapped);
    /* With another PIN since, the key that is open stays until the guard signs in again. */
    if (!pin_open_again(guard, session->keys))
        desk->chores.status_due = true;
}
