/* Plans and carries out the renewal of passes after an amendment. */
#include "issue/pass_amend.h"

#include <stdlib.h>
#include <string.h>

#include "issue/key_epoch.h"
#include "issue/pass_row.h"
#include "records/amendment.h"
#include "records/change.h"
#include "records/record.h"

/* A pass that the application has already. */
struct held {
    struct pass pass;
    bool used, by_hand; /* by_hand: the office revoked it, no amendment */
    bool kept, renewed; /* renewed: its holder got another pass */
};

struct amending {
    struct db *db;
    const struct vault *vault;
    struct issuer *issuer;
    const struct application *before, *after;
    const struct campus *campus;
    enum pass_uses uses;
    tick now;
    const struct pass_amend_tell *tell;
    struct held *held; /* owned */
    size_t count;
};

/* ---- What there is ---- */

static enum gh_status count_held(struct amending *in, size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(in->db, &rows, "SELECT count(*) FROM pass WHERE application = $1", DB_UUID(&in->after->id));
    if (!status && !(status = db_next(&rows)))
        *count = (size_t)db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static enum gh_status read_held(struct db_rows *rows, struct held *h)
{
    enum gh_status status = pass_read_row(rows, &h->pass);
    h->used = !db_is_null(rows, PASS_COLUMN_COUNT);
    const struct bytes reason = db_bytes(rows, PASS_COLUMN_COUNT + 1);
    h->by_hand = h->pass.state == PASS_STATE_REVOKED && !bytes_equal(reason, bytes_of_string(PASS_REASON_AMENDED)) &&
                 !bytes_equal(reason, bytes_of_string(PASS_REASON_DROPPED));
    return status;
}

static enum gh_status load_held(struct amending *in)
{
    struct db_rows rows = {0};
    size_t room = 0;
    enum gh_status status = count_held(in, &room);
    if (status)
        return status;
    in->held = calloc(room ? room : 1, sizeof *in->held);
    if (!in->held)
        return GH_NO_MEMORY;
    status = db_query(in->db, &rows,
                      "SELECT " PASS_COLUMNS ", used_at, state_reason FROM pass WHERE application = $1 "
                      "ORDER BY minted_at DESC, id DESC",
                      DB_UUID(&in->after->id));
    while (!status && in->count < room && !(status = db_next(&rows)))
        if (!(status = read_held(&rows, &in->held[in->count])))
            in->count++;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static bool stands(const struct held *h)
{
    return h->pass.state != PASS_STATE_REVOKED;
}

/* Finds the pass of an entrant in a stretch of a period that stands; *by_hand: there is none, since the office revoked
 * it. */
static struct held *find_held(struct amending *in, const struct pass *wanted, bool *by_hand)
{
    const struct held *revoked = NULL;
    const bool vehicle = wanted->kind == PASS_VEHICLE;
    for (size_t i = 0; i < in->count; i++) {
        struct held *h = &in->held[i];
        const struct pass *p = &h->pass;
        if ((p->kind == PASS_VEHICLE) != vehicle || !uuid_equal(&p->period, &wanted->period) ||
            !uuid_equal(vehicle ? &p->vehicle : &p->person, vehicle ? &wanted->vehicle : &wanted->person) ||
            p->from >= wanted->to || wanted->from >= p->to) /* of another stretch of open days */
            continue;
        if (stands(h))
            return h;
        if (!revoked)
            revoked = h;
    }
    *by_hand = revoked && revoked->by_hand;
    return NULL;
}

/* ---- Groups of vehicles ---- */

static bool is_claimed(const struct uuid *groups, size_t count, const struct uuid *group)
{
    for (size_t i = 0; i < count; i++)
        if (uuid_equal(&groups[i], group))
            return true;
    return false;
}

/* The group that the first rider of a vehicle brings along, when no other vehicle has it. */
static bool group_of_riders(struct amending *in, const struct period *period, size_t v, const struct uuid *groups,
                            struct uuid *out)
{
    for (size_t i = 0; i < in->after->person_count; i++) {
        bool by_hand;
        const struct pass wanted = {.kind = PASS_RIDER,
                                    .period = period->id,
                                    .person = in->after->persons[i].id,
                                    .from = period->from,
                                    .to = period->to};
        if (in->after->persons[i].vehicle != (int)v)
            continue;
        const struct held *h = find_held(in, &wanted, &by_hand);
        if (h && h->pass.kind == PASS_RIDER && !is_claimed(groups, in->after->vehicle_count, &h->pass.group)) {
            *out = h->pass.group;
            return true;
        }
    }
    return false;
}

/* Finds each vehicle's group in a period: its own of before, else that of its riders, else a new one. */
static void find_groups(struct amending *in, const struct period *period, struct uuid *groups)
{
    bool by_hand, known[APPLICATION_VEHICLES_MAX] = {0};
    memset(groups, 0, APPLICATION_VEHICLES_MAX * sizeof *groups);
    for (size_t v = 0; v < in->after->vehicle_count; v++) {
        const struct pass wanted = {.kind = PASS_VEHICLE,
                                    .period = period->id,
                                    .vehicle = in->after->vehicles[v].id,
                                    .from = period->from,
                                    .to = period->to};
        const struct held *h = find_held(in, &wanted, &by_hand);
        known[v] = h != NULL;
        if (h)
            groups[v] = h->pass.group;
    }
    for (size_t v = 0; v < in->after->vehicle_count; v++)
        if (!known[v] && !group_of_riders(in, period, v, groups, &groups[v]))
            groups[v] = record_id(in->now);
}

/* ---- What stays ---- */

static bool same_holder(const struct amending *in, const struct person *now)
{
    const struct person *was = now ? amendment_person(in->before, &now->id) : NULL;
    return !now || (was && strcmp(was->mobile, now->mobile) == 0);
}

static bool fits(const struct amending *in, const struct held *h, const struct pass *wanted,
                 const struct person *holder)
{
    const struct pass *p = &h->pass;
    if (h->used && p->uses == PASS_SINGLE_USE)
        return true;
    return p->kind == wanted->kind && p->uses == wanted->uses && p->gates == wanted->gates && p->from == wanted->from &&
           p->to == wanted->to && uuid_equal(&p->group, &wanted->group) && same_holder(in, holder);
}

/* Returns the person that a vehicle's pass shows: the first rider who may enter. */
static const struct person *first_rider(const struct application *a, const struct uuid *vehicle)
{
    for (size_t i = 0; i < a->person_count; i++) {
        int v = a->persons[i].vehicle;
        if (v >= 0 && uuid_equal(&a->vehicles[v].id, vehicle) && !a->persons[i].refused)
            return &a->persons[i];
    }
    return NULL;
}

static bool looks_the_same(const struct person *a, const struct person *b)
{
    if (!a || !b)
        return a == b;
    return uuid_equal(&a->id, &b->id) && a->sex == b->sex && strcmp(a->name, b->name) == 0;
}

/* Returns whether a guard sees the same of a pass as before. */
static bool shows_the_same(const struct amending *in, const struct held *h, const struct pass *wanted)
{
    const struct application *was = in->before, *now = in->after;
    if (strcmp(was->host_name, now->host_name) != 0 || strcmp(was->purpose, now->purpose) != 0 ||
        !uuid_equal(&h->pass.vehicle, &wanted->vehicle))
        return false;
    if (wanted->kind == PASS_VEHICLE)
        return looks_the_same(first_rider(was, &wanted->vehicle), first_rider(now, &wanted->vehicle));
    return looks_the_same(amendment_person(was, &wanted->person), amendment_person(now, &wanted->person));
}

/* Sends the row to the booths again, with the same code. */
static enum gh_status show_again(struct amending *in, const struct held *h, const struct pass *wanted)
{
    int64_t position;
    enum gh_status status = change_reserve(in->db, 1, &position);
    return status ? status
                  : db_query(in->db, NULL,
                             "UPDATE pass SET row_version = row_version + 1, position = $1, vehicle = $2 WHERE id = $3",
                             DB_INT(position), DB_UUID_OR_NULL(&wanted->vehicle), DB_UUID(&h->pass.id));
}

static enum gh_status keep_one(struct amending *in, const struct pass *wanted, const struct person *holder)
{
    bool by_hand;
    struct held *h = find_held(in, wanted, &by_hand);
    if (!h || !fits(in, h, wanted, holder))
        return GH_OK;
    h->kept = true;
    return shows_the_same(in, h, wanted) ? GH_OK : show_again(in, h, wanted);
}

/* ---- What is new ---- */

static void mark_renewed(struct amending *in, const struct person *holder)
{
    for (size_t i = 0; holder && i < in->count; i++)
        if (uuid_equal(&in->held[i].pass.person, &holder->id))
            in->held[i].renewed = true;
}

static enum gh_status issue_one(struct amending *in, const struct pass *wanted, const struct person *holder)
{
    bool by_hand = false;
    struct pass p = *wanted;
    const struct held *h = find_held(in, wanted, &by_hand);
    if ((h && h->kept) || by_hand)
        return GH_OK;
    if (h)
        p.state = h->pass.state;
    enum gh_status status = change_reserve(in->db, 1, &p.position);
    if (!status)
        status = pass_store(in->db, in->vault, in->issuer, &p, holder, h ? &h->pass.id : NULL);
    if (status)
        return status;
    mark_renewed(in, holder);
    return in->tell->made(in->tell->context, &p, holder);
}

typedef enum gh_status each_pass(struct amending *in, const struct pass *wanted, const struct person *holder);

/* Calls `each` for every pass that the amended application needs in a stretch of open days of a period. */
static enum gh_status each_of_stretch(struct amending *in, const struct period *period, each_pass *each)
{
    const struct application *a = in->after;
    struct uuid groups[APPLICATION_VEHICLES_MAX];
    const struct uuid nobody = {0};
    enum gh_status status = GH_OK;
    find_groups(in, period, groups);
    for (size_t v = 0; !status && v < a->vehicle_count; v++) {
        const struct pass wanted =
            pass_for(a, period, &groups[v], NULL, &a->vehicles[v], in->campus->lanes, in->uses, in->now);
        if (!a->vehicles[v].refused)
            status = each(in, &wanted, NULL);
    }
    for (size_t i = 0; !status && i < a->person_count; i++) {
        const int v = a->persons[i].vehicle;
        const struct pass wanted = pass_for(a, period, v >= 0 ? &groups[v] : &nobody, &a->persons[i],
                                            v >= 0 ? &a->vehicles[v] : NULL, in->campus->lanes, in->uses, in->now);
        if (application_person_enters(a, i))
            status = each(in, &wanted, &a->persons[i]);
    }
    return status;
}

static enum gh_status each_period(struct amending *in, each_pass *each)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < in->after->period_count; i++) {
        struct period stretch = in->after->periods[i];
        const tick to = stretch.to;
        for (; !status && calendar_stretch(&in->campus->calendar, &stretch.from, to, &stretch.to);
             stretch.from = stretch.to)
            if (stretch.to > in->now)
                status = each_of_stretch(in, &stretch, each);
    }
    return status;
}

