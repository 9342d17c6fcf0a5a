/* One condition for each reason in the table of docs/architecture.md#the-verdict; the loop takes the worst that
 * applies. */
#include "verdict/verdict.h"

#include <stddef.h>
#include <string.h>

const struct reason_info verdict_reasons[REASON_COUNT] = {
    [REASON_NOT_A_PASS] = {"not-a-pass", VERDICT_RED, ADVICE_REFUSE},
    [REASON_FORGED] = {"forged", VERDICT_RED, ADVICE_CALL_OFFICE},
    [REASON_REVOKED] = {"revoked", VERDICT_RED, ADVICE_REFUSE},
    [REASON_BARRED] = {"barred", VERDICT_RED, ADVICE_CALL_OFFICE},
    [REASON_BLOCKED] = {"blocked", VERDICT_RED, ADVICE_CALL_OFFICE},
    [REASON_UNKNOWN_KEY] = {"unknown-key", VERDICT_RED, ADVICE_REFUSE},
    [REASON_NOT_EXPECTED] = {"not-expected", VERDICT_RED, ADVICE_REFUSE},
    [REASON_NOT_ISSUED] = {"not-issued", VERDICT_RED, ADVICE_CALL_OFFICE},
    [REASON_ALREADY_USED] = {"already-used", VERDICT_RED, ADVICE_REFUSE},
    [REASON_EXPIRED] = {"expired", VERDICT_RED, ADVICE_APPLY_AGAIN},
    [REASON_TOO_EARLY] = {"too-early", VERDICT_RED, ADVICE_COME_BACK},
    [REASON_WRONG_GATE] = {"wrong-gate", VERDICT_RED, ADVICE_SEND_TO_GATE},
    [REASON_WRONG_HOLDER] = {"wrong-holder", VERDICT_RED, ADVICE_REFUSE},
    [REASON_STORE_ERROR] = {"store-error", VERDICT_AMBER, ADVICE_DECIDE},
    [REASON_CLOCK_UNSURE] = {"clock-unsure", VERDICT_AMBER, ADVICE_DECIDE},
    [REASON_KEY_STALE] = {"key-stale", VERDICT_AMBER, ADVICE_CALL_OFFICE},
    [REASON_OFFLINE_UNCONFIRMED] = {"offline-unconfirmed", VERDICT_AMBER, ADVICE_CHECK_HOLDER},
    [REASON_NEW_PASS] = {"new-pass", VERDICT_AMBER, ADVICE_CHECK_HOLDER},
    [REASON_STALE_REPLICA] = {"stale-replica", VERDICT_AMBER, ADVICE_COMPARE_ID},
    [REASON_OTHER_GATE_OFFLINE] = {"other-gate-offline", VERDICT_AMBER, ADVICE_DECIDE},
    [REASON_ALREADY_INSIDE] = {"already-inside", VERDICT_AMBER, ADVICE_DECIDE},
    [REASON_CHOOSE] = {"choose", VERDICT_AMBER, ADVICE_CHOOSE},
    [REASON_TYPED_NUMBER] = {"typed-number", VERDICT_AMBER, ADVICE_COMPARE_ID},
    [REASON_STATIC_CODE] = {"static-code", VERDICT_AMBER, ADVICE_COMPARE_ID},
    [REASON_OK] = {"ok", VERDICT_GREEN, ADVICE_LET_IN},
};

/* The facts and what follows from them. */
struct view {
    const struct facts *f;
    const struct policy *p;
    enum verdict_freshness freshness;
    bool pass_known; /* a verified code, or exactly one row: the claims mean something */
};

/* Times come from outside: a difference must not overflow. */
static tick minus(tick a, tick b)
{
    tick difference;
    if (__builtin_sub_overflow(a, b, &difference))
        return a < b ? INT64_MIN : INT64_MAX;
    return difference;
}

enum verdict_freshness verdict_freshness_of(const struct facts *facts, const struct policy *policy)
{
    if (!facts->replica_present || facts->passes_synced_at <= 0)
        return REPLICA_MISSING;
    tick age = minus(facts->now, facts->passes_synced_at);
    if (age > policy->stale_for)
        return REPLICA_MISSING;
    bool age_means_something = facts->clock_trusted && age >= -policy->clock_skew;
    return age_means_something && age <= policy->fresh_for ? REPLICA_FRESH : REPLICA_STALE;
}

