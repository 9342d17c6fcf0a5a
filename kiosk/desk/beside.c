#include "desk/beside.h"

#include <string.h>

#include "desk/entries.h"
#include "desk/say.h"
#include "desk/session.h"
#include "desk/shown.h"
#include "desk/visit.h"

/* ---- Codes ---- */

/* Returns the place in the list of the person who showed that code, or rider_count. */
static size_t place_of(const struct desk *desk, const struct subject *seen)
{
    static const uint8_t none[sizeof seen->code_digest];
    size_t i = 0;
    for (; i < desk->scan.shown.rider_count; i++) {
        const struct desk_rider *r = &desk->scan.visit.riders[i];
        bool same_code = memcmp(seen->code_digest, none, sizeof none) != 0 &&
                         memcmp(seen->code_digest, r->code_digest, sizeof none) == 0;
        if (seen->has_pass ? uuid_equal(&seen->facts.claims.pass_id, &r->claims.pass_id) : same_code)
            break;
    }
    return i;
}

/* Records a code beside a car that is not green, as if it was shown by itself. */
static void record_shown(struct desk *desk, size_t i)
{
    const struct desk_rider *r = &desk->scan.visit.riders[i];
    struct entry entry = desk_entry_of_rider(desk, i, ENTRY_SHOWN);
    if (r->verdict.colour != VERDICT_GREEN && desk_append(desk, &entry))
        desk->scan.shown.paper_log = true;
}

static void join(struct desk *desk, const struct subject *seen)
{
    size_t at;
    if (desk_join_rider(desk, seen, &at))
        record_shown(desk, at);
}

bool desk_join(struct desk *desk, const struct subject *seen)
{
    struct shown *shown = &desk->scan.shown;
    bool car = seen->has_pass && seen->facts.claims.kind == PASS_VEHICLE;
    if (!shown_asks_who(shown) || !desk_may(desk, GUARD_ADMIT))
        return false;
    if (car)
        return uuid_equal(&seen->facts.claims.pass_id, &desk->scan.subject.facts.claims.pass_id);
    size_t i = place_of(desk, seen);
    if (i == shown->rider_count)
        join(desk, seen);
    else if (seen->has_pass)
        desk_take_rider_code(desk, i, seen);
    shown->codes++;
    shown->last_code = verdict_decide(&seen->facts, &desk->synced.policy).colour;
    desk_settle_rights(desk);
    desk_send_shown(desk);
    return true;
}

/* ---- Marks ---- */

void desk_mark(struct desk *desk, const struct desk_command *command)
{
    struct shown *shown = &desk->scan.shown;
    bool all = uuid_is_nil(&command->id);
    if (command->scan != shown->scan || !shown_takes_marks(shown)) {
        desk_fail(desk, COMMAND_MARK, GH_DENIED);
        return;
    }
    for (size_t i = 0; i < shown->rider_count; i++) {
        struct shown_rider *r = &shown->riders[i];
        bool meant = all ? shown_goes_with_all(shown, r) : uuid_equal(&r->pass.pass_id, &command->id);
        if (meant)
            r->here = command->on && r->can_mark;
    }
    desk_settle_rights(desk);
    desk_send_shown(desk);
}

void desk_on_foot(struct desk *desk, const struct desk_command *command)
{
    if (command->scan != desk->scan.shown.scan || !shown_asks_who(&desk->scan.shown) || !desk->scan.visit.by_rider) {
        desk_fail(desk, COMMAND_ON_FOOT, GH_DENIED);
        return;
    }
    desk->scan.subject = desk->scan.visit.rider;
    desk->scan.visit.by_rider = false;
    desk_show_alone(desk, 0);
}
