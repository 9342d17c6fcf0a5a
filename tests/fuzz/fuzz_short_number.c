/* links: gh_token gh_base */
/* Whatever is taken for a short number prints and parses back to itself. */
#include <stdlib.h>
#include <string.h>

#include "token/short_number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char number[SHORT_NUMBER_LEN + 1], shown[SHORT_NUMBER_TEXT_SIZE], again[SHORT_NUMBER_LEN + 1];
    if (short_number_parse(BYTES(data, size), number) != GH_OK)
        return 0;
    short_number_format(number, shown);
    if (short_number_parse(bytes_of_string(shown), again) != GH_OK || strcmp(number, again) != 0)
        abort();
    return 0;
}
