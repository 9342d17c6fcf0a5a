/* links: gh_wire gh_base */
/* The line of a booth's checks: what is read is written again as it was. */
#include <stdlib.h>
#include <string.h>

#include "wire/health.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct health health;
    char text[HEALTH_TEXT_SIZE];
    if (health_read(BYTES(data, size), &health))
        return 0;
    health_write(&health, text);
    const size_t len = strlen(text);
    if (size < len || size > len + 1 || memcmp(text, data, len) != 0)
        abort();
    return 0;
}
