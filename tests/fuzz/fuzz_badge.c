/* links: gh_guard gh_base */
/* Whatever is taken for a guard's badge prints and parses back to itself. */
#include <stdlib.h>
#include <string.h>

#include "guard/badge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct badge badge, again;
    char text[BADGE_TEXT_SIZE];
    if (badge_parse(BYTES(data, size), &badge) != GH_OK)
        return 0;
    badge_format(&badge, text);
    if (badge_parse(bytes_of_string(text), &again) != GH_OK || badge.guard != again.guard ||
        memcmp(badge.secret, again.secret, BADGE_SECRET_LEN) != 0)
        abort();
    return 0;
}
