#include "desk/facts.h"

#include <string.h>

#include <sodium.h>

#include "desk/campus.h"
#include "desk/clock.h"
#include "desk/presence.h"
#include "desk/stores.h"
#include "people/keyed_hash.h"
#include "token/short_number.h"

static void booth_facts(struct desk *desk, enum presented_as presented_as, struct subject *out)
{
    memset(out, 0, sizeof *out);
    struct facts *facts = &out->facts;
    facts->presented_as = presented_as;
    facts->now = desk_now(desk, &facts->clock_trusted);
    facts->replica_present = desk->stores.replica != NULL;
    facts->passes_synced_at = desk_synced_at(desk);
    facts->store_error = desk->stores.journal == NULL;
    facts->gate = desk->options.gate;
    facts->direction = desk->mode.direction;
}

/* True when the look-up found something. Any status but GH_NOT_FOUND makes the verdict a store error. */
static bool found(struct subject *out, enum gh_status status)
{
    if (status && status != GH_NOT_FOUND)
        out->facts.store_error = true;
    return status == GH_OK;
}

/* Returns a time that has surely come: a bar that ended before it bars no more. 0: the clock is not trusted. */
static tick proved_time(const struct facts *facts)
{
    return facts->clock_trusted ? facts->now : 0;
}

static void look_at_row(struct desk *desk, struct subject *out)
{
    const struct replica_pass *row = &out->row;
    out->has_row = true;
    out->facts.row = row->state;
    struct facts *facts = &out->facts;
    facts->person_barred = row->barred && (!row->barred_until || row->barred_until > proved_time(facts));
    (void)found(out,
                replica_plate_is_barred(desk->stores.replica, row->plate, proved_time(facts), &facts->plate_barred));
}

#define USES_MAX 16 /* of one pass; a second one already needs an override */

/* The server hands back this booth's own uses, too: one that was taken back here since is none. */
static enum gh_status find_told_use(struct desk *desk, const struct uuid *pass_id, struct use *out)
{
    struct wire_use uses[USES_MAX];
    size_t count = 0;
    enum gh_status status = replica_uses(desk->stores.replica, pass_id, uses, USES_MAX, &count);
    for (size_t i = 0; !status && i < count && i < USES_MAX; i++) {
        bool taken_back = false;
        if (desk->stores.journal)
            status = journal_is_taken_back(desk->stores.journal, &uses[i].entry_id, &taken_back);
        if (status || taken_back)
            continue;
        *out = (struct use){.used = true, .at = uses[i].at, .gate = uses[i].gate};
        break;
    }
    return status;
}

/* The journal knows this booth's uses first. After a loss the replica still has those that the server had. */
static enum gh_status find_use(struct desk *desk, const struct uuid *pass_id, struct use *out)
{
    enum gh_status status = desk->stores.journal ? journal_find_use(desk->stores.journal, pass_id, out) : GH_OK;
    return status || out->used || !desk->stores.replica ? status : find_told_use(desk, pass_id, out);
}

static void look_for_use(struct desk *desk, const struct uuid *pass_id, struct subject *out)
{
    struct use use = {0};
    if (found(out, find_use(desk, pass_id, &use)) && use.used)
        out->facts.use = use;
}

static void look_for_presence(struct desk *desk, const struct uuid *subject, struct subject *out)
{
    struct wire_presence p;
    if (!found(out, desk_find_presence(desk, subject, &p)) || !p.inside)
        return;
    out->facts.inside = true;
    out->inside_since = p.at;
    out->facts.inside_gate = p.gate;
}

/* A car without a pass may be inside by an override. It is known by the hash of its plate, which may rest on a campus
 * key from before: then the older hash stays the car's until it has left. */
static void look_for_stranger(struct desk *desk, const struct plate *plate, struct subject *out)
{
    for (size_t keys = desk_campus_keys(desk); keys > 0 && !out->facts.inside; keys--) {
        struct uuid subject;
        desk_plate_hash_under(desk, plate, keys, subject.b);
        look_for_presence(desk, &subject, out);
        if (out->facts.inside || keys == desk_campus_keys(desk))
            memcpy(out->car, subject.b, sizeof out->car);
    }
}

bool desk_is_stranger_inside(struct desk *desk, const struct plate *plate)
{
    struct subject subject = {.has_pass = false};
    look_for_stranger(desk, plate, &subject);
    return subject.facts.inside;
}

/* Adds everything that the stores know of facts.claims.pass_id. */
static void look_at_stores(struct desk *desk, struct subject *out)
{
    const struct claims *claims = &out->facts.claims;
    if (desk->stores.replica && found(out, replica_find_pass(desk->stores.replica, &claims->pass_id, &out->row)))
        look_at_row(desk, out);
    if (claims->uses == PASS_SINGLE_USE)
        look_for_use(desk, &claims->pass_id, out);
    look_for_presence(desk, &claims->pass_id, out);
    closed_days_leave_out(&desk->synced.closed, desk->options.zone_minutes, out->facts.now,
                          &out->facts.claims.not_before, &out->facts.claims.expires);
}

void desk_look_at_code(struct desk *desk, struct bytes text, struct subject *out)
{
    booth_facts(desk, PRESENTED_CODE, out);
    out->facts.token = token_verify(text, &desk->synced.keys, &out->facts.claims);
    if (out->facts.token != TOKEN_VERIFIED) {
        (void)crypto_generichash(out->code_digest, sizeof out->code_digest, text.data, text.len, NULL, 0);
        return;
    }
    out->has_pass = true;
    desk_learn_time(desk, TIME_FROM_TOKEN, out->facts.claims.issued_at);
    out->facts.now = desk_now(desk, &out->facts.clock_trusted);
    look_at_stores(desk, out);
}

