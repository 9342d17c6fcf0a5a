#include "wire/emergency.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/member.h"
#include "wire/seal.h"

const enum override_reason emergency_reasons[EMERGENCY_REASON_COUNT] = {OVERRIDE_HOST_PRESENT, OVERRIDE_EMERGENCY,
                                                                        OVERRIDE_DEVICE_FAULT, OVERRIDE_OFFICIAL_DUTY};

static const struct member members[] = {
    ID(emergency, id, "id"),
    ID(emergency, application, "application"),
    MILLISECONDS(emergency, at, "at", false),
    FLAG(emergency, clock_trusted, "clock_trusted"),
    UINT(emergency, guard, "guard", 1, UINT32_MAX),
    NUMBER(emergency, second_guard, "second_guard", UINT32_MAX),
    NAME_FROM(emergency, reason, "reason", override_reason_names, OVERRIDE_NONE + 1),
    TEXT(emergency, approver, "approver"),
};

static enum gh_status encode_head(const struct emergency *emergency, uint8_t out[static EMERGENCY_HEAD_LEN])
{
    char why[WIRE_ERROR_SIZE], text[EMERGENCY_HEAD_LEN + 1];
    json_t *root = json_object();
    if (!root)
        return GH_NO_MEMORY;
    enum gh_status status = members_encode(members, COUNT(members), emergency, root, why);
    if (!status)
        status = message_dump(root, text, sizeof text);
    json_decref(root);
    if (!status) {
        struct bytes head = bytes_of_string(text);
        memset(out, ' ', EMERGENCY_HEAD_LEN);
        memcpy(out, head.data, head.len);
    }
    sodium_memzero(text, sizeof text);
    return status;
}

enum gh_status emergency_seal(const struct emergency *emergency, struct bytes photo,
                              const uint8_t key[static SEALING_KEY_LEN], uint8_t **out, size_t *out_len)
{
    if (photo.len > EMERGENCY_PHOTO_MAX)
        return GH_TOO_LONG;
    if (photo.len > 0 && !photo_is_jpeg(photo))
        return GH_MALFORMED;
    uint8_t head[EMERGENCY_HEAD_LEN];
    enum gh_status status = encode_head(emergency, head);
    if (!status)
        status = seal_bytes(BYTES(head, sizeof head), photo, key, out, out_len);
    sodium_memzero(head, sizeof head);
    return status;
}

enum gh_status emergency_decode(struct bytes plain, struct emergency *out, struct bytes *photo,
                                char why[static WIRE_ERROR_SIZE])
{
    struct emergency emergency = {0};
    json_t *root = NULL;
    if (plain.len < EMERGENCY_HEAD_LEN || plain.len > EMERGENCY_PLAIN_MAX) {
        (void)snprintf(why, WIRE_ERROR_SIZE, "length");
        return GH_MALFORMED;
    }
    struct bytes rest = BYTES(plain.data + EMERGENCY_HEAD_LEN, plain.len - EMERGENCY_HEAD_LEN);
    if (rest.len > 0 && !photo_is_jpeg(rest)) {
        (void)snprintf(why, WIRE_ERROR_SIZE, "photo: not JPEG");
        return GH_MALFORMED;
    }
    enum gh_status status = message_load(BYTES(plain.data, EMERGENCY_HEAD_LEN), EMERGENCY_HEAD_LEN, &root, why);
    if (status)
        return status;
    status = members_decode(members, COUNT(members), root, "", &emergency, why);
    json_decref(root);
    if (!status) {
        *out = emergency;
        *photo = rest;
    }
    return status;
}

enum gh_status emergency_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                              const uint8_t secret_key[static SEALING_KEY_LEN], struct emergency *out, uint8_t **plain,
                              struct bytes *photo)
{
    char why[WIRE_ERROR_SIZE];
    if (sealed.len < EMERGENCY_HEAD_LEN + SEAL_BYTES || sealed.len > EMERGENCY_SEALED_MAX)
        return GH_MALFORMED;
    uint8_t *opened = NULL;
    size_t len = 0;
    enum gh_status status = seal_open(sealed, public_key, secret_key, &opened, &len);
    if (status)
        return status;
    status = emergency_decode(BYTES(opened, len), out, photo, why);
    if (status) {
        seal_wipe(opened, len);
        return status;
    }
    *plain = opened;
    return GH_OK;
}
