/* Splits a token, chooses the key, and lets GnuTLS verify. */
#include "identity/jose.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "json/json_read.h"

#define HEADER_MAX ((size_t)4096)
#define NUMBER_MAX 1024 /* bytes of a number in a key: 8,192 bits */
#define RSA_BITS_MIN 2048
#define TRIED_MAX 8 /* keys, where the token names none */

/* RFC 7518, 3.1, and RFC 8037, 3.1. */
static const struct algorithm {
    const char *name, *type, *curve; /* curve NULL: RSA */
    gnutls_sign_algorithm_t sign;
    gnutls_ecc_curve_t ecc;
    size_t half; /* bytes of r and of s; 0: the signature is taken as it is */
} algorithms[] = {
    {"RS256", "RSA", NULL, GNUTLS_SIGN_RSA_SHA256, GNUTLS_ECC_CURVE_INVALID, 0},
    {"RS384", "RSA", NULL, GNUTLS_SIGN_RSA_SHA384, GNUTLS_ECC_CURVE_INVALID, 0},
    {"RS512", "RSA", NULL, GNUTLS_SIGN_RSA_SHA512, GNUTLS_ECC_CURVE_INVALID, 0},
    {"ES256", "EC", "P-256", GNUTLS_SIGN_ECDSA_SHA256, GNUTLS_ECC_CURVE_SECP256R1, 32},
    {"ES384", "EC", "P-384", GNUTLS_SIGN_ECDSA_SHA384, GNUTLS_ECC_CURVE_SECP384R1, 48},
    {"EdDSA", "OKP", "Ed25519", GNUTLS_SIGN_EDDSA_ED25519, GNUTLS_ECC_CURVE_ED25519, 0},
};

