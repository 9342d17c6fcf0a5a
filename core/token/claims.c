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

/* The first 12 bits as a number. */
static int64_t holder_bits(const uint8_t check[static HOLDER_CHECK_LEN])
{
    return check[0] << 4 | check[1] >> 4;
}

static bool holder_fits(const struct claims *c)
{
    uint8_t rest = c->holder[1] & 0x0f;
    for (size_t i = 2; i < HOLDER_CHECK_LEN; i++)
        rest |= c->holder[i];
    return !c->has_holder || c->format == CLAIMS_FIRST || rest == 0;
}

static void put_number(struct writer *w, enum claim_key key, int64_t value)
{
    cbor_put_int(w, key);
    cbor_put_int(w, value);
}

enum gh_status claims_encode(const struct claims *claims, struct writer *out)
{
    if (!in_range(claims) || !holder_fits(claims))
        return GH_MALFORMED;
    struct writer w = *out;
    const bool second = claims->format == CLAIMS_SECOND;
    cbor_put_head(&w, CBOR_MAP, 8 + (claims->has_holder ? 1 : 0) + (claims->live ? 1 : 0) + (second ? 1 : 0));
    put_number(&w, CLAIM_EXP, tick_to_seconds(claims->expires));
    put_number(&w, CLAIM_NBF, tick_to_seconds(claims->not_before));
    put_number(&w, CLAIM_IAT, tick_to_seconds(claims->issued_at));
    cbor_put_int(&w, CLAIM_CTI);
    cbor_put_bytes(&w, BYTES(claims->pass_id.b, UUID_LEN));
    put_number(&w, CLAIM_KIND, claims->kind);
    put_number(&w, CLAIM_GATES, claims->gates);
    put_number(&w, CLAIM_USES, claims->uses);
    put_number(&w, CLAIM_HOME_GATE, claims->home_gate);
    if (claims->has_holder && second) {
        put_number(&w, CLAIM_HOLDER, holder_bits(claims->holder));
    } else if (claims->has_holder) {
        cbor_put_int(&w, CLAIM_HOLDER);
        cbor_put_bytes(&w, BYTES(claims->holder, HOLDER_CHECK_LEN));
    }
    if (claims->live) {
        cbor_put_int(&w, CLAIM_LIVE);
        cbor_put_true(&w);
    }
    if (second)
        put_number(&w, CLAIM_FORMAT, CLAIMS_FORMAT_NEWEST);
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

static bool next_is(const struct cursor *c, enum claim_key key)
{
    struct cursor peek = *c;
    return c->left > 0 && take_key(&peek, key) == GH_OK;
}

static enum gh_status take_holder(struct cursor *c, struct claims *out)
{
    int64_t bits;
    struct cursor peek = *c;
    out->has_holder = true;
    if (take_number(&peek, CLAIM_HOLDER, (1 << HOLDER_CHECK_BITS) - 1, &bits))
        return take_fixed_bytes(c, CLAIM_HOLDER, out->holder, HOLDER_CHECK_LEN);
    *c = peek;
    out->holder[0] = (uint8_t)(bits >> 4);
    out->holder[1] = (uint8_t)((bits & 0x0f) << 4);
    out->format = CLAIMS_SECOND;
    return GH_OK;
}

static enum gh_status take_live(struct cursor *c, struct claims *out)
{
    enum gh_status status = take_key(c, CLAIM_LIVE);
    out->live = true;
    return status ? status : cbor_take_true(c);
}

static enum gh_status take_format(struct cursor *c, struct claims *out)
{
    int64_t format;
    enum gh_status status = take_number(c, CLAIM_FORMAT, CLAIMS_FORMAT_NEWEST, &format);
    out->format = CLAIMS_SECOND;
    return status ? status : format == CLAIMS_FORMAT_NEWEST ? GH_OK : GH_MALFORMED;
}

/* count: claims in the map beyond the eight that are always there. The form of the holder check is that of the format.
 */
static enum gh_status take_optional(struct cursor *c, uint64_t count, struct claims *out)
{
    enum gh_status status = GH_OK;
    uint64_t taken = 0;
    out->format = CLAIMS_FIRST;
    if (next_is(c, CLAIM_HOLDER) && ++taken)
        status = take_holder(c, out);
    const enum claims_format of_holder = out->format;
    if (!status && next_is(c, CLAIM_LIVE) && ++taken)
        status = take_live(c, out);
    if (!status && next_is(c, CLAIM_FORMAT) && ++taken)
        status = take_format(c, out);
    if (status)
        return status;
    return taken == count && (!out->has_holder || of_holder == out->format) &&
                   (out->format == CLAIMS_FIRST || taken > (uint64_t)out->has_holder + out->live)
               ? GH_OK
               : GH_MALFORMED;
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
    if (count < 8 || count > 11)
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
