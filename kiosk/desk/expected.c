#include "desk/expected.h"

#include <string.h>

#include <sodium.h>

#include "base/civil.h"
#include "desk/card.h"
#include "desk/clock.h"
#include "plates/plate_match.h"

void desk_forget_expected(struct desk *desk)
{
    plate_list_free(desk->expected.list);
    memset(&desk->expected, 0, sizeof desk->expected);
}

static enum gh_status keep(void *context, const struct replica_pass *pass)
{
    struct desk *desk = context;
    struct display display;
    struct plate plate;
    enum gh_status status = GH_OK;
    if (!desk_open_display(desk, pass, &display))
        return GH_OK;
    if (display.plate[0] && plate_accept(bytes_of_string(display.plate), &plate) == PLATE_OK)
        status = plate_list_add(desk->expected.list, plate.text);
    sodium_memzero(&display, sizeof display);
    return status == GH_FULL ? GH_OK : status; /* the guard can still type a plate beyond the limit */
}

enum gh_status desk_read_expected(struct desk *desk)
{
    bool trusted;
    struct desk_expected *e = &desk->expected;
    tick now = desk_now(desk, &trusted), day = civil_day_start(now, desk->options.zone_minutes);
    if (e->list && e->replica_version == desk->stores.replica_version && e->day == day)
        return GH_OK;
    desk_forget_expected(desk);
    e->list = plate_list_new();
    enum gh_status status = GH_NO_MEMORY;
    if (e->list)
        status = replica_each_vehicle(desk->stores.replica, day, day + TICK_DAY, keep, desk);
    if (status) {
        desk_forget_expected(desk);
        return status;
    }
    e->replica_version = desk->stores.replica_version;
    e->day = day;
    return GH_OK;
}
