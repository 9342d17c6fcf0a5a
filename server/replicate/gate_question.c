/* Collects the facts of a booth from the server's tables, as kiosk/desk/facts.c does from the booth's stores. */
#include "replicate/gate_question.h"

#include <stdlib.h>
#include <string.h>

#include "devices/presence_rule.h"
#include "records/place_list.h"
#include "records/places.h"
#include "records/setting.h"
#include "token/token.h"
#include "verdict/closed_days.h"
#include "wire/entry.h"

#define EVENTS_MAX 64

struct asking {
    struct db *db;
    const struct scope *scope;
    const struct gate_question *question;
    tick now;
    int64_t campus; /* of the gate */
    struct uuid booth;
    int64_t booth_position;
    tick minted_at;
    struct gate_answer *out;
};

static void assume(struct asking *a, enum gate_assumption assumption)
{
    a->out->assumptions |= 1U << assumption;
}

/* ---- The booth ---- */

/* Finds the booth of the gate that was heard last, and up to when it knows changes. */
static enum gh_status find_booth(struct asking *a)
{
    struct db_rows rows = {0};
    const struct gate_question *q = a->question;
    enum gh_status status =
        scope_query(a->db, &rows, a->scope,
                    "SELECT d.id, d.name, d.position, d.synced_at FROM device d WHERE d.gate = $1 AND "
                    "d.state = 'active' AND {d.campus} ORDER BY COALESCE(d.seen_at, 0) DESC, d.id LIMIT 1",
                    DB_INT(q->gate));
    tick synced_at = 0;
    if (!status && !(status = db_next(&rows))) {
        a->booth_position = db_int(&rows, 2);
        synced_at = db_int(&rows, 3);
        status = db_copy_blob(&rows, 0, a->booth.b, UUID_LEN);
        if (!status)
            status = db_copy_text(&rows, 1, a->out->booth, sizeof a->out->booth);
    } else if (status == GH_NOT_FOUND) {
        assume(a, ASSUME_NO_BOOTH);
        status = GH_OK;
    }
    db_rows_end(&rows);
    a->out->known_at = q->online ? q->at : synced_at < q->at ? synced_at : q->at;
    assume(a, q->online ? ASSUME_IN_SYNC : ASSUME_LAST_REPORT);
    if (!q->online)
        assume(a, ASSUME_NOT_HANDED_UP);
    if (q->at > a->now)
        assume(a, ASSUME_STILL_SO);
    return status;
}

/* ---- The pass ---- */

/* A booth knows a barred person by the mark on the pass, and a barred vehicle by its plate. */
#define STILL_BARRED                                                                                                   \
    "b.created_at <= $3 AND (b.lifted_at IS NULL OR b.lifted_at > $3) AND (b.campus = 0 OR b.campus = g.campus)"

static const char pass_sql[] =
    "SELECT p.token, p.state, p.state_at, p.minted_at, CASE WHEN p.kind <> 2 AND EXISTS (SELECT 1 FROM barred b WHERE "
    "b.person_hash = h.document_hash AND " STILL_BARRED ") THEN 1 ELSE 0 END, CASE WHEN EXISTS (SELECT 1 FROM barred b "
    "WHERE b.plate_hash = v.plate_hash AND " STILL_BARRED ") THEN 1 ELSE 0 END, g.campus, "
    "CASE WHEN p.kind = 2 THEN 1 ELSE 0 END FROM pass p JOIN application a ON a.id = p.application "
    "JOIN gate g ON g.bit = $2 LEFT JOIN person h ON h.id = p.person AND length(h.document_hash) > 0 "
    "LEFT JOIN vehicle v ON v.id = p.vehicle AND length(v.plate_hash) > 0 "
    "WHERE p.id = $1 AND {a.campus a.unit} AND {g.campus}";

static enum gh_status read_pass(struct asking *a, struct db_rows *rows)
{
    struct facts *f = &a->out->facts;
    struct token token;
    struct bytes state = db_bytes(rows, 1);
    enum gh_status status = token_parse(db_bytes(rows, 0), &token) ? GH_CORRUPT : GH_OK;
    tick changed_at = db_int(rows, 2);
    f->claims = token.claims;
    f->claims.live = a->question->live && a->question->presented_as == PRESENTED_CODE;
    if (f->claims.live)
        f->claims.issued_at = a->question->at;
    a->minted_at = db_int(rows, 3);
    a->campus = db_int(rows, 6);
    f->row = ROW_VALID;
    if (changed_at > a->out->known_at && changed_at > a->minted_at)
        assume(a, ASSUME_EARLIER_STATE);
    else if (bytes_equal(state, bytes_of_string("revoked")))
        f->row = ROW_REVOKED;
    else if (bytes_equal(state, bytes_of_string("blocked")))
        f->row = ROW_BLOCKED;
    f->person_barred = db_int(rows, 4) != 0;
    f->plate_barred = db_int(rows, 5) != 0;
    bool by_plate = a->question->presented_as == PRESENTED_PLATE;
    return !status && by_plate && db_int(rows, 7) == 0 ? GH_MALFORMED : status;
}

