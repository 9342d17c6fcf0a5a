#include "desk/car.h"

#include <string.h>

#include <sodium.h>

#include "desk/campus.h"
#include "desk/clock.h"
#include "desk/expected.h"
#include "desk/facts.h"
#include "desk/say.h"
#include "desk/session.h"
#include "desk/shown.h"
#include "people/keyed_hash.h"
#include "plates/plate_match.h"

/* Decides about a certain plate as if the guard had typed it. */
static void decide(struct desk *desk, const struct plate *plate)
{
    struct subject subject;
    if (desk_look_up_plate(desk, plate->text, &subject))
        return;
    desk->scan.subject = subject;
    desk_show(desk, 0);
}

/* Asks the guard to confirm a plate that is only probable. */
static void ask(struct desk *desk, const struct plate *read, const struct plate_match *match)
{
    struct near_page *page = &desk_new_event(desk, DESK_NEAR)->near;
    page->seen = true;
    memcpy(page->typed, read->text, sizeof read->text);
    for (size_t i = 0; i < match->near_count && page->count < DESK_NEAR_MAX; i++)
        memcpy(page->plates[page->count++], match->near[i].text, sizeof match->near[i].text);
    desk_send(desk);
}

/* Barred vehicles are reported even when nobody expects them. */
static bool is_barred(struct desk *desk, const struct plate *plate)
{
    uint8_t hash[PLATE_HASH_LEN];
    bool barred = false, trusted;
    if (!desk_has_campus_key(desk))
        return false;
    desk_plate_hash(desk, plate, hash);
    const tick now = desk_now(desk, &trusted);
    return replica_plate_is_barred(desk->stores.replica, hash, trusted ? now : 0, &barred) == GH_OK && barred;
}

/* A car that nobody expects gets its verdict once its plate is sure and steady: a car that drives past is gone by then.
 * On the way out only cars that are expected, or came in by an override, are matched. */
static bool is_stranger(struct desk *desk, const struct desk_command *command, const struct plate *read,
                        const struct plate_match *match)
{
    return command->on && match->confidence >= plate_thresholds_standard.certain_confidence &&
           (desk->mode.direction == DIRECTION_IN || desk_is_stranger_inside(desk, read));
}

void desk_car(struct desk *desk, const struct desk_command *command)
{
    struct plate_match match;
    struct plate_word word;
    struct plate read;
    /* Nothing is reported while no guard is signed in. */
    if (!desk_may(desk, GUARD_ADMIT) || !desk->stores.replica || !command->views ||
        !plate_word_from(command->text, &word) || !plate_word_text(&word, &read) || desk_read_expected(desk))
        return;
    plate_match(desk->expected.list, command->views, &word, &plate_thresholds_standard, &match);
    const bool barred = is_barred(desk, &read);
    if (!barred && match.certainty == PLATE_CERTAIN)
        decide(desk, &match.plate);
    else if (!barred && match.certainty == PLATE_PROBABLE)
        ask(desk, &read, &match);
    else if (barred || is_stranger(desk, command, &read, &match))
        decide(desk, &read);
    sodium_memzero(&match, sizeof match);
}