/* ---- What goes ---- */

/* Returns whether a pass goes: it stands, its time is not over, and nothing keeps it. */
static bool goes(const struct amending *in, const struct held *h)
{
    return stands(h) && !h->kept && h->pass.to > in->now;
}

static enum gh_status revoke_rest(struct amending *in)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < in->count; i++) {
        const struct held *h = &in->held[i];
        if (goes(in, h))
            status = pass_set_state(
                in->db, &h->pass.id, PASS_STATE_REVOKED,
                h->renewed || uuid_is_nil(&h->pass.person) ? PASS_REASON_AMENDED : PASS_REASON_DROPPED, in->now);
    }
    return status;
}

static bool has_rest(const struct amending *in, const struct uuid *person)
{
    for (size_t i = 0; i < in->count; i++)
        if (in->held[i].kept && in->held[i].pass.to > in->now && uuid_equal(&in->held[i].pass.person, person))
            return true;
    return false;
}

static enum gh_status tell_losses(struct amending *in)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < in->count; i++) {
        const struct held *h = &in->held[i];
        const struct person *person = amendment_person(in->before, &h->pass.person);
        if (goes(in, h) && !h->renewed && person)
            status = in->tell->lost(in->tell->context, &h->pass, person, has_rest(in, &person->id));
    }
    return status;
}

enum gh_status pass_amend(struct db *db, const struct vault *vault, struct issuer *issuer,
                          const struct application *before, const struct application *after,
                          const struct campus *campus, tick now, const struct pass_amend_tell *tell)
{
    struct amending in = {.db = db,
                          .vault = vault,
                          .issuer = issuer,
                          .before = before,
                          .after = after,
                          .campus = campus,
                          .now = now,
                          .tell = tell};
    enum gh_status status = key_epoch_agree(db, issuer, now);
    if (!status)
        status = pass_uses_of(db, after, &in.uses);
    if (!status)
        status = load_held(&in);
    if (!status)
        status = each_period(&in, keep_one);
    if (!status)
        status = each_period(&in, issue_one);
    if (!status)
        status = revoke_rest(&in);
    if (!status)
        status = tell_losses(&in);
    free(in.held);
    return status;
}
