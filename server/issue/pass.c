/* Issues passes and changes their state. */
#include "issue/pass.h"

#include <sodium.h>
#include <string.h>

#include "issue/key_epoch.h"
#include "issue/pass_row.h"
#include "records/change.h"
#include "records/kind_edit.h"
#include "records/record.h"
#include "records/shared_key.h"
#include "token/short_number.h"

static const char *const state_names[PASS_STATE_COUNT] = {
    [PASS_STATE_ACTIVE] = "active", [PASS_STATE_BLOCKED] = "blocked", [PASS_STATE_REVOKED] = "revoked"};

const char *pass_state_name(enum pass_state state)
{
    return state_names[state];
}

enum gh_status pass_state_read(struct db_rows *rows, int column, enum pass_state *out)
{
    for (int i = 0; i < PASS_STATE_COUNT; i++) {
        if (bytes_equal(db_bytes(rows, column), bytes_of_string(state_names[i]))) {
            *out = (enum pass_state)i;
            return GH_OK;
        }
    }
    return GH_CORRUPT;
}

const char *pass_kind_name(int64_t kind)
{
    static const char *const names[] = {
        [PASS_PEDESTRIAN] = "pedestrian", [PASS_VEHICLE] = "vehicle", [PASS_RIDER] = "rider"};
    return kind >= PASS_PEDESTRIAN && kind <= PASS_RIDER ? names[kind] : NULL;
}

static int lowest_bit(uint16_t bits)
{
    int bit = 0;
    while (bit < GATE_COUNT - 1 && !(bits >> bit & 1))
        bit++;
    return bit;
}

static struct claims claims_of(const struct pass *p, tick issued_at)
{
    return (struct claims){
        .pass_id = p->id,
        .not_before = tick_from_seconds(tick_to_seconds(p->from)),
        .expires = tick_from_seconds(tick_to_seconds(p->to - 1)),
        .issued_at = tick_from_seconds(tick_to_seconds(issued_at)),
        .kind = p->kind,
        .uses = p->uses,
        .gates = p->gates,
        .home_gate = p->home_gate,
    };
}

/* The newest format that all booths in service read. A booth says so in its first report. */
static enum gh_status format_of_booths(struct db *db, enum claims_format *out)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT 1 FROM device WHERE state = 'active' AND pass_format < $1 LIMIT 1",
                 DB_INT(CLAIMS_FORMAT_NEWEST));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *out = status == GH_OK ? CLAIMS_FIRST : CLAIMS_SECOND;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static void add_holder(const uint8_t *campus_key, const struct person *person, struct claims *claims)
{
    struct document document = {.kind = (enum document_kind)person->document_kind};
    char tail[HOLDER_TAIL_LEN + 1];
    size_t len = strlen(person->document_number);
    if (len >= sizeof document.number)
        len = sizeof document.number - 1;
    memcpy(document.number, person->document_number, len);
    document_tail(&document, tail);
    holder_check_make(campus_key, &claims->pass_id, tail, claims->format, claims->holder);
    claims->has_holder = true;
    sodium_memzero(&document, sizeof document);
    sodium_memzero(tail, sizeof tail);
}

enum gh_status pass_store(struct db *db, const struct vault *vault, struct issuer *issuer, struct pass *p,
                          const struct person *person, const struct uuid *replaces)
{
    static const uint8_t no_link[1];
    const uint8_t *campus_key = NULL;
    char number[SHORT_NUMBER_LEN + 1];
    struct claims claims = claims_of(p, p->minted_at);
    enum gh_status status = format_of_booths(db, &claims.format);
    if (status)
        return status;
    if (person) {
        status = shared_key_of_passes(db, vault, p->minted_at, &campus_key);
        if (status)
            return status;
        add_holder(campus_key, person, &claims);
    }
    short_number_of(&p->id, number);
    status = issuer_mint(issuer, &claims, p->token);
    if (status)
        return status;
    return db_query(db, NULL,
                    "INSERT INTO pass (" PASS_COLUMNS
                    ", state_at, link_hash, link_sealed, replaces, short_number, campus, walk_up) VALUES ($1, $2, "
                    "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17, $1, $18, $19, $20, "
                    "(SELECT campus FROM application WHERE id = $2), (SELECT walk_up FROM application WHERE id = $2))",
                    DB_UUID(&p->id), DB_UUID(&p->application), DB_INT(p->kind), DB_UUID_OR_NULL(&p->person),
                    DB_UUID_OR_NULL(&p->vehicle), DB_UUID(&p->period), DB_UUID_OR_NULL(&p->group),
                    DB_TEXT(pass_state_name(p->state)), DB_INT(p->version), DB_INT(p->position), DB_INT(p->from),
                    DB_INT(p->to), DB_INT(p->gates), DB_INT(p->uses), DB_INT(p->home_gate), DB_TEXT(p->token),
                    DB_INT(p->minted_at), DB_BLOB(no_link, 0), replaces ? DB_UUID(replaces) : DB_NULL, DB_TEXT(number));
}

