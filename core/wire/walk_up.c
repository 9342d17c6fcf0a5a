#include "wire/walk_up.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "wire/member.h"

_Static_assert(WALK_UP_SEAL_BYTES == crypto_box_SEALBYTES, "what crypto_box_seal adds");
_Static_assert(SEALING_KEY_LEN == crypto_box_PUBLICKEYBYTES, "public keys of crypto_box");
_Static_assert(SEALING_KEY_LEN == crypto_box_SECRETKEYBYTES, "secret keys of crypto_box");

enum gh_status walk_up_seal(struct bytes plain, const uint8_t key[static SEALING_KEY_LEN], uint8_t *out,
                            size_t *out_len)
{
    uint8_t padded[WALK_UP_PLAIN_MAX];
    if (plain.len > sizeof padded)
        return GH_TOO_LONG;
    size_t len = (plain.len + WALK_UP_PAD - 1) / WALK_UP_PAD * WALK_UP_PAD;
    memcpy(padded, plain.data, plain.len);
    memset(padded + plain.len, ' ', len - plain.len);
    int failed = crypto_box_seal(out, padded, len, key);
    sodium_memzero(padded, sizeof padded);
    if (failed)
        return GH_MALFORMED;
    *out_len = len + WALK_UP_SEAL_BYTES;
    return GH_OK;
}

enum gh_status walk_up_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                            const uint8_t secret_key[static SEALING_KEY_LEN], uint8_t *out, size_t *out_len)
{
    if (sealed.len <= WALK_UP_SEAL_BYTES || sealed.len > WALK_UP_SEALED_MAX ||
        (sealed.len - WALK_UP_SEAL_BYTES) % WALK_UP_PAD != 0)
        return GH_MALFORMED;
    if (crypto_box_seal_open(out, sealed.data, sealed.len, public_key, secret_key) != 0)
        return GH_BAD_SIGNATURE;
    *out_len = sealed.len - WALK_UP_SEAL_BYTES;
    return GH_OK;
}

static const struct member members[] = {
    ID(walk_up, id, "id"),
    UINT(walk_up, number, "number", 1, JSON_INTEGER_MAX),
    MILLISECONDS(walk_up, at, "at", false),
    FLAG(walk_up, clock_trusted, "clock_trusted"),
    BLOB(walk_up, sealed, "sealed", sealed_len, WALK_UP_SEAL_BYTES + 1, false),
};

static enum gh_status decode_object(json_t *root, struct walk_up *out, char why[static WIRE_ERROR_SIZE])
{
    struct walk_up walk_up = {0};
    json_t *type = json_is_object(root) ? json_object_get(root, "t") : NULL;
    if (!json_is_string(type) || strcmp(json_string_value(type), "application") != 0) {
        (void)snprintf(why, WIRE_ERROR_SIZE, "t: not an application");
        return json_is_string(type) ? GH_UNSUPPORTED : GH_MALFORMED;
    }
    enum gh_status status = members_decode(members, COUNT(members), root, "t", &walk_up, why);
    if (!status)
        *out = walk_up;
    return status;
}

enum gh_status walk_up_decode(struct bytes line, struct walk_up *out, char why[static WIRE_ERROR_SIZE])
{
    json_t *root = NULL;
    enum gh_status status = message_load(line, WIRE_LINE_MAX, &root, why);
    if (status)
        return status;
    status = decode_object(root, out, why);
    json_decref(root);
    return status;
}

enum gh_status walk_up_encode(const struct walk_up *walk_up, char *line, size_t size)
{
    char why[WIRE_ERROR_SIZE];
    json_t *root = json_object();
    if (root == NULL)
        return GH_NO_MEMORY;
    enum gh_status status = GH_NO_MEMORY;
    if (json_object_set_new(root, "t", json_string("application")) == 0)
        status = members_encode(members, COUNT(members), walk_up, root, why);
    if (!status)
        status = message_dump(root, line, size);
    json_decref(root);
    return status;
}
