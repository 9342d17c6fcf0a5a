/* links: gh_wire gh_verdict gh_base */
/* A line of a journal that is read can be written, and reads back as the same entry. */
#include <stdlib.h>
#include <string.h>

#include "wire/entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct entry record, back;
    char why[WIRE_ERROR_SIZE] = "", line[ENTRY_LINE_MAX + 1];
    enum gh_status status = entry_decode(BYTES(data, size), &record, why);
    if (status) {
        if (why[0] == '\0' || strnlen(why, sizeof why) == sizeof why)
            abort();
        return 0;
    }
    if (entry_encode(&record, line, sizeof line) != GH_OK || entry_decode(bytes_of_string(line), &back, why) != GH_OK ||
        memcmp(&record, &back, sizeof record) != 0)
        abort();
    return 0;
}
