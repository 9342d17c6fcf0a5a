/* links: gh_wire gh_base */
/* A picture is refused, or copied into no more room than it had. A copy is copied as it is, and has no segment that
 * could name its maker. */
#include <stdlib.h>
#include <string.h>

#include "wire/plain_jpeg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *once = malloc(size + 1), *again = malloc(size + 1);
    size_t len = 0, len_again = 0;
    if (!once || !again)
        abort();
    if (plain_jpeg(BYTES(data, size), once, &len) == GH_OK)
        if (len > size || plain_jpeg(BYTES(once, len), again, &len_again) != GH_OK || len_again != len ||
            memcmp(once, again, len) != 0)
            abort();
    free(once);
    free(again);
    return 0;
}
