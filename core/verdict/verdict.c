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

static bool not_expected(const struct view *v)
{
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

static bool already_inside(const struct view *v)
{
    return v->pass_known && v->f->inside;
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

/* On the way out two things matter: whether the pass is known, and whether the office looks for it. */
static const struct condition {
    bool (*applies)(const struct view *v);
    bool on_the_way_out;
} conditions[REASON_OK] = {
    [REASON_NOT_A_PASS] = {not_a_pass, true},
    [REASON_FORGED] = {forged, true},
    [REASON_REVOKED] = {revoked, true},
    [REASON_BARRED] = {barred, true},
    [REASON_BLOCKED] = {blocked, true},
    [REASON_UNKNOWN_KEY] = {unknown_key, true},
    [REASON_NOT_EXPECTED] = {not_expected, true},
    [REASON_NOT_ISSUED] = {not_issued, false},
    [REASON_ALREADY_USED] = {already_used, false},
    [REASON_EXPIRED] = {expired, false},
    [REASON_TOO_EARLY] = {too_early, false},
    [REASON_WRONG_GATE] = {wrong_gate, false},
    [REASON_WRONG_HOLDER] = {never, false},
    [REASON_STORE_ERROR] = {store_error, true},
    [REASON_CLOCK_UNSURE] = {clock_unsure, false},
    [REASON_KEY_STALE] = {key_stale, true},
    [REASON_OFFLINE_UNCONFIRMED] = {offline_unconfirmed, false},
    [REASON_NEW_PASS] = {new_pass, false},
    [REASON_STALE_REPLICA] = {stale_replica, false},
    [REASON_OTHER_GATE_OFFLINE] = {other_gate_offline, false},
    [REASON_ALREADY_INSIDE] = {already_inside, false},
    [REASON_CHOOSE] = {choose, true},
    [REASON_TYPED_NUMBER] = {typed_number, false},
    [REASON_STATIC_CODE] = {static_code, false},
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

struct verdict verdict_decide(const struct facts *facts, const struct policy *policy)
{
    struct view v = {.f = facts, .p = policy, .freshness = verdict_freshness_of(facts, policy)};
    bool one_row = facts->presented_as != PRESENTED_CODE && facts->candidates == 1 && facts->row != ROW_NONE;
    v.pass_known = token_is(&v, TOKEN_VERIFIED) || one_row;

    uint32_t reasons = 0;
    for (int r = 0; r < REASON_OK; r++) {
        bool matters = facts->direction != DIRECTION_OUT || conditions[r].on_the_way_out;
        if (matters && conditions[r].applies(&v))
            reasons |= bit((enum verdict_reason)r);
    }
    if (reasons == 0)
        reasons = bit(REASON_OK);
    enum verdict_reason reason = worst_of(reasons);
    return (struct verdict){.colour = verdict_reasons[reason].colour,
                            .reason = reason,
                            .advice = advice_for(&v, reason),
                            .freshness = v.freshness,
                            .reasons = reasons};
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
