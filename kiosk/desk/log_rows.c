#include "desk/log_rows.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "base/civil.h"
#include "desk/card.h"
#include "desk/clock.h"
#include "desk/presence.h"
#include "desk/session.h"
#include "desk/stores.h"
#include "token/short_number.h"
#include "wire/entry_plate.h"
#include "wire/entry_remark.h"

enum { CHUNK = 64, SETTLED = 512 };

/* One walk from the newest entry back. An entry that refers to another one is met before it and close to it: a ring is
 * enough. */
struct walk {
    const struct log_query *query;
    struct log_row *out; /* borrowed, max rows */
    size_t max, count;
    bool more;
    bool brief; /* riders count in the vehicle's row and have none themselves */
    struct {
        struct uuid entry;
        enum entry_kind by;
    } settled[SETTLED];
    size_t settled_count;
};

static void remember(struct walk *walk, const struct entry *entry)
{
    if (uuid_is_nil(&entry->refers_to))
        return;
    size_t at = walk->settled_count++ % SETTLED;
    walk->settled[at].entry = entry->refers_to;
    walk->settled[at].by = entry->kind;
}

static bool was_settled(const struct walk *walk, const struct uuid *id)
{
    size_t count = walk->settled_count < SETTLED ? walk->settled_count : SETTLED;
    for (size_t i = 0; i < count; i++)
        if (uuid_equal(&walk->settled[i].entry, id))
            return true;
    return false;
}

static bool was_taken_back(const struct walk *walk, const struct uuid *id)
{
    size_t count = walk->settled_count < SETTLED ? walk->settled_count : SETTLED;
    for (size_t i = 0; i < count; i++)
        if (walk->settled[i].by == ENTRY_TAKE_BACK && uuid_equal(&walk->settled[i].entry, id))
            return true;
    return false;
}

/* ---- One row ---- */

static void fill_from_pass(struct desk *desk, const struct entry *entry, struct log_row *row)
{
    struct replica_pass pass;
    struct display display;
    char number[SHORT_NUMBER_LEN + 1];
    short_number_of(&entry->pass_id, number);
    short_number_format(number, row->pass_number);
    if (!desk->stores.replica || replica_find_pass(desk->stores.replica, &entry->pass_id, &pass))
        return;
    row->has_kind = true;
    row->pass_kind = pass.claims.kind;
    row->personal = desk_open_display(desk, &pass, &display);
    if (!row->personal)
        return;
    memcpy(row->name, display.name, sizeof row->name);
    memcpy(row->plate, display.plate, sizeof row->plate);
    memcpy(row->unit_zh, display.unit_zh, sizeof row->unit_zh);
    memcpy(row->unit_en, display.unit_en, sizeof row->unit_en);
    sodium_memzero(&display, sizeof display);
}

/* Without a pass the entry has the plate of a car that was let in. */
static void fill_from_plate(const struct desk *desk, const struct entry *entry, struct log_row *row)
{
    const struct pin_keys *keys = desk->session.keys;
    row->vehicle = entry_is_of_plate(entry);
    if (row->vehicle && keys && keys->has_data_key && !desk->mode.unattended)
        row->personal = entry_plate_open(entry->plate, keys->data_key, &entry->id, row->plate) == GH_OK;
}

/* A note of before is in the clear until a guard signs in. */
static void fill_note(const struct desk *desk, const struct entry *entry, struct log_row *row)
{
    const struct pin_keys *keys = desk->session.keys;
    memcpy(row->note, entry->note, sizeof row->note);
    if (entry_has_sealed_note(entry) && keys && keys->has_data_key && !desk->mode.unattended &&
        entry_remark_open(entry->note_sealed, keys->data_key, &entry->id, row->note))
        row->note[0] = '\0'; /* sealed with an earlier key of the booth: only the server opens it */
}

static void fill_row(struct desk *desk, const struct entry *entry, struct log_row *row)
{
    memset(row, 0, sizeof *row);
    row->number = entry->number;
    row->entry = entry->id;
    row->pass_id = entry->pass_id;
    row->at = entry->at;
    row->kind = entry->kind;
    row->colour = entry->colour;
    row->reason = entry->reason;
    row->presented_as = entry->presented_as;
    row->direction = entry->direction;
    row->override_reason = entry->override_reason;
    fill_note(desk, entry, row);
    const struct wire_guard *guard = desk_find_guard(desk, entry->guard);
    if (guard)
        memcpy(row->guard_name, guard->name, sizeof row->guard_name);
    if (!uuid_is_nil(&entry->pass_id))
        fill_from_pass(desk, entry, row);
    else
        fill_from_plate(desk, entry, row);
}

