#include "desk/roll_list.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "desk/card.h"
#include "desk/presence.h"
#include "store/journal_roll_call.h"
#include "wire/entry_plate.h"

#define LIST_MAX 16384 /* more people than any campus holds visitors; a limit for memory only */

/* ---- Which one ---- */

static void copy_end(tick at, const char by[static WIRE_NAME_MAX], struct roll_status *out)
{
    out->ended = at;
    memcpy(out->ended_by, by, sizeof out->ended_by);
}

/* Returns whether a guard has ended it here. The server says with a newer version that it runs on all the same. */
static bool ended_here(struct desk *desk, const struct wire_roll_call *told, struct roll_status *out)
{
    struct journal_roll_end end;
    if (!desk->stores.journal || journal_roll_end(desk->stores.journal, &end) || !uuid_equal(&end.id, &told->id))
        return false;
    if (end.waits || told->version <= end.version)
        return true;
    copy_end(end.at, end.by, out);
    return false;
}

/* The server's, else the one that was started here. */
static enum gh_status find_call(struct desk *desk, struct roll_list *out)
{
    struct wire_roll_call told;
    struct journal_roll_call own;
    enum gh_status status =
        desk->stores.replica ? replica_running_roll_call(desk->stores.replica, &told) : GH_NOT_FOUND;
    if (!status && ended_here(desk, &told, &out->status))
        status = GH_NOT_FOUND;
    if (!status) {
        out->id = told.id;
        out->status.at = told.at;
        memcpy(out->status.by, told.by, sizeof out->status.by);
    } else if (status == GH_NOT_FOUND && desk->stores.journal &&
               !(status = journal_roll_call(desk->stores.journal, &own))) {
        out->id = own.id;
        out->status.at = own.at;
        out->status.alone = true;
    }
    out->status.running = !status;
    return status;
}

/* ---- Who ---- */

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, UUID_LEN);
}

static struct roll_entry *add(struct roll_list *list)
{
    struct roll_entry *e = list->count < LIST_MAX ? &list->list[list->count++] : NULL;
    if (e)
        memset(e, 0, sizeof *e);
    return e;
}

static enum gh_status add_told(void *context, const struct wire_roll_row *row)
{
    struct roll_entry *e = add(context);
    if (!e)
        return GH_OK;
    e->subject = (struct roll_subject){.id = row->subject,
                                       .car = row->car,
                                       .pass = row->pass,
                                       .vehicle = row->vehicle,
                                       .since = row->since,
                                       .gate = row->gate};
    e->mark = row->mark;
    e->mine = row->mine;
    e->counted = row->counted;
    return GH_OK;
}

/* Adds those that are not there yet, and tells which admission is known of the others. The list is in order of ids. */
static void add_present(struct roll_list *out, const struct wire_presence *list, size_t count)
{
    const size_t known = out->count;
    for (size_t i = 0; i < count; i++) {
        const struct wire_presence *p = &list[i];
        struct roll_entry *e = known ? bsearch(&p->subject, out->list, known, sizeof *out->list, by_id) : NULL;
        if (!e && (e = add(out)))
            e->subject = (struct roll_subject){.id = p->subject,
                                               .car = p->car,
                                               .pass = p->pass,
                                               .vehicle = p->vehicle,
                                               .since = p->at,
                                               .gate = p->gate};
        if (e)
            e->entry = p->entry;
    }
    qsort(out->list, out->count, sizeof *out->list, by_id);
}

/* The people that a guard here started with. */
static enum gh_status add_started(struct desk *desk, struct roll_list *out)
{
    size_t count = 0;
    struct wire_presence *list = desk->stores.journal ? calloc(LIST_MAX, sizeof *list) : NULL;
    if (!desk->stores.journal)
        return GH_OK;
    enum gh_status status = list ? journal_roll_rows(desk->stores.journal, list, LIST_MAX, &count) : GH_NO_MEMORY;
    if (!status)
        add_present(out, list, count < LIST_MAX ? count : LIST_MAX);
    free(list);
    return status;
}

static enum gh_status add_inside(struct desk *desk, struct roll_list *out)
{
    struct wire_presence *list = NULL;
    size_t count = 0;
    enum gh_status status = desk_list_presence(desk, &list, &count);
    if (status)
        return status;
    add_present(out, list, count);
    /* Others on the list have left, or their stay has lapsed. */
    qsort(list, count, sizeof *list, by_id);
    for (size_t i = 0; i < out->count; i++) {
        struct roll_entry *e = &out->list[i];
        struct wire_presence p;
        if (!bsearch(&e->subject.id, list, count, sizeof *list, by_id))
            e->left = !desk_find_presence(desk, &e->subject.id, &p) && !p.inside && p.at >= e->subject.since;
    }
    free(list);
    return GH_OK;
}

