#include "wire/seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(SEAL_BYTES == crypto_box_SEALBYTES, "what crypto_box_seal adds");
_Static_assert(SEALING_KEY_LEN == crypto_box_PUBLICKEYBYTES, "public keys of crypto_box");
_Static_assert(SEALING_KEY_LEN == crypto_box_SECRETKEYBYTES, "secret keys of crypto_box");

bool photo_is_jpeg(struct bytes photo)
{
    return photo.len > 3 && photo.data[0] == 0xff && photo.data[1] == 0xd8 && photo.data[2] == 0xff;
}

void seal_wipe(uint8_t *opened, size_t len)
{
    if (opened)
        sodium_memzero(opened, len);
    free(opened);
}

enum gh_status seal_bytes(struct bytes head, struct bytes rest, const uint8_t key[static SEALING_KEY_LEN],
                          uint8_t **out, size_t *out_len)
{
    size_t len = head.len + rest.len;
    uint8_t *plain = malloc(len), *sealed = malloc(len + SEAL_BYTES);
    enum gh_status status = plain && sealed ? GH_OK : GH_NO_MEMORY;
    if (!status) {
        memcpy(plain, head.data, head.len);
        if (rest.len > 0)
            memcpy(plain + head.len, rest.data, rest.len);
        status = crypto_box_seal(sealed, plain, len, key) != 0 ? GH_MALFORMED : GH_OK;
    }
    seal_wipe(plain, len);
    if (status) {
        free(sealed);
        return status;
    }
    *out = sealed;
    *out_len = len + SEAL_BYTES;
    return GH_OK;
}

enum gh_status seal_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                         const uint8_t secret_key[static SEALING_KEY_LEN], uint8_t **out, size_t *out_len)
{
    if (sealed.len <= SEAL_BYTES)
        return GH_MALFORMED;
    size_t len = sealed.len - SEAL_BYTES;
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
