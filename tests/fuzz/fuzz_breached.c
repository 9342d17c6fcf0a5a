/* links: gh_auth gh_base */
/* A line of a file of breached passwords that is taken has the form that it prints to. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/breached_passwords.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct breached_line line, again;
    char hex[2 * BREACHED_HASH_LEN + 1], text[2 * BREACHED_LINE_MAX];
    if (breached_line_read(BYTES(data, size), &line) != GH_OK)
        return 0;
    hex_encode(BYTES(line.hash, sizeof line.hash), hex);
    (void)snprintf(text, sizeof text, "%s:%" PRIu64 "\n", hex, line.count);
    if (line.len > size || line.len > BREACHED_LINE_MAX || breached_line_read(bytes_of_string(text), &again) != GH_OK ||
        memcmp(line.hash, again.hash, sizeof line.hash) != 0 || line.count != again.count)
        abort();
    return 0;
}