/* ---- Ticks ---- */

/* A tick that the server has not counted yet. Taking back undoes what was ticked here alone. */
static void apply(struct roll_entry *e, const struct journal_roll_tick *t)
{
    if (t->number <= e->counted)
        return;
    if (t->mark == ROLL_SAFE) {
        e->mark = ROLL_SAFE;
        e->mine = true;
    } else if (e->mine && e->mark == ROLL_SAFE) {
        e->mark = ROLL_OPEN;
        e->mine = false;
    }
}

static enum gh_status apply_ticks(struct desk *desk, struct roll_list *out)
{
    size_t count = 0;
    struct journal_roll_tick *ticks = desk->stores.journal ? calloc(LIST_MAX, sizeof *ticks) : NULL;
    if (!desk->stores.journal)
        return GH_OK;
    enum gh_status status = ticks ? journal_roll_ticks(desk->stores.journal, ticks, LIST_MAX, &count) : GH_NO_MEMORY;
    for (size_t i = 0; !status && i < count && i < LIST_MAX; i++) {
        struct roll_entry *e =
            out->count ? bsearch(&ticks[i].subject, out->list, out->count, sizeof *out->list, by_id) : NULL;
        if (e)
            apply(e, &ticks[i]);
    }
    free(ticks);
    return status;
}

/* ---- The list ---- */

/* A car whose riders are on the list stands for nobody. */
static enum gh_status drop_cars_with_riders(struct roll_list *out)
{
    struct uuid *cars = calloc(out->count + 1, sizeof *cars);
    size_t count = 0, kept = 0;
    if (!cars)
        return GH_NO_MEMORY;
    for (size_t i = 0; i < out->count; i++)
        if (!uuid_is_nil(&out->list[i].subject.car))
            cars[count++] = out->list[i].subject.car;
    qsort(cars, count, sizeof *cars, by_id);
    for (size_t i = 0; i < out->count; i++) {
        const struct roll_subject *s = &out->list[i].subject;
        if (!s->vehicle || !count || !bsearch(&s->id, cars, count, sizeof *cars, by_id))
            out->list[kept++] = out->list[i];
    }
    out->count = kept;
    free(cars);
    return GH_OK;
}

static bool is_found(const struct roll_entry *e)
{
    return e->left || e->mark == ROLL_SAFE || e->mark == ROLL_AWAY;
}

static int by_place(const void *a, const void *b)
{
    const struct roll_subject *p = &((const struct roll_entry *)a)->subject,
                              *q = &((const struct roll_entry *)b)->subject;
    if (p->vehicle != q->vehicle)
        return p->vehicle ? 1 : -1;
    if (p->gate != q->gate)
        return p->gate < q->gate ? -1 : 1;
    if (p->since != q->since)
        return p->since < q->since ? -1 : 1;
    return memcmp(p->id.b, q->id.b, UUID_LEN);
}

/* Those to be found come first in a list that is too long for the screen, and cars before the many people. */
static int rank_of(const struct roll_entry *e)
{
    return is_found(e) ? 2 : e->subject.vehicle ? 0 : 1;
}

static int by_need(const void *a, const void *b)
{
    const int p = rank_of(a), q = rank_of(b);
    return p != q ? p - q : by_place(a, b);
}

static void count_all(struct roll_list *out)
{
    struct roll_status *s = &out->status;
    s->total = (unsigned)out->count;
    for (size_t i = 0; i < out->count; i++) {
        const bool found = is_found(&out->list[i]), car = out->list[i].subject.vehicle;
        s->found += found;
        s->people += !found && !car;
        s->cars += !found && car;
    }
}

static enum gh_status read_all(struct desk *desk, struct roll_list *out)
{
    enum gh_status status = desk->stores.replica ? replica_each_roll_row(desk->stores.replica, add_told, out) : GH_OK;
    if (!status)
        status = add_started(desk, out);
    if (!status)
        status = add_inside(desk, out);
    if (!status)
        status = apply_ticks(desk, out);
    if (!status)
        status = drop_cars_with_riders(out);
    return status;
}

enum gh_status desk_read_roll_call(struct desk *desk, struct roll_list *out)
{
    struct roll_list list = {.count = 0};
    enum gh_status status = find_call(desk, &list);
    if (status)
        return status;
    list.list = calloc(LIST_MAX, sizeof *list.list);
    status = list.list ? read_all(desk, &list) : GH_NO_MEMORY;
    if (status) {
        free(list.list);
        return status;
    }
    qsort(list.list, list.count, sizeof *list.list, list.count > DESK_ROLL_SHOWN ? by_need : by_place);
    count_all(&list);
    *out = list;
    return GH_OK;
}

