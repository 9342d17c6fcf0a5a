/* links: gh_base */
/* Whatever decodes encodes back to the same text, and nothing is written beyond the buffer. */
#include <stdlib.h>
#include <string.h>

#include "base/base45.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t out[600];
    char again[1024];
    size_t len = 0;
    if (base45_decode(BYTES(data, size), out, sizeof out, &len) != GH_OK)
        return 0;
    if (base45_encode(BYTES(out, len), again, sizeof again) != GH_OK || strlen(again) != size ||
        memcmp(again, data, size) != 0)
        abort();
    return 0;
}
