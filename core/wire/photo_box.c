#include "wire/photo_box.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

bool photo_is_jpeg(struct bytes photo)
{
    return photo.len > 3 && photo.data[0] == 0xff && photo.data[1] == 0xd8 && photo.data[2] == 0xff;
}

enum gh_status photo_box_seal(struct bytes head, struct bytes photo, const uint8_t key[static SEALING_KEY_LEN],
                              uint8_t **out, size_t *out_len)
{
    size_t len = head.len + photo.len;
    uint8_t *plain = malloc(len), *sealed = malloc(len + WALK_UP_SEAL_BYTES);
    enum gh_status status = plain && sealed ? GH_OK : GH_NO_MEMORY;
    if (!status) {
        memcpy(plain, head.data, head.len);
        if (photo.len > 0)
            memcpy(plain + head.len, photo.data, photo.len);
        status = crypto_box_seal(sealed, plain, len, key) != 0 ? GH_MALFORMED : GH_OK;
    }
    if (plain)
        sodium_memzero(plain, len);
    free(plain);
    if (status) {
        free(sealed);
        return status;
    }
    *out = sealed;
    *out_len = len + WALK_UP_SEAL_BYTES;
    return GH_OK;
}

enum gh_status photo_box_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                              const uint8_t secret_key[static SEALING_KEY_LEN], uint8_t **out, size_t *out_len)
{
    if (sealed.len <= WALK_UP_SEAL_BYTES)
        return GH_MALFORMED;
    size_t len = sealed.len - WALK_UP_SEAL_BYTES;
    uint8_t *opened = malloc(len);
    if (!opened)
        return GH_NO_MEMORY;
    if (crypto_box_seal_open(opened, sealed.data, sealed.len, public_key, secret_key) != 0) {
        free(opened);
        return GH_BAD_SIGNATURE;
    }
    *out = opened;
    *out_len = len;
    return GH_OK;
}