enum gh_status desk_look_at_pass(struct desk *desk, const struct uuid *pass_id, enum presented_as presented_as,
                                 struct subject *out)
{
    struct replica_pass row;
    if (!desk->stores.replica)
        return GH_NOT_FOUND;
    enum gh_status status = replica_find_pass(desk->stores.replica, pass_id, &row);
    if (status)
        return status;
    booth_facts(desk, presented_as, out);
    out->facts.candidates = 1;
    out->facts.claims = row.claims;
    out->has_pass = true;
    look_at_stores(desk, out);
    return GH_OK;
}

/* Turns what a look-up found into facts: nothing, the one pass, or candidates to choose from. */
static void take_candidates(struct desk *desk, enum presented_as presented_as, const struct replica_pass *rows,
                            size_t count, struct subject *out)
{
    if (count == 1 && !desk_look_at_pass(desk, &rows[0].claims.pass_id, presented_as, out))
        return;
    booth_facts(desk, presented_as, out);
    out->facts.candidates = (unsigned)count;
    out->facts.store_error = out->facts.store_error || count == 1;
    for (size_t i = 0; i < count && i < DESK_CANDIDATES_MAX; i++)
        out->candidates[out->candidate_count++] = rows[i];
}

enum gh_status desk_look_up_number(struct desk *desk, const char *typed, struct subject *out)
{
    char number[SHORT_NUMBER_LEN + 1];
    enum gh_status status = short_number_parse(bytes_of_string(typed), number);
    if (status)
        return status;
    struct replica_pass rows[DESK_CANDIDATES_MAX];
    size_t count = 0;
    status = desk->stores.replica
                 ? replica_find_by_number(desk->stores.replica, number, rows, DESK_CANDIDATES_MAX, &count)
                 : GH_OK;
    take_candidates(desk, PRESENTED_SHORT_NUMBER, rows, status == GH_OK ? count : 0, out);
    (void)found(out, status);
    return GH_OK;
}

static bool was_let_in(struct desk *desk, const struct uuid *pass_id)
{
    struct use use = {0};
    struct wire_presence p;
    return (find_use(desk, pass_id, &use) == GH_OK && use.used) ||
           (desk_find_presence(desk, pass_id, &p) == GH_OK && p.inside);
}

enum gh_status desk_look_at_walk_up(struct desk *desk, const struct uuid *walk_up, struct subject *out)
{
    struct uuid ids[DESK_CANDIDATES_MAX];
    struct replica_pass rows[DESK_CANDIDATES_MAX];
    size_t count = 0, kept = 0;
    enum gh_status status =
        desk->stores.replica ? replica_walk_up_passes(desk->stores.replica, walk_up, ids, DESK_CANDIDATES_MAX, &count)
                             : GH_NOT_FOUND;
    for (int in = 0; !status && in < 2; in++) {
        for (size_t i = 0; i < count && i < DESK_CANDIDATES_MAX; i++)
            if (was_let_in(desk, &ids[i]) == (in == 1) &&
                !replica_find_pass(desk->stores.replica, &ids[i], &rows[kept]))
                kept++;
    }
    if (status || kept == 0)
        return status ? status : GH_NOT_FOUND;
    take_candidates(desk, PRESENTED_SHORT_NUMBER, rows, kept, out);
    return GH_OK;
}

/* Finds passes that are valid now; without any, those within a day, so that the verdict can be "too early" or
 * "expired". */
static enum gh_status find_plate(struct desk *desk, const uint8_t *hash, struct replica_pass *rows, size_t *count)
{
    bool trusted;
    tick now = desk_now(desk, &trusted), skew = desk->synced.policy.clock_skew;
    enum gh_status status =
        replica_find_by_plate(desk->stores.replica, hash, now - skew, now + skew, rows, DESK_CANDIDATES_MAX, count);
    if (status || *count)
        return status;
    return replica_find_by_plate(desk->stores.replica, hash, now - TICK_DAY, now + TICK_DAY, rows, DESK_CANDIDATES_MAX,
                                 count);
}

enum gh_status desk_look_up_plate(struct desk *desk, const char *typed, struct subject *out)
{
    struct plate plate;
    if (plate_accept(bytes_of_string(typed), &plate) != PLATE_OK)
        return GH_MALFORMED;
    struct replica_pass rows[DESK_CANDIDATES_MAX];
    uint8_t hash[PLATE_HASH_LEN] = {0};
    size_t count = 0;
    bool searchable = desk->stores.replica && desk_has_campus_key(desk), plate_barred = false;
    enum gh_status status = GH_OK;
    if (searchable) {
        desk_plate_hash(desk, &plate, hash);
        status = find_plate(desk, hash, rows, &count);
    }
    take_candidates(desk, PRESENTED_PLATE, rows, status == GH_OK ? count : 0, out);
    (void)found(out, status);
    plate_format(&plate, out->plate);
    if (!count)
        look_for_stranger(desk, &plate, out);
    if (searchable && !count) {
        (void)found(out, replica_plate_is_barred(desk->stores.replica, hash, proved_time(&out->facts), &plate_barred));
        out->facts.plate_barred = plate_barred;
    }
    return GH_OK;
}
