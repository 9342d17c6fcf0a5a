/* Reads entries in pieces and decides them again. */
#include "review/policy_effect.h"

#include <string.h>

#include "token/token.h"
#include "verdict/replay.h"
#include "wire/entry.h"

#define PIECE 2000

struct weighing {
    struct db *db;
    const struct scope *scope;
    const struct policy *before, *after;
    tick from, to;
    struct uuid last; /* of the piece before */
    struct policy_effect *out;
};

enum column { ID, AT, GATE, REASONS, EVIDENCE, DIRECTION, LIVE, TRUSTED, PASS, USES, TOKEN, INSIDE_GATE, COLUMNS };

/* Numbers of wire/entry.h and verdict/verdict.h, as literals for both databases. */
_Static_assert(ENTRY_ADMIT == 1 && ENTRY_SHOWN == 2 && ENTRY_DECIDE_ADMIT == 3 && ENTRY_OVERRIDE == 5 &&
                   ENTRY_TAKE_BACK == 6 && ENTRY_EXIT == 7 && REASON_ALREADY_INSIDE == 20 && OVERRIDE_EMERGENCY == 3,
               "literals of the queries");

/* Newest first. Which gate admitted a pass that is inside, the log of that admission tells. */
static const char piece_sql[] =
    "SELECT e.id, e.at, e.gate, e.reasons, e.evidence, e.direction, e.live, e.clock_trusted, "
    "CASE WHEN e.pass IS NULL THEN 0 ELSE 1 END, COALESCE(p.uses, 0), p.token, "
    "CASE WHEN e.reason = 20 THEN COALESCE((SELECT i.gate FROM entry i WHERE i.pass = e.pass AND i.at < e.at AND "
    "i.campus = e.campus AND i.kind IN (1, 3, 5) ORDER BY i.at DESC LIMIT 1), -1) ELSE -1 END "
    "FROM entry e LEFT JOIN pass p ON p.id = e.pass "
    "WHERE e.kind IN (1, 2, 7) AND e.at >= $1 AND e.at <= $2 AND (e.at < $2 OR e.id < $3) AND {e.campus} "
    "ORDER BY e.at DESC, e.id DESC LIMIT $4";

static bool read_entry(struct db_rows *rows, struct replayed_entry *out)
{
    struct token token;
    const int64_t inside_gate = db_int(rows, INSIDE_GATE);
    *out = (struct replayed_entry){.logged = {.reasons = (uint32_t)db_int(rows, REASONS),
                                              .presented_as = (enum presented_as)db_int(rows, EVIDENCE),
                                              .direction = (enum direction)db_int(rows, DIRECTION),
                                              .live = db_int(rows, LIVE) != 0,
                                              .clock_trusted = db_int(rows, TRUSTED) != 0,
                                              .pass_known = db_int(rows, PASS) != 0,
                                              .single_use = db_int(rows, USES) == PASS_SINGLE_USE},
                                   .at = db_int(rows, AT),
                                   .gate = (uint8_t)db_int(rows, GATE),
                                   .inside_gate_known = inside_gate >= 0,
                                   .inside_gate = (uint8_t)inside_gate};
    if (!out->logged.pass_known)
        return true;
    if (db_is_null(rows, TOKEN) || token_parse(db_bytes(rows, TOKEN), &token))
        return false;
    out->claims = token.claims;
    return true;
}

static bool limits_differ(const struct weighing *w)
{
    return w->before->fresh_for != w->after->fresh_for || w->before->stale_for != w->after->stale_for;
}

static enum gh_status list(struct weighing *w, struct db_rows *rows, const struct replayed_entry *e,
                           const struct verdict *before, const struct verdict *after)
{
    struct policy_effect *out = w->out;
    out->changed++;
    if (out->item_count == POLICY_EFFECT_ITEMS)
        return GH_OK;
    struct policy_effect_item *item = &out->items[out->item_count++];
    *item = (struct policy_effect_item){.at = e->at,
                                        .gate = e->gate,
                                        .before = {before->colour, before->reason},
                                        .after = {after->colour, after->reason}};
    return db_copy_blob(rows, ID, item->entry.b, UUID_LEN);
}

