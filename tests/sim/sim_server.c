/* The model of the server: its state, its answers, and the effects of planted defects. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim.h"
#include "token/server_time.h"

#define MARK_EVERY 3

static void draw(struct sim *sim, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)(1 + sim_random(sim, 255));
}

void server_open(struct sim *sim)
{
    static const uint8_t root_seed[32] = {1}, sign_seed[32] = {2};
    struct sim_server *s = &sim->server;
    struct keyset set = {.epoch = 5, .issued_at = INT64_C(1700000000000), .count = 1};
    memset(s, 0, sizeof *s);
    s->position = 1;
    draw(sim, s->lineage, sizeof s->lineage);
    draw(sim, s->stamps[1], WIRE_STAMP_LEN);
    (void)crypto_sign_seed_keypair(sim->identity.root_public, s->root_secret, root_seed);
    (void)crypto_sign_seed_keypair(set.keys[0].public_key, s->sign_secret, sign_seed);
    kid_of_public_key(set.keys[0].public_key, s->kid);
    memcpy(set.keys[0].kid, s->kid, KID_LEN);
    set.keys[0].not_before = INT64_C(1600000000000);
    set.keys[0].not_after = INT64_C(2000000000000);
    struct writer w = writer_over(s->signed_set, sizeof s->signed_set);
    if (keyset_sign(&set, s->root_secret, &w))
        sim_fail(sim, "the key set");
    s->signed_len = w.len;
}

/* ---- Its history ---- */

uint64_t server_take_position(struct sim *sim)
{
    struct sim_server *s = &sim->server;
    if (s->position + 1 < SIM_POSITIONS_MAX)
        s->position++;
    draw(sim, s->stamps[s->position], WIRE_STAMP_LEN);
    return s->position;
}

static struct wire_history point_at(const struct sim_server *s, uint64_t position)
{
    struct wire_history point = {.position = position};
    memcpy(point.lineage, s->lineage, sizeof point.lineage);
    memcpy(point.stamp, s->stamps[position], sizeof point.stamp);
    return point;
}

bool server_tells(const struct sim *sim, const struct wire_history *point)
{
    const struct sim_server *s = &sim->server;
    if (point->position > s->position)
        return false;
    struct wire_history ours = point_at(s, point->position);
    return memcmp(&ours, point, sizeof ours) == 0;
}

void server_back_up(struct sim *sim)
{
    sim->backup = sim->server;
    sim->has_backup = true;
}

static bool is_in(const struct sim_server *s, const struct uuid *pass)
{
    for (size_t i = 0; i < s->pass_count; i++)
        if (uuid_equal(&s->passes[i].id, pass))
            return true;
    return false;
}

void server_go_back(struct sim *sim)
{
    const struct sim_server *s = &sim->server;
    if (!sim->has_backup || sim->lost_count + s->pass_count > SIM_LOST_MAX)
        return;
    for (size_t i = 0; i < s->pass_count; i++)
        if (!is_in(&sim->backup, &s->passes[i].id))
            sim->lost[sim->lost_count++] = s->passes[i].id;
    sim->server = sim->backup;
    sim->went_back = true;
    /* A restore that is noticed begins a lineage; one that is not leaves the stamps. */
    if (sim_random(sim, 2)) {
        draw(sim, sim->server.lineage, WIRE_LINEAGE_LEN);
        (void)server_take_position(sim);
    }
    server_boxes_go_back(sim);
    memset(sim->seen_revoked, 0, sizeof sim->seen_revoked);
}

void server_mint(struct sim *sim)
{
    struct sim_server *s = &sim->server;
    if (s->pass_count == SIM_PASSES_MAX)
        return;
    struct sim_pass *p = &s->passes[s->pass_count];
    uint8_t random[10] = {0};
    random[0] = (uint8_t)s->pass_count;
    memcpy(random + 1, &sim->seed, sizeof sim->seed);
    random[9] = (uint8_t)sim->lost_count;
    p->id = uuid_v7(sim_server_now(sim), random);
    *p = (struct sim_pass){.id = p->id, .position = server_take_position(sim)};
    p->version = 1;
    s->pass_count++;
}

void server_revoke(struct sim *sim)
{
    struct sim_server *s = &sim->server;
    if (s->pass_count == 0)
        return;
    struct sim_pass *p = &s->passes[sim_random(sim, (uint32_t)s->pass_count)];
    if (p->revoked)
        return;
    p->revoked = true;
    p->version++;
    p->position = server_take_position(sim);
}

