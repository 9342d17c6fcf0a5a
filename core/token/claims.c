#include "token/claims.h"

#include <string.h>

#include "token/cbor.h"

/* Seconds fit 32 bits until 2106. The profile ends there, so that a token stays within its size limit. */
#define SECONDS_MAX ((int64_t)UINT32_MAX)

tick claims_minted_at(const struct claims *claims)
{
    tick made = uuid_time(&claims->pass_id);
    return made >= 0 ? made : claims->issued_at;
}

static bool is_claim_time(tick t)
{
    return t >= 0 && t % TICK_SECOND == 0 && t / TICK_SECOND <= SECONDS_MAX;
}

static bool in_range(const struct claims *c)
{
    return is_claim_time(c->not_before) && is_claim_time(c->expires) && is_claim_time(c->issued_at) &&
           c->not_before <= c->expires && c->kind >= PASS_PEDESTRIAN && c->kind <= PASS_RIDER &&
           c->uses >= PASS_SINGLE_USE && c->uses <= PASS_MULTIPLE_USE && c->gates != 0 && c->home_gate < GATE_COUNT;
}

static void put_number(struct writer *w, enum claim_key key, int64_t value)
{
    cbor_put_int(w, key);
    cbor_put_int(w, value);
}

enum gh_status claims_encode(const struct claims *claims, struct writer *out)
{
    if (!in_range(claims))
        return GH_MALFORMED;
    struct writer w = *out;
    cbor_put_head(&w, CBOR_MAP, 8 + (claims->has_holder ? 1 : 0) + (claims->live ? 1 : 0));
    put_number(&w, CLAIM_EXP, tick_to_seconds(claims->expires));
    put_number(&w, CLAIM_NBF, tick_to_seconds(claims->not_before));
    put_number(&w, CLAIM_IAT, tick_to_seconds(claims->issued_at));
    cbor_put_int(&w, CLAIM_CTI);
    cbor_put_bytes(&w, BYTES(claims->pass_id.b, UUID_LEN));
    put_number(&w, CLAIM_KIND, claims->kind);
    put_number(&w, CLAIM_GATES, claims->gates);
    put_number(&w, CLAIM_USES, claims->uses);
    put_number(&w, CLAIM_HOME_GATE, claims->home_gate);
    if (claims->has_holder) {
        cbor_put_int(&w, CLAIM_HOLDER);
        cbor_put_bytes(&w, BYTES(claims->holder, HOLDER_CHECK_LEN));
    }
    if (claims->live) {
        cbor_put_int(&w, CLAIM_LIVE);
        cbor_put_true(&w);
    }
    if (w.overflow)
        return GH_TOO_LONG;
    *out = w;
    return GH_OK;
}

static enum gh_status take_key(struct cursor *c, enum claim_key key)
{
    int64_t found;
    enum gh_status status = cbor_take_int(c, &found);
    if (status)
        return status;
    return found == key ? GH_OK : GH_MALFORMED;
}

static enum gh_status take_number(struct cursor *c, enum claim_key key, int64_t max, int64_t *out)
{
    int64_t value;
    enum gh_status status = take_key(c, key);
    if (status || (status = cbor_take_int(c, &value)))
        return status;
    if (value < 0 || value > max)
        return GH_MALFORMED;
    *out = value;
    return GH_OK;
}

static enum gh_status take_fixed_bytes(struct cursor *c, enum claim_key key, uint8_t *out, size_t len)
{
    struct bytes value;
    enum gh_status status = take_key(c, key);
    if (status || (status = cbor_take_bytes(c, &value)))
        return status;
    if (value.len != len)
        return GH_MALFORMED;
    memcpy(out, value.data, len);
    return GH_OK;
}

/* count: claims in the map beyond the eight that are always there. */
static enum gh_status take_optional(struct cursor *c, uint64_t count, struct claims *out)
{
    for (uint64_t i = 0; i < count; i++) {
        struct cursor peek = *c;
        enum gh_status status;
        if (!out->has_holder && !out->live && !take_key(&peek, CLAIM_HOLDER)) {
            status = take_fixed_bytes(c, CLAIM_HOLDER, out->holder, HOLDER_CHECK_LEN);
            out->has_holder = true;
        } else if (!out->live) {
            status = take_key(c, CLAIM_LIVE);
            if (!status)
                status = cbor_take_true(c);
            out->live = true;
        } else {
            status = GH_MALFORMED;
        }
        if (status)
            return status;
    }
    return GH_OK;
}

enum gh_status claims_decode(struct bytes payload, struct claims *out)
{
    struct cursor c = cursor_over(payload);
    struct claims claims = {0};
    uint64_t count;
    int64_t exp, nbf, iat, kind, gates, uses, home;
    enum gh_status status = cbor_take_expected(&c, CBOR_MAP, &count);
    if (status)
        return status;
    if (count < 8 || count > 10)
        return GH_MALFORMED;
    if ((status = take_number(&c, CLAIM_EXP, SECONDS_MAX, &exp)) ||
        (status = take_number(&c, CLAIM_NBF, SECONDS_MAX, &nbf)) ||
        (status = take_number(&c, CLAIM_IAT, SECONDS_MAX, &iat)) ||
        (status = take_fixed_bytes(&c, CLAIM_CTI, claims.pass_id.b, UUID_LEN)) ||
        (status = take_number(&c, CLAIM_KIND, PASS_RIDER, &kind)) ||
        (status = take_number(&c, CLAIM_GATES, UINT16_MAX, &gates)) ||
        (status = take_number(&c, CLAIM_USES, PASS_MULTIPLE_USE, &uses)) ||
        (status = take_number(&c, CLAIM_HOME_GATE, GATE_COUNT - 1, &home)) ||
        (status = take_optional(&c, count - 8, &claims)))
        return status;
    claims.expires = tick_from_seconds(exp);
    claims.not_before = tick_from_seconds(nbf);
    claims.issued_at = tick_from_seconds(iat);
    claims.kind = (enum pass_kind)kind;
    claims.gates = (uint16_t)gates;
    claims.uses = (enum pass_uses)uses;
    claims.home_gate = (uint8_t)home;
    if (c.left != 0 || !in_range(&claims))
        return GH_MALFORMED;
    *out = claims;
    return GH_OK;
}