/* Fills in what has become of an admission since. */
static void fill_since(struct desk *desk, const struct entry *entry, bool taken_back, struct log_row *row)
{
    bool trusted;
    struct wire_presence p;
    size_t riders = 0;
    const struct uuid subject = entry_subject(entry);
    if (!entry_is_admission(entry))
        return;
    row->taken_back = taken_back;
    if (!journal_came_with(desk->stores.journal, &entry->id, NULL, 0, &riders))
        row->riders = (unsigned)riders;
    row->inside = desk_find_presence(desk, &subject, &p) == GH_OK && p.inside && uuid_equal(&p.entry, &entry->id);
    bool in_time = desk_now(desk, &trusted) - entry->at <= desk->synced.policy.take_back_within;
    row->can_take_back = !taken_back && in_time && desk_may(desk, GUARD_ADMIT);
}

/* ---- Search ---- */

static bool contains(const char *text, const char *part)
{
    return text[0] && strcasestr(text, part) != NULL;
}

/* Finds a short number with or without its hyphens. */
static bool number_contains(const char *number, const char *part)
{
    char plain[SHORT_NUMBER_TEXT_SIZE];
    size_t len = 0;
    for (const char *c = number; *c; c++)
        if (*c != '-')
            plain[len++] = *c;
    plain[len] = 0;
    return contains(number, part) || contains(plain, part);
}

static bool matches(const struct log_row *row, const char *search)
{
    return !search[0] || contains(row->name, search) || contains(row->plate, search) ||
           number_contains(row->pass_number, search) || contains(row->unit_zh, search) ||
           contains(row->unit_en, search) || contains(verdict_reason_name(row->reason), search) ||
           contains(row->note, search);
}

/* ---- Walking ---- */

/* False for entries that show as part of the one they refer to, or not at all. */
static bool has_row(struct walk *walk, const struct entry *entry, bool *taken_back)
{
    *taken_back = false;
    switch (entry->kind) {
    case ENTRY_SIGN_IN:
    case ENTRY_SIGN_OUT:
        return false;
    case ENTRY_TAKE_BACK:
        remember(walk, entry);
        return false;
    case ENTRY_ADMIT:
    case ENTRY_DECIDE_ADMIT:
    case ENTRY_REFUSE:
    case ENTRY_OVERRIDE:
        *taken_back = was_taken_back(walk, &entry->id);
        break;
    case ENTRY_SHOWN:
        if (was_settled(walk, &entry->id)) {
            remember(walk, entry);
            return false;
        }
        break;
    case ENTRY_EXIT:
        break;
    }
    remember(walk, entry);
    return true;
}

/* True for a rider's entry: it refers to an entry of another pass. */
static bool is_rider_of(struct desk *desk, const struct entry *entry)
{
    struct entry vehicle;
    return !uuid_is_nil(&entry->refers_to) &&
           journal_find(desk->stores.journal, &entry->refers_to, &vehicle) == GH_OK &&
           !uuid_equal(&vehicle.pass_id, &entry->pass_id);
}

/* False when the page is full. */
static bool take_entry(struct desk *desk, struct walk *walk, const struct entry *entry)
{
    bool taken_back;
    const struct log_query *query = walk->query;
    if (!has_row(walk, entry, &taken_back))
        return true;
    if (query->before_number && entry->number >= query->before_number)
        return true;
    if (query->colour >= 0 && (int)entry->colour != query->colour)
        return true;
    if (walk->brief && is_rider_of(desk, entry))
        return true;
    struct log_row row;
    fill_row(desk, entry, &row);
    fill_since(desk, entry, taken_back, &row);
    if (!matches(&row, query->search))
        return true;
    if (walk->count == walk->max) {
        walk->more = true;
        return false;
    }
    walk->out[walk->count++] = row;
    return true;
}

static void walk_today(struct desk *desk, struct walk *walk)
{
    bool trusted;
    tick now = desk_now(desk, &trusted);
    struct entry chunk[CHUNK];
    struct journal_filter filter = {
        .from = civil_day_start(now, desk->options.zone_minutes), .to = now + TICK_DAY, .colour = -1};
    for (;;) {
        size_t count = 0;
        if (journal_list(desk->stores.journal, &filter, chunk, CHUNK, &count))
            return;
        for (size_t i = 0; i < count && i < CHUNK; i++)
            if (!take_entry(desk, walk, &chunk[i]))
                return;
        if (count < CHUNK)
            return;
        filter.before_number = chunk[CHUNK - 1].number;
    }
}