bool verdict_code_is_live(const struct facts *facts, const struct policy *policy)
{
    if (facts->presented_as != PRESENTED_CODE || facts->token != TOKEN_VERIFIED || !facts->claims.live ||
        !facts->clock_trusted)
        return false;
    tick age = minus(facts->now, facts->claims.issued_at);
    return age >= -policy->clock_skew && age <= CLAIMS_LIVE_MS + policy->clock_skew;
}

static bool token_is(const struct view *v, enum token_status status)
{
    return v->f->presented_as == PRESENTED_CODE && v->f->token == status;
}

static bool code_without_row(const struct view *v)
{
    return token_is(v, TOKEN_VERIFIED) && v->f->row == ROW_NONE;
}

static bool not_a_pass(const struct view *v)
{
    bool other = token_is(v, TOKEN_FORGED) || token_is(v, TOKEN_UNKNOWN_KEY) || token_is(v, TOKEN_VERIFIED);
    return !other && v->f->presented_as != PRESENTED_SHORT_NUMBER && v->f->presented_as != PRESENTED_PLATE;
}

static bool forged(const struct view *v)
{
    return token_is(v, TOKEN_FORGED);
}

static bool revoked(const struct view *v)
{
    return v->f->row == ROW_REVOKED;
}

static bool barred(const struct view *v)
{
    return v->f->person_barred || v->f->plate_barred;
}

static bool blocked(const struct view *v)
{
    return v->f->row == ROW_BLOCKED;
}

static bool unknown_key(const struct view *v)
{
    return token_is(v, TOKEN_UNKNOWN_KEY) && v->freshness == REPLICA_FRESH;
}

/* A car without a pass that was let in by an override. */
static bool stranger_inside(const struct view *v)
{
    return v->f->presented_as == PRESENTED_PLATE && v->f->candidates == 0 && v->f->inside;
}

static bool not_expected(const struct view *v)
{
    if (stranger_inside(v) && v->f->direction == DIRECTION_OUT)
        return false;
    if (v->f->presented_as == PRESENTED_CODE || v->f->store_error || v->f->candidates > 1)
        return false;
    return v->f->candidates == 0 || v->f->row == ROW_NONE;
}

/* A missing row means something only when the replica could be read. */
static bool minted_before_sync(const struct view *v)
{
    return claims_minted_at(&v->f->claims) < v->f->passes_synced_at;
}

static bool not_issued(const struct view *v)
{
    return code_without_row(v) && !v->f->store_error && v->freshness == REPLICA_FRESH && minted_before_sync(v);
}

static bool wrong_gate(const struct view *v)
{
    return v->pass_known && (v->f->gate >= GATE_COUNT || (v->f->claims.gates >> v->f->gate & 1) == 0);
}

static bool already_used(const struct view *v)
{
    return v->pass_known && v->f->claims.uses != PASS_MULTIPLE_USE && v->f->use.used;
}

static bool expired(const struct view *v)
{
    /* A pass is valid until the end of its last second. */
    return v->pass_known && v->f->clock_trusted &&
           minus(v->f->now, v->f->claims.expires) >= TICK_SECOND + v->p->clock_skew;
}

static bool too_early(const struct view *v)
{
    return v->pass_known && v->f->clock_trusted && minus(v->f->claims.not_before, v->f->now) > v->p->clock_skew;
}

static bool never(const struct view *v)
{
    (void)v;
    return false;
}

static bool store_error(const struct view *v)
{
    return v->f->store_error;
}

static bool clock_unsure(const struct view *v)
{
    return !v->f->clock_trusted && (v->pass_known || token_is(v, TOKEN_UNKNOWN_KEY));
}

static bool key_stale(const struct view *v)
{
    return token_is(v, TOKEN_UNKNOWN_KEY) && v->freshness != REPLICA_FRESH;
}

static bool new_pass(const struct view *v)
{
    return code_without_row(v) && !v->f->store_error && v->freshness != REPLICA_MISSING && !minted_before_sync(v);
}

