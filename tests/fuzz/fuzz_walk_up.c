/* links: gh_wire gh_verdict gh_base */
/* Only boxes that were sealed to the key open. */
#include <stdlib.h>

#include "wire/walk_up.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[SEALING_KEY_LEN] = {9};
    uint8_t *plain;
    size_t len;
    if (walk_up_open(BYTES(data, size), key, key, &plain, &len) == GH_OK)
        abort(); /* nobody can have sealed to this key */
    return 0;
}