/* ---- Who is inside ---- */

/* Finds the entry by which somebody is inside. Returns false for one of another booth: it is known only by what the
 * server says of it. */
static bool entry_inside(struct desk *desk, const struct wire_presence *p, struct entry *out)
{
    if (desk->stores.journal && !journal_find(desk->stores.journal, &p->entry, out))
        return true;
    *out = (struct entry){.id = p->entry,
                          .at = p->at,
                          .kind = ENTRY_ADMIT,
                          .colour = VERDICT_GREEN,
                          .reason = REASON_OK,
                          .pass_id = p->pass ? p->subject : (struct uuid){{0}}};
    if (p->vehicle && !p->pass) {
        out->presented_as = PRESENTED_PLATE;
        memcpy(out->code_digest, p->subject.b, sizeof out->code_digest);
        memcpy(out->plate, p->plate, sizeof out->plate);
    }
    return false;
}

/* Shows the plate of the vehicle that a person came in with, where the pass itself has none. */
static void fill_car(struct desk *desk, const struct uuid *car, struct log_row *row)
{
    struct replica_pass pass;
    struct display display;
    struct wire_presence p;
    struct entry entry;
    struct log_row of_car = {.plate = ""};
    if (row->plate[0] || uuid_is_nil(car) || !desk->stores.replica)
        return;
    if (!replica_find_pass(desk->stores.replica, car, &pass) && desk_open_display(desk, &pass, &display)) {
        memcpy(row->plate, display.plate, sizeof row->plate);
        sodium_memzero(&display, sizeof display);
    } else if (!desk_find_presence(desk, car, &p) && !p.pass) {
        (void)entry_inside(desk, &p, &entry);
        fill_from_plate(desk, &entry, &of_car);
        memcpy(row->plate, of_car.plate, sizeof row->plate);
        sodium_memzero(of_car.plate, sizeof of_car.plate);
    }
}

static bool has_riders(const struct wire_presence *list, size_t count, const struct uuid *car)
{
    for (size_t i = 0; i < count; i++)
        if (uuid_equal(&list[i].car, car))
            return true;
    return false;
}

static void fill_presence(struct desk *desk, const struct wire_presence *p, struct log_row *row)
{
    struct entry entry;
    bool trusted;
    const bool own = entry_inside(desk, p, &entry);
    fill_row(desk, &entry, row);
    if (own)
        fill_since(desk, &entry, false, row);
    fill_car(desk, &p->car, row);
    row->at = p->at;
    row->presence = row->inside = true;
    row->vehicle = p->vehicle;
    row->gate = p->gate;
    row->overdue = p->pass && p->until - PRESENCE_KEPT > p->at && p->until - PRESENCE_KEPT < desk_now(desk, &trusted);
}

static void walk_inside(struct desk *desk, struct walk *walk)
{
    struct wire_presence *list = NULL;
    size_t count = 0;
    uint64_t left_out = walk->query->before_number;
    if (desk_list_presence(desk, &list, &count))
        return;
    for (size_t i = 0; i < count && !walk->more; i++) {
        struct log_row row;
        fill_presence(desk, &list[i], &row);
        row.lone_car = list[i].vehicle && !has_riders(list, count, &list[i].subject);
        if (!matches(&row, walk->query->search) || (walk->query->colour >= 0 && (int)row.colour != walk->query->colour))
            continue;
        if (left_out > 0)
            left_out--;
        else if (walk->count == walk->max)
            walk->more = true;
        else
            walk->out[walk->count++] = row;
    }
    free(list);
}

void desk_read_log(struct desk *desk, struct log_page *page)
{
    struct walk walk = {.query = &page->query, .out = page->rows, .max = DESK_LOG_PAGE};
    if (page->query.inside_only)
        walk_inside(desk, &walk);
    else
        walk_today(desk, &walk);
    page->count = walk.count;
    page->more = walk.more;
}

size_t desk_last_rows(struct desk *desk, struct log_row *out, size_t max)
{
    static const struct log_query all = {.colour = -1};
    struct walk walk = {.query = &all, .out = out, .max = max, .brief = true};
    if (desk->stores.journal)
        walk_today(desk, &walk);
    return walk.count;
}