static bool offline_unconfirmed(const struct view *v)
{
    return code_without_row(v) && !v->f->store_error && !not_issued(v) && !new_pass(v);
}

static bool stale_replica(const struct view *v)
{
    return v->pass_known && v->f->row != ROW_NONE && v->freshness == REPLICA_MISSING;
}

static bool other_gate_offline(const struct view *v)
{
    return v->pass_known && v->f->claims.uses != PASS_MULTIPLE_USE && v->freshness != REPLICA_FRESH &&
           v->f->gate != v->f->claims.home_gate;
}

/* Where static codes are good, the code of a repeat-entry pass may be read twice at the gate that admitted it. */
static bool shown_again_here(const struct view *v)
{
    return !v->p->live_code_required && token_is(v, TOKEN_VERIFIED) && v->f->claims.uses == PASS_MULTIPLE_USE &&
           v->f->inside_gate == v->f->gate;
}

static bool already_inside(const struct view *v)
{
    return stranger_inside(v) || (v->pass_known && v->f->inside && !shown_again_here(v));
}

static bool choose(const struct view *v)
{
    return v->f->presented_as != PRESENTED_CODE && v->f->candidates > 1;
}

static bool typed_number(const struct view *v)
{
    return v->f->presented_as == PRESENTED_SHORT_NUMBER && v->f->candidates == 1;
}

static bool static_code(const struct view *v)
{
    return v->p->live_code_required && token_is(v, TOKEN_VERIFIED) && !verdict_code_is_live(v->f, v->p);
}

/* ---- Whether a check can clear what was presented; one that applies was made in any case ---- */

static bool always(const struct view *v)
{
    (void)v;
    return true;
}

static bool is_code(const struct view *v)
{
    return v->f->presented_as == PRESENTED_CODE;
}

static bool key_is_known(const struct view *v)
{
    return token_is(v, TOKEN_VERIFIED) || token_is(v, TOKEN_FORGED);
}

static bool stores_know_it(const struct view *v)
{
    return v->pass_known && !v->f->store_error;
}

static bool bar_is_known(const struct view *v)
{
    return !v->f->store_error && (v->pass_known || v->f->presented_as == PRESENTED_PLATE);
}

static bool looked_up_and_found(const struct view *v)
{
    return !is_code(v) && v->pass_known;
}

static bool has_row(const struct view *v)
{
    return stores_know_it(v) && v->f->row != ROW_NONE;
}

static bool code_has_row(const struct view *v)
{
    return is_code(v) && has_row(v);
}

static bool is_single_use(const struct view *v)
{
    return v->pass_known && v->f->claims.uses != PASS_MULTIPLE_USE;
}

static bool use_is_known(const struct view *v)
{
    return is_single_use(v) && !v->f->store_error;
}

static bool time_is_known(const struct view *v)
{
    return v->pass_known && v->f->clock_trusted;
}

static bool rests_on_time(const struct view *v)
{
    return v->pass_known || token_is(v, TOKEN_UNKNOWN_KEY);
}

static bool is_pass(const struct view *v)
{
    return v->pass_known;
}

/* An old live code that was not asked to be live is not a static one either. */
static bool says_live(const struct view *v)
{
    return token_is(v, TOKEN_VERIFIED) && v->f->claims.live;
}

