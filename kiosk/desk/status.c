#include "desk/status.h"

#include <string.h>

#include "base/civil.h"
#include "desk/clock.h"
#include "desk/log_rows.h"
#include "desk/presence.h"
#include "desk/roll_list.h"
#include "desk/say.h"
#include "desk/stores.h"
#include "desk/walk_up_rows.h"

static void fill_guards(const struct desk *desk, struct booth_status *out)
{
    for (size_t i = 0; i < desk->synced.guard_count; i++) {
        if (!desk->synced.guards[i].active)
            continue;
        struct guard_name *name = &out->guards[out->guard_count++];
        name->guard = desk->synced.guards[i].guard;
        name->badge = desk->synced.guards[i].badge;
        memcpy(name->name, desk->synced.guards[i].name, sizeof name->name);
    }
    out->guard = desk->session.guard;
    out->rights = desk->session.rights;
    memcpy(out->guard_name, desk->session.name, sizeof out->guard_name);
    out->personal = desk->session.keys != NULL;
    out->campus_wrapped = desk->campus_wrapped;
}

static void fill_counts(struct desk *desk, struct booth_status *out)
{
    tick today = civil_day_start(out->now, desk->options.zone_minutes);
    if (desk->stores.journal && journal_counts(desk->stores.journal, today, &out->counts))
        memset(&out->counts, 0, sizeof out->counts);
    desk_fill_presence(desk, out);
    desk_count_walk_ups(desk, out);
    desk_fill_roll_call(desk, &out->roll_call);
    if (desk->session.guard)
        out->last_count = desk_last_rows(desk, out->last, DESK_LAST_MAX);
}

static enum verdict_freshness freshness(const struct desk *desk, tick now, bool trusted)
{
    struct facts facts = {.replica_present = desk->stores.replica != NULL,
                          .passes_synced_at = desk_synced_at(desk),
                          .clock_trusted = trusted,
                          .now = now};
    return verdict_freshness_of(&facts, &desk->synced.policy);
}

void desk_send_status(struct desk *desk)
{
    struct booth_status *out = &desk_new_event(desk, DESK_STATUS)->status;
    out->gate = desk->options.gate;
    out->campus = desk->options.campus;
    out->direction = desk->mode.direction;
    memcpy(out->gates, desk->synced.gates, sizeof out->gates);
    out->replica = desk->stores.replica_state;
    out->replica_fault = desk->stores.replica_fault;
    out->held = desk->stores.held;
    out->keys_held = desk->synced.keys_held;
    out->journal = desk->stores.journal_fault;
    out->journal_salvaged = desk->stores.journal_salvaged;
    out->journal_put_back = desk->stores.journal_put_back;
    int percent = 0;
    if (!journal_disk_used_percent(desk->options.journal_path, &percent))
        out->disk_used_percent = (unsigned)percent;
    out->now = desk_now(desk, &out->clock_trusted);
    out->freshness = freshness(desk, out->now, out->clock_trusted);
    out->policy = desk->synced.policy;
    out->closed_today = closed_days_has(&desk->synced.closed, civil_of(out->now, desk->options.zone_minutes).days);
    fill_guards(desk, out);
    fill_counts(desk, out);
    desk_send(desk);
}