/* What issue_one() needs for every pass of an application. */
struct issuing {
    struct db *db;
    const struct vault *vault;
    struct issuer *issuer;
    const struct application *a;
    const struct campus *campus;
    tick now;
    enum pass_uses uses;
    int64_t position;
};

enum gh_status pass_uses_of(struct db *db, const struct application *a, enum pass_uses *uses)
{
    struct pass_kind_policy kind;
    enum gh_status status = kind_load(db, a->kind, &kind);
    if (!status || status == GH_NOT_FOUND)
        *uses = status ? PASS_SINGLE_USE : kind.uses;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

struct pass pass_for(const struct application *a, const struct period *period, const struct uuid *group,
                     const struct person *person, const struct vehicle *vehicle, uint16_t lane_gates,
                     enum pass_uses uses, tick now)
{
    struct pass p = {
        .id = record_id(now),
        .application = a->id,
        .period = period->id,
        .group = *group,
        .kind = !person                ? PASS_VEHICLE
                : person->vehicle >= 0 ? PASS_RIDER
                                       : PASS_PEDESTRIAN,
        .uses = uses,
        .state = PASS_STATE_ACTIVE,
        .version = 1,
        .from = period->from,
        .to = period->to,
        .gates = person ? a->gates : (uint16_t)(a->gates & lane_gates),
        .minted_at = now,
    };
    if (person)
        p.person = person->id;
    if (vehicle)
        p.vehicle = vehicle->id;
    p.home_gate = (uint8_t)lowest_bit(p.gates);
    return p;
}

static enum gh_status issue_one(struct issuing *in, const struct period *period, const struct uuid *group,
                                const struct person *person, const struct vehicle *vehicle)
{
    struct pass p = pass_for(in->a, period, group, person, vehicle, in->campus->lanes, in->uses, in->now);
    p.position = in->position++;
    return pass_store(in->db, in->vault, in->issuer, &p, person, NULL);
}

/* A vehicle and its riders are one group in each stretch. */
static enum gh_status issue_stretch(struct issuing *in, const struct period *period)
{
    const struct application *a = in->a;
    struct uuid groups[APPLICATION_VEHICLES_MAX], nobody = {0};
    enum gh_status status = GH_OK;
    for (size_t v = 0; !status && v < a->vehicle_count; v++) {
        groups[v] = record_id(in->now);
        if (!a->vehicles[v].refused)
            status = issue_one(in, period, &groups[v], NULL, &a->vehicles[v]);
    }
    for (size_t i = 0; !status && i < a->person_count; i++) {
        int v = a->persons[i].vehicle;
        if (application_person_enters(a, i))
            status =
                issue_one(in, period, v >= 0 ? &groups[v] : &nobody, &a->persons[i], v >= 0 ? &a->vehicles[v] : NULL);
    }
    return status;
}

static size_t count_stretches(const struct application *a, const struct calendar *calendar)
{
    size_t count = 0;
    for (size_t i = 0; i < a->period_count; i++) {
        tick from = a->periods[i].from, end;
        for (; calendar_stretch(calendar, &from, a->periods[i].to, &end); from = end)
            count++;
    }
    return count;
}

static enum gh_status issue_period(struct issuing *in, const struct period *period)
{
    struct period stretch = *period;
    enum gh_status status = GH_OK;
    for (; !status && calendar_stretch(&in->campus->calendar, &stretch.from, period->to, &stretch.to);
         stretch.from = stretch.to)
        status = issue_stretch(in, &stretch);
    return status;
}

enum gh_status pass_issue_all(struct db *db, const struct vault *vault, struct issuer *issuer,
                              const struct application *a, const struct campus *campus, tick now)
{
    struct issuing in = {.db = db, .vault = vault, .issuer = issuer, .a = a, .campus = campus, .now = now};
    int64_t count = (int64_t)(application_entrants(a) * count_stretches(a, &campus->calendar));
    enum gh_status status = key_epoch_agree(db, issuer, now);
    if (!status)
        status = pass_uses_of(db, a, &in.uses);
    if (!status)
        status = change_reserve(db, count, &in.position);
    for (size_t i = 0; !status && i < a->period_count; i++)
        status = issue_period(&in, &a->periods[i]);
    return status;
}

enum gh_status pass_read_row(struct db_rows *rows, struct pass *p)
{
    enum gh_status status = db_copy_blob(rows, 0, p->id.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, 1, p->application.b, UUID_LEN);
    p->kind = (enum pass_kind)db_int(rows, 2);
    if (!status)
        status = db_copy_blob(rows, 3, p->person.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, 4, p->vehicle.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, 5, p->period.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, 6, p->group.b, UUID_LEN);
    if (!status)
        status = pass_state_read(rows, 7, &p->state);
    p->version = db_int(rows, 8);
    p->position = db_int(rows, 9);
    p->from = db_int(rows, 10);
    p->to = db_int(rows, 11);
    p->gates = (uint16_t)db_int(rows, 12);
    p->uses = (enum pass_uses)db_int(rows, 13);
    p->home_gate = (uint8_t)db_int(rows, 14);
    if (!status)
        status = db_copy_text(rows, 15, p->token, sizeof p->token);
    p->minted_at = db_int(rows, 16);
    return status;
}

enum gh_status pass_load(struct db *db, const struct uuid *id, struct pass *out)
{
    struct db_rows rows = {0};
    struct pass p = {0};
    enum gh_status status = db_query(db, &rows, "SELECT " PASS_COLUMNS " FROM pass WHERE id = $1", DB_UUID(id));
    if (!status && !(status = db_next(&rows)))
        status = pass_read_row(&rows, &p);
    db_rows_end(&rows);
    if (!status)
        *out = p;
    return status;
}

enum gh_status pass_set_state(struct db *db, const struct uuid *id, enum pass_state state, const char *reason, tick now)
{
    /* The state required before the change; "" for any. */
    static const char *const before[PASS_STATE_COUNT] = {
        [PASS_STATE_ACTIVE] = "blocked", [PASS_STATE_BLOCKED] = "active", [PASS_STATE_REVOKED] = ""};
    int64_t position;
    enum gh_status status = change_reserve(db, 1, &position);
    if (!status)
        status = db_query(db, NULL,
                          "UPDATE pass SET state = $1, state_reason = $2, state_at = $3, position = $4, "
                          "row_version = row_version + 1 "
                          "WHERE id = $5 AND state <> 'revoked' AND state <> $1 AND ($6 = '' OR state = $6)",
                          DB_TEXT(pass_state_name(state)), DB_TEXT(reason), DB_INT(now), DB_INT(position), DB_UUID(id),
                          DB_TEXT(before[state]));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_CONFLICT;
}

/* Lists at most max passes of an application that are not revoked. */
static enum gh_status list_standing(struct db *db, const struct uuid *application, struct uuid *out, size_t max,
                                    size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT id FROM pass WHERE application = $1 AND state <> 'revoked'", DB_UUID(application));
    *count = 0;
    while (!status && *count < max && !(status = db_next(&rows)))
        if (!(status = db_copy_blob(&rows, 0, out[*count].b, UUID_LEN)))
            (*count)++;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

#define REVOKE_BATCH 64

enum gh_status pass_revoke_all(struct db *db, const struct uuid *application, const char *reason, tick now)
{
    struct uuid ids[REVOKE_BATCH];
    size_t count;
    do {
        enum gh_status status = list_standing(db, application, ids, REVOKE_BATCH, &count);
        for (size_t i = 0; !status && i < count; i++)
            status = pass_set_state(db, &ids[i], PASS_STATE_REVOKED, reason, now);
        if (status)
            return status;
    } while (count == REVOKE_BATCH);
    return GH_OK;
}

/* Loads the person of a pass with the document number in the clear. The caller wipes *out. */
static enum gh_status load_holder(struct db *db, const struct vault *vault, const struct uuid *id, struct person *out)
{
    struct db_rows rows = {0};
    char kind[32];
    enum document_kind document = DOCUMENT_RESIDENT_ID;
    enum gh_status status =
        db_query(db, &rows, "SELECT document_kind, document_sealed FROM person WHERE id = $1", DB_UUID(id));
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_text(&rows, 0, kind, sizeof kind)) &&
        !(status = document_kind_from_name(bytes_of_string(kind), &document)))
        status = record_open(vault, "person.document", id, &rows, 1, out->document_number, sizeof out->document_number);
    db_rows_end(&rows);
    out->document_kind = (int)document;
    return status;
}