/* On the way out two things matter: whether the pass is known, and whether the office looks for it. */
static const struct condition {
    bool (*applies)(const struct view *v);
    bool (*can_clear)(const struct view *v);
    bool on_the_way_out;
} conditions[REASON_OK] = {
    [REASON_NOT_A_PASS] = {not_a_pass, is_code, true},
    [REASON_FORGED] = {forged, key_is_known, true},
    [REASON_REVOKED] = {revoked, stores_know_it, true},
    [REASON_BARRED] = {barred, bar_is_known, true},
    [REASON_BLOCKED] = {blocked, stores_know_it, true},
    [REASON_UNKNOWN_KEY] = {unknown_key, key_is_known, true},
    [REASON_NOT_EXPECTED] = {not_expected, looked_up_and_found, true},
    [REASON_NOT_ISSUED] = {not_issued, code_has_row, false},
    [REASON_ALREADY_USED] = {already_used, use_is_known, false},
    [REASON_EXPIRED] = {expired, time_is_known, false},
    [REASON_TOO_EARLY] = {too_early, time_is_known, false},
    [REASON_WRONG_GATE] = {wrong_gate, is_pass, false},
    [REASON_WRONG_HOLDER] = {never, never, false},
    [REASON_STORE_ERROR] = {store_error, always, true},
    [REASON_CLOCK_UNSURE] = {clock_unsure, rests_on_time, false},
    [REASON_KEY_STALE] = {key_stale, never, true},
    [REASON_OFFLINE_UNCONFIRMED] = {offline_unconfirmed, never, false},
    [REASON_NEW_PASS] = {new_pass, never, false},
    [REASON_STALE_REPLICA] = {stale_replica, has_row, false},
    [REASON_OTHER_GATE_OFFLINE] = {other_gate_offline, is_single_use, false},
    [REASON_ALREADY_INSIDE] = {already_inside, stores_know_it, false},
    [REASON_CHOOSE] = {choose, looked_up_and_found, true},
    [REASON_TYPED_NUMBER] = {typed_number, never, false},
    [REASON_STATIC_CODE] = {static_code, says_live, false},
};

static uint32_t bit(enum verdict_reason reason)
{
    return UINT32_C(1) << reason;
}

static enum verdict_reason worst_of(uint32_t reasons)
{
    for (int r = 0; r < REASON_OK; r++) {
        if (reasons & bit((enum verdict_reason)r))
            return (enum verdict_reason)r;
    }
    return REASON_OK;
}

static enum verdict_advice advice_for(const struct view *v, enum verdict_reason reason)
{
    enum verdict_advice advice = verdict_reasons[reason].advice;
    if (v->f->direction == DIRECTION_OUT)
        return advice == ADVICE_REFUSE ? ADVICE_DECIDE : advice;
    /* A screenshot may be anybody's: the holder check ties it to its holder. */
    if (reason == REASON_STATIC_CODE && v->f->claims.has_holder)
        return ADVICE_CHECK_HOLDER;
    /* Without a row, the holder check is the only tie between pass and person, whatever made the verdict amber. */
    if (verdict_reasons[reason].colour == VERDICT_AMBER && code_without_row(v))
        return v->f->claims.has_holder ? ADVICE_CHECK_HOLDER : ADVICE_COMPARE_ID;
    return advice;
}

static enum check_result clears(const struct view *v, enum verdict_reason reason)
{
    return conditions[reason].can_clear(v) ? CHECK_CLEAR : CHECK_NOT_MADE;
}

/* Returns the reasons that apply, and what each check said. */
static uint32_t check_all(const struct view *v, struct verdict_trace *trace)
{
    uint32_t reasons = 0;
    *trace = (struct verdict_trace){.of = {CHECK_NOT_MADE}};
    for (int r = 0; r < REASON_OK; r++) {
        if (v->f->direction == DIRECTION_OUT && !conditions[r].on_the_way_out)
            continue;
        bool applies = conditions[r].applies(v);
        trace->of[r] = applies ? CHECK_APPLIES : clears(v, (enum verdict_reason)r);
        if (applies)
            reasons |= bit((enum verdict_reason)r);
    }
    if (reasons == 0) {
        trace->of[REASON_OK] = CHECK_APPLIES;
        reasons = bit(REASON_OK);
    }
    return reasons;
}

struct verdict verdict_explain(const struct facts *facts, const struct policy *policy, struct verdict_trace *trace)
{
    struct view v = {.f = facts, .p = policy, .freshness = verdict_freshness_of(facts, policy)};
    bool one_row = facts->presented_as != PRESENTED_CODE && facts->candidates == 1 && facts->row != ROW_NONE;
    v.pass_known = token_is(&v, TOKEN_VERIFIED) || one_row;

    uint32_t reasons = check_all(&v, trace);
    enum verdict_reason reason = worst_of(reasons);
    return (struct verdict){.colour = verdict_reasons[reason].colour,
                            .reason = reason,
                            .advice = advice_for(&v, reason),
                            .freshness = v.freshness,
                            .reasons = reasons};
}

struct verdict verdict_decide(const struct facts *facts, const struct policy *policy)
{
    struct verdict_trace trace;
    return verdict_explain(facts, policy, &trace);
}