static enum gh_status load_pass(struct asking *a)
{
    struct db_rows rows = {0};
    enum gh_status status = scope_query(a->db, &rows, a->scope, pass_sql, DB_UUID(&a->question->pass),
                                        DB_INT(a->question->gate), DB_INT(a->out->known_at));
    if (!status && !(status = db_next(&rows)))
        status = read_pass(a, &rows);
    db_rows_end(&rows);
    return status;
}

/* A booth has the passes of its campus that were minted before it last synced. It looks for a plate a day around the
 * pass's time. */
static enum gh_status find_row(struct asking *a)
{
    struct facts *f = &a->out->facts;
    uint16_t gates = 0;
    enum gh_status status = campus_gates(a->db, a->campus, &gates);
    bool near = f->now >= f->claims.not_before - TICK_DAY && f->now < f->claims.expires + TICK_DAY;
    if ((f->claims.gates & gates) == 0 || a->minted_at > a->out->known_at)
        f->row = ROW_NONE;
    if (f->row == ROW_NONE || (f->presented_as == PRESENTED_PLATE && !near))
        f->candidates = 0;
    else
        f->candidates = f->presented_as == PRESENTED_CODE ? 0 : 1;
    if (f->row == ROW_NONE)
        f->person_barred = f->plate_barred = false;
    return status;
}

/* ---- What was recorded ---- */

/* An entry is known to the booth that wrote it, and to others once the server had it. */
#define KNOWN "(e.device = $3 OR e.arrived_at <= $4) AND e.at <= $5 AND {e.campus}"