/* ---- Down ---- */

static void put(struct sim *sim, const struct wire_record *record)
{
    char line[WIRE_LINE_MAX + 1];
    if (wire_record_encode(record, line, sizeof line)) {
        sim_fail(sim, "a record of the model");
        return;
    }
    size_t len = strlen(line);
    if (len + 1 > SIM_BODY_MAX - sim->answer_len)
        return;
    memcpy(sim->answer + sim->answer_len, line, len);
    sim->answer[sim->answer_len + len] = '\n';
    sim->answer_len += len + 1;
}

static void put_pass(struct sim *sim, const struct sim_pass *p)
{
    tick now = sim_server_now(sim) / 1000 * 1000;
    struct wire_record r = {.type = WIRE_PASS,
                            .pass = {.claims = {.pass_id = p->id,
                                                .issued_at = now,
                                                .not_before = now,
                                                .expires = now + TICK_DAY,
                                                .kind = PASS_PEDESTRIAN,
                                                .uses = PASS_SINGLE_USE,
                                                .gates = 1},
                                     .version = p->version + (sim->mutant == MUTANT_REVIVED),
                                     .state = ROW_VALID,
                                     .unit = 1}};
    put(sim, &r);
}

static void put_position(struct sim *sim, enum wire_type type, uint64_t position)
{
    struct wire_record r = {.type = type};
    tick now = sim_server_now(sim) / 1000 * 1000;
    if (type == WIRE_MARK)
        r.mark = (struct wire_mark){.position = position, .until = now + 8 * TICK_DAY, .scope = "campus-1"};
    else
        r.end = (struct wire_end){
            .position = position, .server_time = now, .until = now + 8 * TICK_DAY, .scope = "campus-1"};
    put(sim, &r);
}

/* Passes in the order of their positions, each after the last. */
static const struct sim_pass *next_pass(const struct sim_server *s, uint64_t after, bool revoked)
{
    const struct sim_pass *next = NULL;
    for (size_t i = 0; i < s->pass_count; i++)
        if (s->passes[i].position > after && s->passes[i].revoked == revoked &&
            (!next || s->passes[i].position < next->position))
            next = &s->passes[i];
    return next;
}

static void put_walk_ups(struct sim *sim, uint64_t since)
{
    const struct sim_box *b;
    for (uint64_t at = since; (b = server_next_walk_up(sim, at)); at = b->position) {
        struct wire_record r = {.type = WIRE_WALK_UP,
                                .walk_up = {.id = b->box.id,
                                            .version = b->version,
                                            .state = WALK_UP_UNIT,
                                            .at = INT64_C(1764000000000),
                                            .emergency = b->let_in ? EMERGENCY_OPEN : EMERGENCY_NONE}};
        put(sim, &r);
    }
}

static void put_rows(struct sim *sim, uint64_t since)
{
    const struct sim_server *s = &sim->server;
    const struct sim_pass *p;
    if (sim->mutant != MUTANT_REVIVED)
        for (uint64_t at = since; (p = next_pass(s, at, true)); at = p->position) {
            struct wire_record r = {.type = WIRE_REVOKE,
                                    .revoke = {.pass_id = p->id, .version = p->version, .at = INT64_C(1764000000000)}};
            put(sim, &r);
        }
    put_walk_ups(sim, since);
    unsigned unmarked = 0;
    for (uint64_t at = since; (p = next_pass(s, at, false)); at = p->position) {
        if (++unmarked > MARK_EVERY) {
            put_position(sim, WIRE_MARK, at);
            unmarked = 1;
        }
        put_pass(sim, p);
    }
    for (size_t i = 0; sim->mutant == MUTANT_REVIVED && i < s->pass_count; i++)
        if (s->passes[i].revoked && s->passes[i].position > since)
            put_pass(sim, &s->passes[i]);
}

static void refuse(struct sim *sim, struct agent_outcome *outcome, const char *code)
{
    outcome->status = 409;
    outcome->is_json = true;
    sim->answer_len = (size_t)snprintf(sim->answer, SIM_BODY_MAX, "{\"code\":\"%s\"}", code);
}