static enum gh_status weigh(struct weighing *w, struct db_rows *rows)
{
    struct replayed_entry e;
    struct facts facts;
    struct policy_effect *out = w->out;
    out->entries++;
    if (!read_entry(rows, &e) || !verdict_replay(&e, w->before, &facts)) {
        out->unlike++;
        return GH_OK;
    }
    if (verdict_rests_on_age(e.logged.reasons) && limits_differ(w)) {
        out->unsure++;
        return GH_OK;
    }
    const struct verdict before = verdict_decide(&facts, w->before), after = verdict_decide(&facts, w->after);
    out->colours[before.colour][after.colour]++;
    return before.reason == after.reason ? GH_OK : list(w, rows, &e, &before, &after);
}

/* Weighs a piece, and moves on behind it. */
static enum gh_status weigh_piece(struct weighing *w, bool *done)
{
    struct db_rows rows = {0};
    int64_t count = 0;
    enum gh_status taken = GH_OK;
    enum gh_status status = scope_query(w->db, &rows, w->scope, piece_sql, DB_INT(w->from), DB_INT(w->to),
                                        DB_UUID(&w->last), DB_INT(PIECE));
    while (!status && !taken && !(status = db_next(&rows))) {
        count++;
        w->to = db_int(&rows, AT);
        taken = db_copy_blob(&rows, ID, w->last.b, UUID_LEN);
        if (!taken)
            taken = weigh(w, &rows);
    }
    db_rows_end(&rows);
    *done = count < PIECE;
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

/* What the policy asks of guards, beside the verdict. */
static enum gh_status count_rest(struct weighing *w, tick from, tick to)
{
    struct db_rows rows = {0};
    enum gh_status status =
        scope_query(w->db, &rows, w->scope,
                    "SELECT COALESCE(SUM(CASE WHEN e.kind = 1 AND e.direction = 0 THEN 1 ELSE 0 END), 0), "
                    "COALESCE(SUM(CASE WHEN e.kind = 5 AND e.second_guard = 0 THEN 1 ELSE 0 END), 0), "
                    "COALESCE(SUM(CASE WHEN e.kind = 5 AND e.override_reason = 3 THEN 1 ELSE 0 END), 0), "
                    "COALESCE(SUM(CASE WHEN e.kind = 6 AND e.at - r.at > $3 THEN 1 ELSE 0 END), 0) "
                    "FROM entry e LEFT JOIN entry r ON e.kind = 6 AND r.id = e.refers_to "
                    "WHERE e.at >= $1 AND e.at < $2 AND e.kind IN (1, 5, 6) AND {e.campus}",
                    DB_INT(from), DB_INT(to), DB_INT(w->after->take_back_within));
    if (!status && !(status = db_next(&rows))) {
        struct policy_effect *out = w->out;
        out->touches = w->after->touch_before_admit && !w->before->touch_before_admit ? db_int(&rows, 0) : 0;
        out->second_guards = w->after->second_guard && !w->before->second_guard ? db_int(&rows, 1) : 0;
        out->emergencies = !w->after->emergency_admission && w->before->emergency_admission ? db_int(&rows, 2) : 0;
        out->take_backs = w->after->take_back_within < w->before->take_back_within ? db_int(&rows, 3) : 0;
    }
    db_rows_end(&rows);
    return status;
}

enum gh_status policy_effect(struct db *db, const struct scope *scope, const struct policy *before,
                             const struct policy *after, tick from, tick to, struct policy_effect *out)
{
    struct weighing w = {
        .db = db, .scope = scope, .before = before, .after = after, .from = from, .to = to, .out = out};
    bool done = false;
    memset(out, 0, sizeof *out);
    enum gh_status status = count_rest(&w, from, to);
    while (!status && !done && out->entries < POLICY_EFFECT_ENTRIES)
        status = weigh_piece(&w, &done);
    out->more = !done;
    return status;
}
