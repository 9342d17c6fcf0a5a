/* links: gh_wire gh_base */
/* Lines of the local socket: a decoded line encodes to one that decodes to the same value. The first byte chooses the
 * kind. */
#include <stdlib.h>
#include <string.h>

#include "wire/sync_link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_status(struct bytes line)
{
    struct sync_status first, again;
    char text[SYNC_LINE_MAX + 1], why[WIRE_ERROR_SIZE];
    if (sync_status_decode(line, &first, why))
        return;
    if (sync_status_encode(&first, text, sizeof text) || sync_status_decode(bytes_of_string(text), &again, why) ||
        memcmp(&first, &again, sizeof first) != 0)
        abort();
}

static void fuzz_command(struct bytes line)
{
    struct sync_command first, again;
    char text[SYNC_LINE_MAX + 1], why[WIRE_ERROR_SIZE];
    if (sync_command_decode(line, &first, why))
        return;
    if (sync_command_encode(&first, text, sizeof text) || sync_command_decode(bytes_of_string(text), &again, why) ||
        memcmp(&first, &again, sizeof first) != 0)
        abort();
}

static void fuzz_claim(struct bytes line)
{
    struct sync_claim first, again;
    char text[SYNC_LINE_MAX + 1], why[WIRE_ERROR_SIZE];
    if (sync_claim_decode(line, &first, why))
        return;
    if (sync_claim_encode(&first, text, sizeof text) || sync_claim_decode(bytes_of_string(text), &again, why) ||
        memcmp(&first, &again, sizeof first) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct bytes line = BYTES(data + 1, size - 1);
    if (data[0] & 1)
        fuzz_command(line);
    else if (data[0] & 2)
        fuzz_claim(line);
    else
        fuzz_status(line);
    return 0;
}
