#include "token/keyset.h"

#include <sodium.h>
#include <string.h>

#include "token/cbor.h"
#include "token/cose.h"

enum { SET_EPOCH = 1, SET_ISSUED_AT = 2, SET_KEYS = 3, KEY_FIELDS = 4 };

#define SECONDS_MAX ((uint64_t)UINT32_MAX)

void kid_of_public_key(const uint8_t public_key[static PUBLIC_KEY_LEN], uint8_t kid[static KID_LEN])
{
    uint8_t digest[32];
    /* Fails only for sizes out of range; these constants are in range. */
    (void)crypto_generichash(digest, sizeof digest, public_key, PUBLIC_KEY_LEN, NULL, 0);
    memcpy(kid, digest, KID_LEN);
}

const struct keyset_key *keyset_find(const struct keyset *set, const uint8_t kid[static KID_LEN])
{
    for (size_t i = 0; i < set->count; i++) {
        if (memcmp(set->keys[i].kid, kid, KID_LEN) == 0)
            return &set->keys[i];
    }
    return NULL;
}

static bool is_second(tick t)
{
    return t >= 0 && t % TICK_SECOND == 0 && (uint64_t)(t / TICK_SECOND) <= SECONDS_MAX;
}

/* A wrong kid or a repeated key would leave open which key signed a token. */
static bool key_in_range(const struct keyset *set, size_t index)
{
    const struct keyset_key *key = &set->keys[index];
    uint8_t kid[KID_LEN];
    kid_of_public_key(key->public_key, kid);
    return memcmp(kid, key->kid, KID_LEN) == 0 && keyset_find(set, key->kid) == key && is_second(key->not_before) &&
           is_second(key->not_after) && key->not_before <= key->not_after;
}

static bool in_range(const struct keyset *set)
{
    if (set->epoch == 0 || set->epoch > INT64_MAX || !is_second(set->issued_at) || set->count == 0 ||
        set->count > KEYSET_KEYS_MAX)
        return false;
    for (size_t i = 0; i < set->count; i++) {
        if (!key_in_range(set, i))
            return false;
    }
    return true;
}

static void put_set(struct writer *w, const struct keyset *set)
{
    cbor_put_head(w, CBOR_MAP, 3);
    cbor_put_int(w, SET_EPOCH);
    cbor_put_head(w, CBOR_UINT, set->epoch);
    cbor_put_int(w, SET_ISSUED_AT);
    cbor_put_int(w, tick_to_seconds(set->issued_at));
    cbor_put_int(w, SET_KEYS);
    cbor_put_head(w, CBOR_ARRAY, set->count);
    for (size_t i = 0; i < set->count; i++) {
        const struct keyset_key *key = &set->keys[i];
        cbor_put_head(w, CBOR_ARRAY, KEY_FIELDS);
        cbor_put_bytes(w, BYTES(key->kid, KID_LEN));
        cbor_put_bytes(w, BYTES(key->public_key, PUBLIC_KEY_LEN));
        cbor_put_int(w, tick_to_seconds(key->not_before));
        cbor_put_int(w, tick_to_seconds(key->not_after));
    }
}

enum gh_status keyset_sign(const struct keyset *set, const uint8_t root_secret[static SECRET_KEY_LEN],
                           struct writer *out)
{
    if (!in_range(set))
        return GH_MALFORMED;
    uint8_t payload[KEYSET_BYTES_MAX], root_public[PUBLIC_KEY_LEN], kid[KID_LEN];
    struct writer w = writer_over(payload, sizeof payload);
    put_set(&w, set);
    if (w.overflow)
        return GH_TOO_LONG;
    if (crypto_sign_ed25519_sk_to_pk(root_public, root_secret) != 0)
        return GH_IO;
    kid_of_public_key(root_public, kid);
    return cose_sign1_sign(writer_bytes(&w), kid, root_secret, out);
}

static enum gh_status take_field(struct cursor *c, int64_t field, enum cbor_major major, uint64_t *out)
{
    int64_t found;
    enum gh_status status = cbor_take_int(c, &found);
    if (status)
        return status;
    if (found != field)
        return GH_MALFORMED;
    return cbor_take_expected(c, major, out);
}