/* The last end: what the server says, and the one of this booth as long as the server has not said more. */
static void fill_last_end(struct desk *desk, struct roll_status *out)
{
    struct wire_roll_call told = {.ended = 0};
    struct journal_roll_end own;
    if (desk->stores.replica && !replica_ended_roll_call(desk->stores.replica, &told))
        copy_end(told.ended, told.ended_by, out);
    if (desk->stores.journal && !journal_roll_end(desk->stores.journal, &own) && own.at > told.ended &&
        !uuid_equal(&own.id, &told.id)) {
        copy_end(own.at, own.by, out);
        out->alone = own.waits;
    }
}

void desk_fill_roll_call(struct desk *desk, struct roll_status *out)
{
    struct roll_list list;
    memset(out, 0, sizeof *out);
    enum gh_status status = desk_read_roll_call(desk, &list);
    if (status == GH_NOT_FOUND)
        fill_last_end(desk, out);
    if (status)
        return;
    *out = list.status;
    free(list.list);
}

/* ---- What the screen shows ---- */

static void take_display(const struct display *display, struct roll_item *out)
{
    if (!out->vehicle)
        memcpy(out->name, display->name, sizeof out->name);
    memcpy(out->plate, display->plate, sizeof out->plate);
    memcpy(out->unit_zh, display->unit_zh, sizeof out->unit_zh);
    memcpy(out->unit_en, display->unit_en, sizeof out->unit_en);
    out->personal = true;
}

static bool open_told(struct desk *desk, const struct uuid *subject, struct display *out)
{
    struct wire_roll_row row;
    return desk->stores.replica && !replica_find_roll_row(desk->stores.replica, subject, &row) && row.display_len > 0 &&
           !display_open(BYTES(row.display, row.display_len), desk->session.keys->data_key, subject, row.version, out);
}

static bool open_pass(struct desk *desk, const struct uuid *pass, struct display *out)
{
    struct replica_pass row;
    return desk->stores.replica && !replica_find_pass(desk->stores.replica, pass, &row) &&
           desk_open_display(desk, &row, out);
}

/* The plate of a car that this booth let in without a pass. */
static void take_plate(struct desk *desk, const struct uuid *admission, struct roll_item *out)
{
    struct entry entry;
    if (!uuid_is_nil(admission) && desk->stores.journal && !journal_find(desk->stores.journal, admission, &entry) &&
        entry_is_of_plate(&entry) &&
        !entry_plate_open(entry.plate, desk->session.keys->data_key, &entry.id, out->plate))
        out->personal = true;
}

void desk_fill_roll_item(struct desk *desk, const struct roll_entry *e, struct roll_item *out)
{
    const struct roll_subject *s = &e->subject;
    struct display display, car;
    *out = (struct roll_item){.id = s->id,
                              .vehicle = s->vehicle,
                              .since = s->since,
                              .gate = s->gate,
                              .mark = e->mark,
                              .mine = e->mine,
                              .left = e->left};
    if (!desk->session.keys || !desk->session.keys->has_data_key || desk->mode.unattended)
        return;
    if (open_told(desk, &s->id, &display) || (s->pass && open_pass(desk, &s->id, &display)))
        take_display(&display, out);
    else
        take_plate(desk, &e->entry, out);
    if (!out->plate[0] && !uuid_is_nil(&s->car) && open_pass(desk, &s->car, &car))
        memcpy(out->plate, car.plate, sizeof out->plate);
    sodium_memzero(&display, sizeof display);
    sodium_memzero(&car, sizeof car);
}

/* ---- Ending ---- */

void desk_follow_roll_call(struct desk *desk)
{
    struct journal_roll_call own;
    struct wire_roll_call told;
    struct journal_roll_tick tick_made;
    size_t ticks = 0;
    if (!desk->stores.journal || !desk->stores.replica)
        return;
    bool alone = !journal_roll_call(desk->stores.journal, &own);
    if (alone && !replica_find_roll_call(desk->stores.replica, &own.id, &told)) {
        /* It runs there, or has become part of another one, or has ended. */
        alone = journal_hand_over_roll_call(desk->stores.journal) != GH_OK;
        desk->chores.status_due = true;
    }
    if (alone || replica_running_roll_call(desk->stores.replica, &told) != GH_NOT_FOUND ||
        journal_roll_ticks(desk->stores.journal, &tick_made, 1, &ticks) || ticks == 0)
        return;
    if (!journal_end_roll_call(desk->stores.journal))
        desk->chores.status_due = true;
}