/* Whether the booth may go on from where it is. */
static bool may_go_on(const struct sim *sim, uint64_t since, const char *target)
{
    struct wire_history held;
    const char *text = strstr(target, "&history=");
    if (since > sim->server.position)
        return false;
    if (since == 0 || sim->mutant == MUTANT_POSITION_ONLY)
        return true;
    return text && wire_history_parse(bytes_of_string(text + strlen("&history=")), &held) == GH_OK &&
           server_tells(sim, &held);
}

static void put_history(struct sim *sim, uint64_t since)
{
    uint64_t position = sim->mutant == MUTANT_SHORT_HISTORY && since > 0 ? since : sim->server.position;
    put(sim, &(struct wire_record){.type = WIRE_HISTORY, .history = point_at(&sim->server, position)});
}

static struct sim_label *find_label(struct sim *sim, const char *target)
{
    struct sim_server *s = &sim->server;
    const char *at = strstr(target, "journal=");
    for (size_t i = 0; at && i < s->label_count; i++)
        if (strncmp(s->labels[i].label, at + 8, 2 * JOURNAL_IDENTITY_LEN) == 0)
            return &s->labels[i];
    return NULL;
}

/* The record of the booth that asks. */
static void put_booth(struct sim *sim, const char *target)
{
    const struct sim_label *label = find_label(sim, target);
    struct wire_record r = {.type = WIRE_BOOTH,
                            .booth = {.id = {{7}},
                                      .name = "sim",
                                      .heard = sim_server_now(sim) / 1000 * 1000,
                                      .own = true,
                                      .acknowledged = label ? label->intake.acknowledged : 0,
                                      .forked = sim->server.forked}};
    if (sim->mutant != MUTANT_LOST_FOR_GOOD)
        put(sim, &r);
}

void server_changes(struct sim *sim, const char *target, struct agent_outcome *outcome)
{
    unsigned long long since = 0;
    if (sscanf(target, "/device/changes?since=%llu", &since) != 1)
        sim_fail(sim, "the address of changes");
    sim->answer_len = 0;
    outcome->status = 200;
    sim->set_back = since > sim->server.position;
    if (!sim->boastful && !may_go_on(sim, since, target)) {
        refuse(sim, outcome, "other-history");
        return;
    }
    outcome->is_lines = true;
    struct wire_record keys = {.type = WIRE_KEYSET};
    memcpy(keys.keyset.signed_set, sim->server.signed_set, sim->server.signed_len);
    keys.keyset.len = sim->server.signed_len;
    put(sim, &keys);
    put_history(sim, since);
    if (sim->mutant == MUTANT_CURSOR_FIRST)
        put_position(sim, WIRE_MARK, sim->server.position);
    put_rows(sim, since);
    put_booth(sim, target);
    put_position(sim, WIRE_END, sim->server.position);
}

/* ---- Up ---- */

bool server_has_entry(const struct sim *sim, const struct uuid *id)
{
    for (size_t i = 0; i < sim->server.stored_count; i++)
        if (uuid_equal(&sim->server.stored[i], id))
            return true;
    return false;
}

/* As server/devices/entries.c adds one. */
static struct sim_label *add_label(struct sim *sim, const char *target)
{
    struct sim_server *s = &sim->server;
    unsigned long long first = 1;
    const char *at = strstr(target, "journal=");
    if (!at || sscanf(at + 8 + 2 * JOURNAL_IDENTITY_LEN, "&first=%llu", &first) != 1 ||
        s->label_count == SIM_LABELS_MAX) {
        sim_fail(sim, "entries come with their journal");
        return NULL;
    }
    struct sim_label *made = &s->labels[s->label_count++];
    (void)snprintf(made->label, sizeof made->label, "%.*s", 2 * JOURNAL_IDENTITY_LEN, at + 8);
    made->intake.acknowledged = first - 1;
    s->forked = s->forked || (s->label_count > 1 && sim->mutant != MUTANT_UNTOLD);
    return made;
}

static void store(struct sim *sim, const struct entry *e)
{
    struct sim_server *s = &sim->server;
    if (s->stored_count < SIM_ENTRIES_MAX * 2)
        s->stored[s->stored_count++] = e->id;
}

enum taken { TAKEN, NOT_TAKEN, FORKED };