/* Returns the facts that a log's entry still tells, as far as can_clear() asks for them. */
static struct facts facts_of_log(const struct verdict_logged *logged)
{
    const uint32_t r = logged->reasons;
    const uint32_t rowless = bit(REASON_NOT_ISSUED) | bit(REASON_OFFLINE_UNCONFIRMED) | bit(REASON_NEW_PASS);
    return (struct facts){
        .presented_as = logged->presented_as,
        .token = r & bit(REASON_NOT_A_PASS)                              ? TOKEN_NOT_A_PASS
                 : r & bit(REASON_FORGED)                                ? TOKEN_FORGED
                 : r & (bit(REASON_UNKNOWN_KEY) | bit(REASON_KEY_STALE)) ? TOKEN_UNKNOWN_KEY
                                                                         : TOKEN_VERIFIED,
        .claims = {.uses = logged->single_use ? PASS_SINGLE_USE : PASS_MULTIPLE_USE, .live = logged->live},
        .row = r & (rowless | bit(REASON_NOT_EXPECTED)) ? ROW_NONE : ROW_VALID,
        .store_error = r & bit(REASON_STORE_ERROR),
        .clock_trusted = logged->clock_trusted,
        .direction = logged->direction};
}

void verdict_trace_logged(const struct verdict_logged *logged, struct verdict_trace *out)
{
    const struct facts facts = facts_of_log(logged);
    const struct view v = {.f = &facts, .pass_known = logged->pass_known};
    for (int r = 0; r < REASON_COUNT; r++) {
        bool made = r < REASON_OK && (logged->direction != DIRECTION_OUT || conditions[r].on_the_way_out);
        if (logged->reasons & bit((enum verdict_reason)r))
            out->of[r] = CHECK_APPLIES;
        else
            out->of[r] = made ? clears(&v, (enum verdict_reason)r) : CHECK_NOT_MADE;
    }
}

const char *verdict_check_name(enum check_result result)
{
    static const char *const names[] = {
        [CHECK_NOT_MADE] = "not-made", [CHECK_CLEAR] = "clear", [CHECK_APPLIES] = "applies"};
    return (unsigned)result < sizeof(names) / sizeof(names[0]) ? names[result] : "not-made";
}

/* The reasons that the right six characters settle: they prove who it is, and nothing else. */
#define SETTLED_BY_HOLDER                                                                                              \
    (bit(REASON_OFFLINE_UNCONFIRMED) | bit(REASON_NEW_PASS) | bit(REASON_TYPED_NUMBER) | bit(REASON_STATIC_CODE))

struct verdict verdict_after_holder_check(const struct verdict *shown, bool matched)
{
    struct verdict after = *shown;
    if (!matched) {
        after.reasons = (after.reasons & ~bit(REASON_OK)) | bit(REASON_WRONG_HOLDER);
        after.reason = worst_of(after.reasons);
        after.colour = verdict_reasons[after.reason].colour;
        after.advice = verdict_reasons[after.reason].advice;
        return after;
    }
    if (shown->colour != VERDICT_AMBER)
        return after;
    enum verdict_reason left = worst_of(after.reasons & ~SETTLED_BY_HOLDER);
    if (left == REASON_OK) {
        after.advice = ADVICE_LET_IN;
    } else {
        after.reason = left;
        after.advice = verdict_reasons[left].advice;
    }
    return after;
}

const char *verdict_reason_name(enum verdict_reason reason)
{
    return (unsigned)reason < REASON_COUNT ? verdict_reasons[reason].name : "unknown-reason";
}

enum gh_status verdict_reason_parse(const char *name, enum verdict_reason *out)
{
    for (int r = 0; r < REASON_COUNT; r++) {
        if (strcmp(verdict_reasons[r].name, name) == 0) {
            *out = (enum verdict_reason)r;
            return GH_OK;
        }
    }
    return GH_NOT_FOUND;
}

const char *verdict_colour_name(enum verdict_colour colour)
{
    static const char *const names[] = {[VERDICT_RED] = "red", [VERDICT_AMBER] = "amber", [VERDICT_GREEN] = "green"};
    return (unsigned)colour < sizeof(names) / sizeof(names[0]) ? names[colour] : "unknown-colour";
}