static enum gh_status take_exact_bytes(struct cursor *c, uint8_t *out, size_t len)
{
    struct bytes value;
    enum gh_status status = cbor_take_bytes(c, &value);
    if (status)
        return status;
    if (value.len != len)
        return GH_MALFORMED;
    memcpy(out, value.data, len);
    return GH_OK;
}

static enum gh_status take_seconds(struct cursor *c, tick *out)
{
    uint64_t seconds;
    enum gh_status status = cbor_take_expected(c, CBOR_UINT, &seconds);
    if (status)
        return status;
    if (seconds > SECONDS_MAX)
        return GH_MALFORMED;
    *out = tick_from_seconds((int64_t)seconds);
    return GH_OK;
}

static enum gh_status take_key(struct cursor *c, struct keyset_key *key)
{
    uint64_t fields;
    enum gh_status status = cbor_take_expected(c, CBOR_ARRAY, &fields);
    if (status)
        return status;
    if (fields != KEY_FIELDS)
        return GH_MALFORMED;
    if ((status = take_exact_bytes(c, key->kid, KID_LEN)) ||
        (status = take_exact_bytes(c, key->public_key, PUBLIC_KEY_LEN)) ||
        (status = take_seconds(c, &key->not_before)) || (status = take_seconds(c, &key->not_after)))
        return status;
    return GH_OK;
}

static enum gh_status parse_set(struct bytes payload, struct keyset *set)
{
    struct cursor c = cursor_over(payload);
    uint64_t fields, issued_at, count;
    enum gh_status status = cbor_take_expected(&c, CBOR_MAP, &fields);
    if (status)
        return status;
    if (fields != 3)
        return GH_MALFORMED;
    if ((status = take_field(&c, SET_EPOCH, CBOR_UINT, &set->epoch)) ||
        (status = take_field(&c, SET_ISSUED_AT, CBOR_UINT, &issued_at)) ||
        (status = take_field(&c, SET_KEYS, CBOR_ARRAY, &count)))
        return status;
    if (count > KEYSET_KEYS_MAX || issued_at > SECONDS_MAX)
        return GH_MALFORMED;
    set->issued_at = tick_from_seconds((int64_t)issued_at);
    set->count = (size_t)count;
    for (size_t i = 0; i < set->count; i++) {
        status = take_key(&c, &set->keys[i]);
        if (status)
            return status;
    }
    return c.left == 0 && in_range(set) ? GH_OK : GH_MALFORMED;
}

enum gh_status keyset_verify(struct bytes signed_set, const uint8_t root_public[static PUBLIC_KEY_LEN],
                             uint64_t min_epoch, struct keyset *out)
{
    if (signed_set.len > KEYSET_BYTES_MAX)
        return GH_TOO_LONG;
    struct cose_sign1 message;
    enum gh_status status = cose_sign1_parse(signed_set, &message);
    if (status)
        return status;
    uint8_t root_kid[KID_LEN];
    kid_of_public_key(root_public, root_kid);
    if (memcmp(root_kid, message.kid, KID_LEN) != 0)
        return GH_BAD_SIGNATURE;
    status = cose_sign1_verify(&message, root_public);
    if (status)
        return status;
    struct keyset set = {0};
    status = parse_set(message.payload, &set);
    if (status)
        return status;
    if (set.epoch < min_epoch)
        return GH_ROLLBACK;
    *out = set;
    return GH_OK;
}

enum gh_status keyset_open_text(const struct keyset *keys, struct bytes text, uint8_t *message, size_t cap,
                                struct bytes *payload)
{
    size_t len = 0;
    const char *end = NULL;
    struct cose_sign1 sign1;
    if (text.len == 0 ||
        sodium_base642bin(message, cap, (const char *)text.data, text.len, NULL, &len, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != (const char *)text.data + text.len)
        return GH_MALFORMED;
    enum gh_status status = cose_sign1_parse(BYTES(message, len), &sign1);
    if (status)
        return status;
    const struct keyset_key *key = keyset_find(keys, sign1.kid);
    if (!key)
        return GH_UNKNOWN_KEY;
    status = cose_sign1_verify(&sign1, key->public_key);
    if (!status)
        *payload = sign1.payload;
    return status;
}
