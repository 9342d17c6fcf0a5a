#include "token/keyset.h"

#include <sodium.h>
#include <string.h>

#include "token/cbor.h"
#include "token/cose.h"

enum { SET_VERSION = 0, SET_EPOCH, SET_ISSUED_AT, SET_KEYS, SET_MEMBERS };
enum { KEY_KID = 1, KEY_ALGORITHM, KEY_PUBLIC, KEY_NOT_BEFORE, KEY_NOT_AFTER, KEY_MEMBERS };

#define VERSION 2
#define VERSION_1_KEY_FIELDS 4

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

static bool key_in_range(const struct keyset_key *key)
{
    uint8_t kid[KID_LEN];
    kid_of_public_key(key->public_key, kid);
    return memcmp(kid, key->kid, KID_LEN) == 0 && is_second(key->not_before) && is_second(key->not_after) &&
           key->not_before <= key->not_after;
}

static bool in_range(const struct keyset *set)
{
    if (set->epoch == 0 || set->epoch > INT64_MAX || !is_second(set->issued_at) || set->count == 0 ||
        set->count > KEYSET_KEYS_MAX)
        return false;
    /* A wrong kid or a repeated key would leave open which key signed a token. */
    for (size_t i = 0; i < set->count; i++) {
        if (!key_in_range(&set->keys[i]) || keyset_find(set, set->keys[i].kid) != &set->keys[i])
            return false;
    }
    return !set->has_sealing || key_in_range(&set->sealing);
}

static void put_key(struct writer *w, const struct keyset_key *key, int64_t algorithm)
{
    cbor_put_head(w, CBOR_MAP, KEY_MEMBERS - KEY_KID);
    cbor_put_int(w, KEY_KID);
    cbor_put_bytes(w, BYTES(key->kid, KID_LEN));
    cbor_put_int(w, KEY_ALGORITHM);
    cbor_put_int(w, algorithm);
    cbor_put_int(w, KEY_PUBLIC);
    cbor_put_bytes(w, BYTES(key->public_key, PUBLIC_KEY_LEN));
    cbor_put_int(w, KEY_NOT_BEFORE);
    cbor_put_int(w, tick_to_seconds(key->not_before));
    cbor_put_int(w, KEY_NOT_AFTER);
    cbor_put_int(w, tick_to_seconds(key->not_after));
}

static void put_set(struct writer *w, const struct keyset *set)
{
    cbor_put_head(w, CBOR_MAP, SET_MEMBERS);
    cbor_put_int(w, SET_VERSION);
    cbor_put_int(w, VERSION);
    cbor_put_int(w, SET_EPOCH);
    cbor_put_head(w, CBOR_UINT, set->epoch);
    cbor_put_int(w, SET_ISSUED_AT);
    cbor_put_int(w, tick_to_seconds(set->issued_at));
    cbor_put_int(w, SET_KEYS);
    cbor_put_head(w, CBOR_ARRAY, set->count + set->has_sealing);
    for (size_t i = 0; i < set->count; i++)
        put_key(w, &set->keys[i], KEY_ALGORITHM_EDDSA);
    if (set->has_sealing)
        put_key(w, &set->sealing, KEY_ALGORITHM_SEALED_BOX);
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

/* ---- Version 1: a map of three members, whose keys are arrays and all Ed25519 ---- */

static enum gh_status take_key_1(struct cursor *c, struct keyset_key *key)
{
    uint64_t fields;
    enum gh_status status = cbor_take_expected(c, CBOR_ARRAY, &fields);
    if (status)
        return status;
    if (fields != VERSION_1_KEY_FIELDS)
        return GH_MALFORMED;
    if ((status = take_exact_bytes(c, key->kid, KID_LEN)) ||
        (status = take_exact_bytes(c, key->public_key, PUBLIC_KEY_LEN)) ||
        (status = take_seconds(c, &key->not_before)) || (status = take_seconds(c, &key->not_after)))
        return status;
    return GH_OK;
}

static enum gh_status take_keys_1(struct cursor *c, struct keyset *set)
{
    uint64_t count;
    enum gh_status status = cbor_take_expected(c, CBOR_ARRAY, &count);
    if (status)
        return status;
    if (count > KEYSET_KEYS_MAX)
        return GH_MALFORMED;
    set->count = (size_t)count;
    for (size_t i = 0; !status && i < set->count; i++)
        status = take_key_1(c, &set->keys[i]);
    return status;
}

/* ---- Version 2 ---- */

/* Where a key of this algorithm goes; NULL when it has no place: it is skipped. */
static struct keyset_key *place_for(struct keyset *set, int64_t algorithm)
{
    if (algorithm == KEY_ALGORITHM_SEALED_BOX && !set->has_sealing) {
        set->has_sealing = true;
        return &set->sealing;
    }
    return algorithm == KEY_ALGORITHM_EDDSA && set->count < KEYSET_KEYS_MAX ? &set->keys[set->count++] : NULL;
}

static enum gh_status take_key(struct cursor *c, struct keyset *set)
{
    struct cursor values[KEY_MEMBERS];
    int64_t algorithm;
    enum gh_status status = cbor_take_members(c, values, KEY_MEMBERS, &set->skipped);
    if (!status)
        status = cbor_take_int(&values[KEY_ALGORITHM], &algorithm);
    if (status)
        return status;
    struct keyset_key *key = place_for(set, algorithm);
    if (!key) {
        set->skipped++;
        return GH_OK;
    }
    if ((status = take_exact_bytes(&values[KEY_KID], key->kid, KID_LEN)) ||
        (status = take_exact_bytes(&values[KEY_PUBLIC], key->public_key, PUBLIC_KEY_LEN)) ||
        (status = take_seconds(&values[KEY_NOT_BEFORE], &key->not_before)))
        return status;
    return take_seconds(&values[KEY_NOT_AFTER], &key->not_after);
}

static enum gh_status take_keys(struct cursor *c, struct keyset *set)
{
    uint64_t count;
    enum gh_status status = cbor_take_expected(c, CBOR_ARRAY, &count);
    for (uint64_t i = 0; !status && i < count; i++)
        status = take_key(c, set);
    return status;
}

static enum gh_status take_version(struct cursor *c, struct keyset *set)
{
    uint64_t version;
    set->version = 1;
    if (!c->at)
        return GH_OK;
    set->version = VERSION;
    enum gh_status status = cbor_take_expected(c, CBOR_UINT, &version);
    return status ? status : version == VERSION ? GH_OK : GH_UNSUPPORTED;
}

static enum gh_status parse_set(struct bytes payload, struct keyset *set)
{
    struct cursor c = cursor_over(payload), values[SET_MEMBERS];
    enum gh_status status = cbor_take_members(&c, values, SET_MEMBERS, &set->skipped);
    if (!status)
        status = take_version(&values[SET_VERSION], set);
    if (status)
        return status;
    if (c.left != 0 || (set->version == 1 && set->skipped))
        return GH_MALFORMED;
    if ((status = cbor_take_expected(&values[SET_EPOCH], CBOR_UINT, &set->epoch)) ||
        (status = take_seconds(&values[SET_ISSUED_AT], &set->issued_at)))
        return status;
    status = set->version == 1 ? take_keys_1(&values[SET_KEYS], set) : take_keys(&values[SET_KEYS], set);
    return status ? status : in_range(set) ? GH_OK : GH_MALFORMED;
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
