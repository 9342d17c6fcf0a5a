#include "wire/car_picture.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum gh_status car_picture_seal(const struct uuid *entry, struct bytes photo, const uint8_t key[static SEALING_KEY_LEN],
                                uint8_t **out, size_t *out_len)
{
    if (photo.len > CAR_PICTURE_MAX)
        return GH_TOO_LONG;
    if (!photo_is_jpeg(photo) || uuid_is_nil(entry))
        return GH_MALFORMED;
    return seal_bytes(BYTES(entry->b, UUID_LEN), photo, key, out, out_len);
}

enum gh_status car_picture_decode(struct bytes plain, struct uuid *entry, struct bytes *photo)
{
    struct uuid id;
    if (plain.len <= UUID_LEN || plain.len - UUID_LEN > CAR_PICTURE_MAX)
        return GH_MALFORMED;
    memcpy(id.b, plain.data, UUID_LEN);
    struct bytes rest = BYTES(plain.data + UUID_LEN, plain.len - UUID_LEN);
    if (uuid_is_nil(&id) || !photo_is_jpeg(rest))
        return GH_MALFORMED;
    *entry = id;
    *photo = rest;
    return GH_OK;
}

enum gh_status car_picture_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                                const uint8_t secret_key[static SEALING_KEY_LEN], struct uuid *entry, uint8_t **plain,
                                struct bytes *photo)
{
    uint8_t *opened = NULL;
    size_t len = 0;
    if (sealed.len > CAR_PICTURE_SEALED_MAX)
        return GH_MALFORMED;
    enum gh_status status = seal_open(sealed, public_key, secret_key, &opened, &len);
    if (status)
        return status;
    status = car_picture_decode(BYTES(opened, len), entry, photo);
    if (status) {
        seal_wipe(opened, len);
        return status;
    }
    *plain = opened;
    return GH_OK;
}