enum gh_status pass_reissue(struct db *db, const struct vault *vault, struct issuer *issuer, const struct uuid *id,
                            tick now, struct pass *out)
{
    struct pass p;
    struct person holder = {0};
    enum gh_status status = key_epoch_agree(db, issuer, now);
    if (!status)
        status = pass_load(db, id, &p);
    bool of_person = !status && !uuid_is_nil(&p.person);
    if (of_person)
        status = load_holder(db, vault, &p.person, &holder);
    if (!status && p.state != PASS_STATE_REVOKED)
        status = pass_set_state(db, id, PASS_STATE_REVOKED, "reissued", now);
    if (!status)
        status = change_reserve(db, 1, &p.position);
    if (!status) {
        p.id = record_id(now);
        p.version = 1;
        p.minted_at = now;
        p.state = PASS_STATE_ACTIVE;
        status = pass_store(db, vault, issuer, &p, of_person ? &holder : NULL, id);
    }
    sodium_memzero(&holder, sizeof holder);
    if (!status)
        *out = p;
    return status;
}

enum gh_status pass_present(const struct pass *pass, struct issuer *issuer, tick now,
                            char text[static TOKEN_TEXT_MAX + 1])
{
    struct token token;
    enum gh_status status = token_parse(bytes_of_string(pass->token), &token);
    if (status)
        return GH_CORRUPT;
    token.claims.issued_at = tick_from_seconds(tick_to_seconds(now));
    token.claims.live = true;
    return issuer_mint(issuer, &token.claims, text);
}
