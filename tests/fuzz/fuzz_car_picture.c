/* links: gh_wire gh_verdict gh_base */
/* The content of a car picture's box is refused, or gives an entry's id and a JPEG as the rest. */
#include <stdlib.h>

#include "wire/car_picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[SEALING_KEY_LEN] = {9};
    struct uuid entry;
    struct bytes photo;
    uint8_t *plain;
    if (car_picture_open(BYTES(data, size), key, key, &entry, &plain, &photo) == GH_OK)
        abort(); /* nobody can have sealed to this key */
    if (car_picture_decode(BYTES(data, size), &entry, &photo))
        return 0;
    if (uuid_is_nil(&entry) || photo.len != size - UUID_LEN || photo.len > CAR_PICTURE_MAX || !photo_is_jpeg(photo))
        abort();
    return 0;
}
