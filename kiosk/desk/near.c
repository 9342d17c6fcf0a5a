/* A plate that nobody can read well: the expected vehicles of the day that come near what the guard has typed so far.
 */
#include <string.h>

#include <sodium.h>

#include "base/civil.h"
#include "desk/desk.h"
#include "people/plate_near.h"
#include "plates/plate_match.h"

#define LETTERS_MIN 3                                  /* characters typed before anything is offered */
#define COST_MAX (PLATE_NEAR_WRONG + PLATE_NEAR_ALIKE) /* one mistake, and one that is easily made */

void desk_forget_expected(struct desk *desk)
{
    plate_list_free(desk->expected.list);
    memset(&desk->expected, 0, sizeof desk->expected);
}

/* ---- Reading them ---- */

static enum gh_status keep(void *context, const struct replica_pass *pass)
{
    struct desk *desk = context;
    struct display display;
    struct plate plate;
    enum gh_status status = GH_OK;
    if (!desk_open_display(desk, pass, &display))
        return GH_OK;
    if (display.plate[0] && plate_parse(bytes_of_string(display.plate), &plate) == PLATE_OK)
        status = plate_list_add(desk->expected.list, plate.text);
    sodium_memzero(&display, sizeof display);
    return status == GH_FULL ? GH_OK : status; /* what is over the limit can still be typed */
}

enum gh_status desk_read_expected(struct desk *desk)
{
    bool trusted;
    struct desk_expected *e = &desk->expected;
    tick now = desk_now(desk, &trusted), day = civil_day_start(now, desk->options.zone_minutes);
    if (e->list && e->replica_version == desk->replica_version && e->day == day)
        return GH_OK;
    desk_forget_expected(desk);
    e->list = plate_list_new();
    enum gh_status status = GH_NO_MEMORY;
    if (e->list)
        status = replica_each_vehicle(desk->replica, day, day + TICK_DAY, keep, desk);
    if (status) {
        desk_forget_expected(desk);
        return status;
    }
    e->replica_version = desk->replica_version;
    e->day = day;
    return GH_OK;
}

/* ---- The nearest ---- */

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

/* Sorts one in; those of the same cost in the order of their plates, so that the screen does not jump. */
static void offer(struct near_page *page, unsigned costs[static DESK_NEAR_MAX], const char *plate, unsigned cost)
{
    size_t at = page->count;
    while (at > 0 && (cost < costs[at - 1] || (cost == costs[at - 1] && strcmp(plate, page->plates[at - 1]) < 0)))
        at--;
    if (at == DESK_NEAR_MAX)
        return;
    size_t last = page->count < DESK_NEAR_MAX ? page->count++ : DESK_NEAR_MAX - 1;
    for (size_t i = last; i > at; i--) {
        memcpy(page->plates[i], page->plates[i - 1], sizeof page->plates[i]);
        costs[i] = costs[i - 1];
    }
    memcpy(page->plates[at], plate, sizeof page->plates[at]);
    costs[at] = cost;
}

void desk_near(struct desk *desk, const struct desk_command *command)
{
    unsigned costs[DESK_NEAR_MAX] = {0};
    memset(&desk->event, 0, sizeof desk->event);
    desk->event.kind = DESK_NEAR;
    struct near_page *page = &desk->event.near;
    memcpy(page->typed, command->text, sizeof page->typed);
    page->typed[sizeof page->typed - 1] = '\0';
    bool asked = desk_may(desk, GUARD_ADMIT) && desk->replica && characters(page->typed) >= LETTERS_MIN;
    if (asked && desk_read_expected(desk) == GH_OK)
        for (size_t i = 0; i < plate_list_count(desk->expected.list); i++) {
            const char *plate = plate_list_at(desk->expected.list, i);
            unsigned cost = plate_near_cost(page->typed, plate);
            if (cost <= COST_MAX)
                offer(page, costs, plate, cost);
        }
    desk->options.deliver(desk->options.deliver_ctx, &desk->event);
    sodium_memzero(&desk->event, sizeof desk->event);
}