static enum taken take_again(struct sim *sim, const struct entry *e)
{
    if (sim->mutant == MUTANT_NO_DEDUPE)
        store(sim, e);
    bool known = server_has_entry(sim, &e->id) || sim->mutant == MUTANT_ONE_CHAIN ||
                 sim->mutant == MUTANT_ACK_BEFORE_COMMIT || sim->mutant == MUTANT_IGNORED_GAP;
    return known ? TAKEN : FORKED;
}

static enum taken take(struct sim *sim, struct intake *intake, const struct entry *e, uint64_t oldest)
{
    enum intake_verdict verdict = intake_judge(intake, e, "sim", oldest);
    if (verdict == INTAKE_GAP && sim->mutant != MUTANT_IGNORED_GAP)
        return NOT_TAKEN;
    if (verdict == INTAKE_AGAIN)
        return take_again(sim, e);
    /* A server that went back to a backup may have another journal's end under this label, and so may a booth with an
     * old journal and an old replica: the server stores with a mark. */
    bool excused = sim->mutant == MUTANT_ONE_CHAIN || sim->went_back || sim->began_again;
    if (verdict == INTAKE_ALTERED || (verdict == INTAKE_BROKEN && !excused))
        sim_fail(sim, "P1: the chain arrives whole");
    bool known = server_has_entry(sim, &e->id) && sim->mutant != MUTANT_NOT_BY_HASH;
    if (!known && (sim->mutant != MUTANT_ACK_BEFORE_COMMIT || sim_random(sim, 6)))
        store(sim, e);
    intake_advance(intake, e);
    return TAKEN;
}

static enum taken take_lines(struct sim *sim, struct intake *intake, struct bytes body, uint64_t oldest)
{
    for (const uint8_t *end; body.len > 0 && (end = memchr(body.data, '\n', body.len));) {
        struct bytes line = BYTES(body.data, (size_t)(end - body.data));
        struct entry e;
        char why[WIRE_ERROR_SIZE];
        body = BYTES(end + 1, body.len - line.len - 1);
        if (entry_decode(line, &e, why)) {
            sim_fail(sim, "P1: a line arrives whole");
            return NOT_TAKEN;
        }
        /* Makes a gap for the defect that ignores gaps: this booth loses a line on the way. */
        if (sim->mutant == MUTANT_IGNORED_GAP && sim_random(sim, 8) == 0)
            continue;
        enum taken taken = take(sim, intake, &e, oldest);
        if (taken != TAKEN)
            return taken;
    }
    return TAKEN;
}

static void answer_entries(struct sim *sim, const struct sim_label *label, bool forked)
{
    char hash[2 * ENTRY_HASH_LEN + 1], more[sizeof hash + 16] = "";
    if (label->intake.has_last_hash) {
        hex_encode(BYTES(label->intake.last_hash, ENTRY_HASH_LEN), hash);
        (void)snprintf(more, sizeof more, ",\"hash\":\"%s\"", hash);
    }
    sim->answer_len =
        (size_t)snprintf(sim->answer, SIM_BODY_MAX,
                         "{\"acknowledged\":%" PRIu64 ",\"aside\":[],\"gap\":false,\"forked\":%s,\"journal\":\"%s\"%s}",
                         label->intake.acknowledged, forked ? "true" : "false", label->label, more);
}

void server_entries(struct sim *sim, struct bytes body, const char *target, struct agent_outcome *outcome)
{
    unsigned long long oldest = 0, after = 0;
    size_t first = sim->server.stored_count;
    const char *declared = strstr(target, "&oldest=");
    struct sim_label *label =
        sim->mutant == MUTANT_ONE_CHAIN && sim->server.label_count ? &sim->server.labels[0] : find_label(sim, target);
    if (!label && !(label = add_label(sim, target)))
        return;
    if (declared)
        (void)sscanf(declared, "&oldest=%llu&after=%llu", &oldest, &after);
    if (after > label->intake.acknowledged)
        oldest = 0; /* what is before it is not lost */
    enum taken taken = take_lines(sim, &label->intake, body, oldest);
    if (sim->mutant == MUTANT_REORDER && sim->server.stored_count > first + 1) {
        struct uuid swapped = sim->server.stored[first];
        sim->server.stored[first] = sim->server.stored[first + 1];
        sim->server.stored[first + 1] = swapped;
    }
    outcome->status = 200;
    outcome->is_json = true;
    answer_entries(sim, label, taken == FORKED);
}