static enum gh_status find_use(struct asking *a)
{
    struct db_rows rows = {0};
    struct use *use = &a->out->facts.use;
    enum gh_status status =
        scope_query(a->db, &rows, a->scope,
                    "SELECT e.at, e.gate, CASE WHEN e.device = $3 THEN 1 ELSE 0 END FROM pass_use u "
                    "JOIN entry e ON e.id = u.entry WHERE u.pass = $1 AND e.campus = $2 AND u.taken_back = 0 AND " KNOWN
                    " ORDER BY e.at LIMIT 1",
                    DB_UUID(&a->question->pass), DB_INT(a->campus), DB_UUID(&a->booth), DB_INT(a->out->known_at),
                    DB_INT(a->question->at));
    if (!status && !(status = db_next(&rows)))
        *use = (struct use){
            .used = true, .here = db_int(&rows, 2) != 0, .at = db_int(&rows, 0), .gate = (uint8_t)db_int(&rows, 1)};
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

struct moves {
    struct presence_event events[EVENTS_MAX];
    uint8_t gates[EVENTS_MAX];
    size_t count;
};

static enum gh_status read_move(struct db_rows *rows, struct moves *m)
{
    struct presence_event *e = &m->events[m->count];
    *e = (struct presence_event){.number = (uint64_t)db_int(rows, 2),
                                 .at = db_int(rows, 3),
                                 .arrived_at = db_int(rows, 4),
                                 .in = db_int(rows, 5) != 0};
    m->gates[m->count++] = (uint8_t)db_int(rows, 6);
    enum gh_status status = db_copy_blob(rows, 0, e->device.b, UUID_LEN);
    return status ? status : db_copy_blob(rows, 1, e->entry.b, UUID_LEN);
}

/* Numbers of wire/entry.h, as literals for both databases. */
#define MOVES "(1, 3, 5, 7)"
_Static_assert(ENTRY_ADMIT == 1 && ENTRY_DECIDE_ADMIT == 3 && ENTRY_OVERRIDE == 5 && ENTRY_TAKE_BACK == 6 &&
                   ENTRY_EXIT == 7,
               "literals of the query");

static enum gh_status find_presence(struct asking *a)
{
    struct db_rows rows = {0};
    struct moves m = {.count = 0};
    enum gh_status status = scope_query(
        a->db, &rows, a->scope,
        "SELECT e.device, e.id, e.number, e.at, e.arrived_at, CASE WHEN e.kind <> 7 AND e.direction = 0 THEN 1 ELSE 0 "
        "END, e.gate FROM entry e WHERE e.pass = $1 AND e.campus = $2 AND e.kind IN " MOVES " AND " KNOWN
        " AND NOT EXISTS (SELECT 1 FROM entry t WHERE t.refers_to = e.id AND t.kind = 6 AND t.device = e.device AND "
        "t.at <= $5) ORDER BY e.at DESC, e.number DESC LIMIT $6",
        DB_UUID(&a->question->pass), DB_INT(a->campus), DB_UUID(&a->booth), DB_INT(a->out->known_at),
        DB_INT(a->question->at), DB_INT(EVENTS_MAX));
    while (!status && m.count < EVENTS_MAX && !(status = db_next(&rows)))
        status = read_move(&rows, &m);
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    const struct presence_event *last = presence_decide(m.events, m.count);
    if (last && last->in && a->question->at < a->out->facts.claims.expires + PRESENCE_KEPT) {
        a->out->facts.inside = true;
        a->out->facts.inside_gate = m.gates[last - m.events];
    }
    return GH_OK;
}

static enum gh_status leave_out_closed_days(struct asking *a)
{
    struct facts *f = &a->out->facts;
    struct campus *campus = malloc(sizeof *campus);
    enum gh_status status = campus ? campus_load(a->db, a->campus, f->now, campus) : GH_NO_MEMORY;
    if (!status) {
        struct closed_days days = {.first = (uint32_t)(calendar_day_of(&campus->calendar, f->now) - 1)};
        for (size_t i = 0; i < campus->calendar.count; i++)
            if (!campus->calendar.exceptions[i].open)
                closed_days_add(&days, campus->calendar.exceptions[i].day);
        closed_days_leave_out(&days, campus->calendar.zone_minutes, f->now, &f->claims.not_before, &f->claims.expires);
    }
    free(campus);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* ---- The answer ---- */

static enum gh_status collect(struct asking *a)
{
    struct facts *f = &a->out->facts;
    *f = (struct facts){.presented_as = a->question->presented_as,
                        .token = TOKEN_VERIFIED,
                        .clock_trusted = true,
                        .now = a->question->at,
                        .gate = (uint8_t)a->question->gate,
                        .direction = a->question->direction};
    assume(a, ASSUME_CLOCK);
    enum gh_status status = find_booth(a);
    f->passes_synced_at = a->out->known_at;
    f->replica_present = a->out->known_at > 0;
    if (!status)
        status = load_pass(a);
    if (!status)
        status = find_row(a);
    if (!status && f->claims.uses == PASS_SINGLE_USE)
        status = find_use(a);
    if (!status)
        status = find_presence(a);
    return status ? status : leave_out_closed_days(a);
}

static enum gh_status find_home_gate(struct db *db, const struct scope *scope, struct gate_question *question)
{
    struct db_rows rows = {0};
    enum gh_status status = scope_query(db, &rows, scope,
                                        "SELECT p.home_gate FROM pass p JOIN application a ON a.id = p.application "
                                        "WHERE p.id = $1 AND {a.campus a.unit}",
                                        DB_UUID(&question->pass));
    if (!status && !(status = db_next(&rows)))
        question->gate = (int)db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status gate_ask(struct db *db, const struct scope *scope, const struct gate_question *asked, tick now,
                        struct gate_answer *out)
{
    struct gate_question question = *asked;
    struct asking a = {.db = db, .scope = scope, .question = &question, .now = now, .out = out};
    struct policy policy;
    int64_t position = 0;
    memset(out, 0, sizeof *out);
    enum gh_status status = question.gate < 0 ? find_home_gate(db, scope, &question) : GH_OK;
    if (!status)
        status = collect(&a);
    if (!status)
        status = gate_policy_load(db, &policy, &position);
    if (status)
        return status;
    if (question.at < now || position > a.booth_position)
        assume(&a, ASSUME_POLICY);
    out->verdict = verdict_explain(&out->facts, &policy, &out->trace);
    return GH_OK;
}

const char *gate_assumption_name(enum gate_assumption assumption)
{
    static const char *const names[ASSUME_COUNT] = {[ASSUME_CLOCK] = "clock",
                                                    [ASSUME_IN_SYNC] = "in-sync",
                                                    [ASSUME_STILL_SO] = "still-so",
                                                    [ASSUME_LAST_REPORT] = "last-report",
                                                    [ASSUME_NOT_HANDED_UP] = "not-handed-up",
                                                    [ASSUME_EARLIER_STATE] = "earlier-state",
                                                    [ASSUME_POLICY] = "policy",
                                                    [ASSUME_NO_BOOTH] = "no-booth"};
    return (unsigned)assumption < ASSUME_COUNT ? names[assumption] : "clock";
}

/* ---- Entries ---- */

enum gh_status entry_explain(struct db *db, const struct scope *scope, const struct uuid *entry,
                             struct entry_verdict *out)
{
    struct db_rows rows = {0};
    enum gh_status status =
        scope_query(db, &rows, scope,
                    "SELECT e.colour, e.reason, e.reasons, e.evidence, e.direction, e.live, e.clock_trusted, "
                    "CASE WHEN e.pass IS NULL THEN 0 ELSE 1 END, COALESCE(p.uses, 0) FROM entry e "
                    "LEFT JOIN pass p ON p.id = e.pass WHERE e.id = $1 AND {e.campus}",
                    DB_UUID(entry));
    if (!status && !(status = db_next(&rows))) {
        const struct verdict_logged logged = {.reasons = (uint32_t)db_int(&rows, 2),
                                              .presented_as = (enum presented_as)db_int(&rows, 3),
                                              .direction = (enum direction)db_int(&rows, 4),
                                              .live = db_int(&rows, 5) != 0,
                                              .clock_trusted = db_int(&rows, 6) != 0,
                                              .pass_known = db_int(&rows, 7) != 0,
                                              .single_use = db_int(&rows, 8) == PASS_SINGLE_USE};
        out->colour = (enum verdict_colour)db_int(&rows, 0);
        out->reason = (enum verdict_reason)db_int(&rows, 1);
        verdict_trace_logged(&logged, &out->trace);
    }
    db_rows_end(&rows);
    return status;
}
