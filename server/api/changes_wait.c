#include "api/changes_wait.h"

#include <stdlib.h>

#include "devices/journals.h"

struct waiting_stream {
    struct reply_stream base; /* must be first: the listener sees only this part */
    const struct server *server;
    struct device device; /* its binding is unsealed */
    struct changes_wait wait;
    int64_t until_ns, ping_ns;
    struct reply_stream *changes; /* owned; NULL: still waiting */
};

static int64_t boot_ns(const struct waiting_stream *s)
{
    return os_clock_read(&s->server->clock).boot_ns;
}

/* The booth may have been revoked or moved, or the server set back, while it waited. A cut answer makes it ask anew and
 * learn why. */
static enum gh_status begin_changes(struct waiting_stream *s, struct db *db)
{
    struct device now;
    struct changes_scope scope;
    struct changes_reading reading;
    enum gh_status status = device_load(db, s->server->vault, &s->device.id, &now);
    if (status)
        return status;
    if (!now.active || now.campus != s->device.campus)
        status = GH_DENIED;
    if (!status)
        status = changes_scope_of(db, &now, server_now(s->server), &scope);
    scope.notes = s->wait.notes;
    scope.marks = s->wait.marks;
    scope.campus_keys = s->wait.campus_keys;
    scope.bound = s->wait.bound;
    scope.closed_days = s->wait.closed_days;
    scope.personal_keep = s->wait.personal_keep;
    scope.plates = s->wait.plates;
    scope.bar_ends = s->wait.bar_ends;
    scope.roll_ends = s->wait.roll_ends;
    scope.presence = s->wait.presence;
    scope.roll_calls = s->wait.roll_calls;
    scope.journals = s->wait.journals;
    scope.history = true;
    if (!status && s->wait.has_label)
        status = journals_acknowledged(db, &now, s->wait.label, &scope.acknowledged);
    if (!status)
        status = changes_begin(db, &s->wait.held, &scope, &reading);
    if (!status && !(s->changes = changes_stream_new(s->server, &reading, &now, s->wait.how, s->wait.nonce)))
        status = GH_NO_MEMORY;
    device_wipe(&now);
    return status;
}

static enum gh_status begin(struct waiting_stream *s)
{
    struct db *db;
    enum gh_status status = db_pool_take(s->server->pool, DB_READ, 5000, &db);
    if (status)
        return status;
    status = begin_changes(s, db);
    db_pool_give(s->server->pool, db);
    return status;
}

static enum gh_status next(struct reply_stream *base, struct reply_buffer *out, bool *done)
{
    struct waiting_stream *s = (struct waiting_stream *)base;
    int64_t now = boot_ns(s);
    bool over = base->wait_over || now >= s->until_ns;
    if (!s->changes && over) {
        enum gh_status status = begin(s);
        if (status)
            return status;
    }
    if (s->changes)
        return s->changes->next(s->changes, out, done);
    if (now >= s->ping_ns) {
        s->ping_ns = now + s->wait.ping_seconds * OS_SECOND_NS;
        if (reply_buffer_put(out, bytes_of_string("\n")))
            return GH_NO_MEMORY;
    }
    base->wait_position = s->wait.held.position;
    base->wait_until_ns = s->ping_ns < s->until_ns ? s->ping_ns : s->until_ns;
    return GH_OK;
}

static void end_stream(struct reply_stream *base)
{
    struct waiting_stream *s = (struct waiting_stream *)base;
    if (s->changes)
        s->changes->end(s->changes);
    device_wipe(&s->device);
    free(s);
}

struct reply_stream *changes_wait_new(const struct server *server, const struct device *device,
                                      const struct changes_wait *wait)
{
    struct waiting_stream *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->base = (struct reply_stream){.next = next, .end = end_stream};
    s->server = server;
    s->device = *device;
    s->wait = *wait;
    s->until_ns = boot_ns(s) + wait->seconds * OS_SECOND_NS;
    return &s->base;
}
