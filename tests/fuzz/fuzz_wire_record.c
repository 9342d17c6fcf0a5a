/* links: gh_wire gh_verdict gh_base */
/* A line of an import that is read can be written, and reads back as the same record. */
#include <stdlib.h>
#include <string.h>

#include "wire/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wire_record record, back;
    char why[WIRE_ERROR_SIZE] = "", line[WIRE_LINE_MAX + 1];
    enum gh_status status = wire_record_decode(BYTES(data, size), &record, why);
    if (status) {
        if (why[0] == '\0' || strnlen(why, sizeof why) == sizeof why)
            abort();
        return 0;
    }
    if (wire_record_encode(&record, line, sizeof line) != GH_OK ||
        wire_record_decode(bytes_of_string(line), &back, why) != GH_OK || memcmp(&record, &back, sizeof record) != 0)
        abort();
    return 0;
}
