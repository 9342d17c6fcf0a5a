#include "token/token.h"

#include <string.h>

#include "base/base45.h"
#include "token/cose.h"

#define CLAIMS_BYTES_MAX TOKEN_BYTES_MAX

/* The parsed parts borrow from raw. */
struct parts {
    uint8_t raw[TOKEN_BYTES_MAX];
    size_t raw_len;
    struct cose_sign1 message;
    struct claims claims;
};

/* The profile has one encoding of a set of claims. Encoding again reveals what a lenient spot of the parser let pass.
 */
static bool is_canonical(const struct parts *parts)
{
    uint8_t again[CLAIMS_BYTES_MAX];
    struct writer w = writer_over(again, sizeof again);
    return claims_encode(&parts->claims, &w) == GH_OK && bytes_equal(writer_bytes(&w), parts->message.payload);
}

static enum gh_status take_apart(struct bytes text, struct parts *parts)
{
    struct bytes prefix = BYTES(TOKEN_PREFIX, sizeof TOKEN_PREFIX - 1);
    if (text.len > TOKEN_TEXT_MAX)
        return GH_TOO_LONG;
    if (!bytes_starts_with(text, prefix))
        return GH_MALFORMED;
    struct bytes digits = BYTES(text.data + prefix.len, text.len - prefix.len);
    enum gh_status status = base45_decode(digits, parts->raw, sizeof parts->raw, &parts->raw_len);
    if (status)
        return status;
    if ((status = cose_sign1_parse(BYTES(parts->raw, parts->raw_len), &parts->message)) ||
        (status = claims_decode(parts->message.payload, &parts->claims)))
        return status;
    return is_canonical(parts) ? GH_OK : GH_NOT_CANONICAL;
}

enum gh_status token_parse(struct bytes text, struct token *out)
{
    struct parts parts;
    enum gh_status status = take_apart(text, &parts);
    if (status)
        return status;
    struct token token = {.claims = parts.claims, .raw_len = parts.raw_len};
    memcpy(token.kid, parts.message.kid, KID_LEN);
    memcpy(token.signature, parts.message.signature.data, TOKEN_SIGNATURE_LEN);
    memcpy(token.raw, parts.raw, parts.raw_len);
    *out = token;
    return GH_OK;
}

enum token_status token_verify(struct bytes text, const struct keyset *keys, struct claims *out)
{
    memset(out, 0, sizeof *out);
    struct parts parts;
    if (take_apart(text, &parts))
        return TOKEN_NOT_A_PASS;
    const struct keyset_key *key = keyset_find(keys, parts.message.kid);
    if (!key)
        return TOKEN_UNKNOWN_KEY;
    if (cose_sign1_verify(&parts.message, key->public_key))
        return TOKEN_FORGED;
    if (parts.claims.issued_at < key->not_before || parts.claims.issued_at > key->not_after)
        return TOKEN_UNKNOWN_KEY;
    *out = parts.claims;
    return TOKEN_VERIFIED;
}

enum gh_status token_mint(const struct claims *claims, const uint8_t kid[static KID_LEN],
                          const uint8_t secret_key[static 64], char text[static TOKEN_TEXT_MAX + 1])
{
    uint8_t payload[CLAIMS_BYTES_MAX], raw[TOKEN_BYTES_MAX];
    struct writer p = writer_over(payload, sizeof payload);
    enum gh_status status = claims_encode(claims, &p);
    if (status)
        return status;
    struct writer w = writer_over(raw, sizeof raw);
    status = cose_sign1_sign(writer_bytes(&p), kid, secret_key, &w);
    if (status)
        return status;
    char minted[TOKEN_TEXT_MAX + 1] = TOKEN_PREFIX;
    size_t prefix = sizeof TOKEN_PREFIX - 1;
    status = base45_encode(writer_bytes(&w), minted + prefix, sizeof minted - prefix);
    if (status)
        return status;
    memcpy(text, minted, sizeof minted);
    return GH_OK;
}
