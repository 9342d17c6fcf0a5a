#include "desk/near.h"

#include <string.h>

#include "desk/expected.h"
#include "desk/say.h"
#include "desk/session.h"
#include "people/plate_near.h"
#include "plates/plate_match.h"

#define LETTERS_MIN 3                                  /* characters typed before anything is offered */
#define COST_MAX (PLATE_NEAR_WRONG + PLATE_NEAR_ALIKE) /* one wrong character, and one that looks alike */

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

/* Sorts one in by cost, then by plate, so that the order on screen is stable. */
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
    struct near_page *page = &desk_new_event(desk, DESK_NEAR)->near;
    memcpy(page->typed, command->text, sizeof page->typed);
    page->typed[sizeof page->typed - 1] = '\0';
    bool asked = desk_may(desk, GUARD_ADMIT) && desk->stores.replica && characters(page->typed) >= LETTERS_MIN;
    if (asked && !desk_read_expected(desk))
        for (size_t i = 0; i < plate_list_count(desk->expected.list); i++) {
            const char *plate = plate_list_at(desk->expected.list, i);
            unsigned cost = plate_near_cost(page->typed, plate);
            if (cost <= COST_MAX)
                offer(page, costs, plate, cost);
        }
    desk_send(desk);
}