/* Decodes base64url without padding (RFC 7515, 2). */
static bool decode(struct bytes text, uint8_t *out, size_t cap, size_t *len)
{
    const char *end = NULL;
    return text.len > 0 &&
           sodium_base642bin(out, cap, (const char *)text.data, text.len, NULL, len, &end,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           end == (const char *)text.data + text.len;
}

struct parts {
    struct bytes header, payload, signature, head; /* head: what was signed */
};

static bool split(struct bytes token, struct parts *p)
{
    const uint8_t *first, *second;
    if (token.len == 0 || token.len > JOSE_TOKEN_MAX || !(first = memchr(token.data, '.', token.len)))
        return false;
    const size_t at = (size_t)(first - token.data) + 1;
    if (!(second = memchr(token.data + at, '.', token.len - at)))
        return false;
    const size_t then = (size_t)(second - token.data) + 1;
    p->header = BYTES(token.data, at - 1);
    p->payload = BYTES(token.data + at, then - at - 1);
    p->signature = BYTES(token.data + then, token.len - then);
    p->head = BYTES(token.data, then - 1);
    return !memchr(p->signature.data, '.', p->signature.len);
}

static bool read_json(struct bytes part, size_t max, json_t **out)
{
    uint8_t *plain = part.len <= JOSE_TOKEN_MAX ? malloc(part.len + 1) : NULL;
    size_t len = 0;
    bool good =
        plain && decode(part, plain, part.len, &len) && len <= max && !json_read(BYTES(plain, len), max, out, NULL);
    free(plain);
    if (good && !json_is_object(*out)) {
        json_decref(*out);
        good = false;
    }
    return good;
}

static bool take_number(const json_t *key, const char *name, uint8_t out[static NUMBER_MAX], gnutls_datum_t *datum)
{
    size_t len = 0;
    if (!decode(bytes_of_string(json_member_text(key, name)), out, NUMBER_MAX, &len))
        return false;
    *datum = (gnutls_datum_t){out, (unsigned)len};
    return len > 0;
}

static bool import_key(const json_t *key, const struct algorithm *a, gnutls_pubkey_t public)
{
    uint8_t first[NUMBER_MAX], second[NUMBER_MAX];
    gnutls_datum_t x, y;
    unsigned bits = 0;
    if (!a->curve)
        return take_number(key, "n", first, &x) && take_number(key, "e", second, &y) &&
               gnutls_pubkey_import_rsa_raw(public, &x, &y) == 0 &&
               gnutls_pubkey_get_pk_algorithm(public, &bits) == GNUTLS_PK_RSA && bits >= RSA_BITS_MIN;
    if (!take_number(key, "x", first, &x))
        return false;
    if (!a->half)
        return gnutls_pubkey_import_ecc_raw(public, a->ecc, &x, NULL) == 0;
    return take_number(key, "y", second, &y) && gnutls_pubkey_import_ecc_raw(public, a->ecc, &x, &y) == 0;
}

/* RFC 7518, 3.4: r and s stand one behind the other; GnuTLS wants them in DER. */
static bool verify_raw(gnutls_pubkey_t public, const struct algorithm *a, struct bytes head, uint8_t *signature,
                       size_t len)
{
    const gnutls_datum_t data = {(unsigned char *)head.data, (unsigned)head.len};
    gnutls_datum_t given = {signature, (unsigned)len}, der = {NULL, 0};
    if (!a->half)
        return gnutls_pubkey_verify_data2(public, a->sign, 0, &data, &given) >= 0;
    const gnutls_datum_t r = {signature, (unsigned)a->half}, s = {signature + a->half, (unsigned)a->half};
    if (len != 2 * a->half || gnutls_encode_rs_value(&der, &r, &s) != 0)
        return false;
    const bool good = gnutls_pubkey_verify_data2(public, a->sign, 0, &data, &der) >= 0;
    gnutls_free(der.data);
    return good;
}

static bool verify_with(const json_t *key, const struct algorithm *a, const struct parts *p)
{
    uint8_t signature[NUMBER_MAX];
    gnutls_pubkey_t public;
    size_t len = 0;
    if (!decode(p->signature, signature, sizeof signature, &len) || gnutls_pubkey_init(&public) != 0)
        return false;
    const bool good = import_key(key, a, public) && verify_raw(public, a, p->head, signature, len);
    gnutls_pubkey_deinit(public);
    return good;
}

/* Whether a key of the set is one for this algorithm, and the one that the token names, if it names one. */
static bool fits(const json_t *key, const struct algorithm *a, const char *kid)
{
    const char *use = json_member_text(key, "use"), *algorithm = json_member_text(key, "alg");
    return strcmp(json_member_text(key, "kty"), a->type) == 0 &&
           (!a->curve || strcmp(json_member_text(key, "crv"), a->curve) == 0) && (!*use || strcmp(use, "sig") == 0) &&
           (!*algorithm || strcmp(algorithm, a->name) == 0) &&
           (!*kid || strcmp(json_member_text(key, "kid"), kid) == 0);
}

static enum jose_result try_keys(const json_t *jwks, const struct algorithm *a, const char *kid, const struct parts *p)
{
    const json_t *keys = json_object_get(jwks, "keys"), *key;
    size_t i, tried = 0;
    json_array_foreach(keys, i, key)
    {
        if (tried == TRIED_MAX || !fits(key, a, kid))
            continue;
        tried++;
        if (verify_with(key, a, p))
            return JOSE_GOOD;
    }
    return tried ? JOSE_WRONG : JOSE_UNKNOWN_KEY;
}

static const struct algorithm *find_algorithm(const char *name)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++)
        if (strcmp(algorithms[i].name, name) == 0)
            return &algorithms[i];
    return NULL;
}

enum jose_result jose_verify(struct bytes token, const json_t *jwks, json_t **claims)
{
    struct parts p;
    json_t *header = NULL, *payload = NULL;
    if (!split(token, &p) || !read_json(p.header, HEADER_MAX, &header))
        return JOSE_MALFORMED;
    const struct algorithm *a = find_algorithm(json_member_text(header, "alg"));
    const char *kid = json_member_text(header, "kid");
    enum jose_result result = json_object_get(header, "crit") || strlen(kid) >= JOSE_KID_SIZE ? JOSE_MALFORMED
                              : !a                                                            ? JOSE_ALGORITHM
                                                                                              : JOSE_GOOD;
    if (!result)
        result = try_keys(jwks, a, kid, &p);
    if (!result && !read_json(p.payload, JOSE_TOKEN_MAX, &payload))
        result = JOSE_MALFORMED;
    json_decref(header);
    if (!result)
        *claims = payload;
    return result;
}
