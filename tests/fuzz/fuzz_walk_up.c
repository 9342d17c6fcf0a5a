/* links: gh_wire gh_verdict gh_base */
/* A line with an application that is read can be written, and reads back as the same one; a box that is none is told
 * so.
 */
#include <stdlib.h>
#include <string.h>

#include "wire/walk_up.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[SEALING_KEY_LEN] = {9};
    static struct walk_up walk_up, back;
    uint8_t plain[WALK_UP_PLAIN_MAX];
    size_t plain_len;
    char why[WIRE_ERROR_SIZE] = "", line[WIRE_LINE_MAX + 1];
    if (walk_up_open(BYTES(data, size), key, key, plain, &plain_len) == GH_OK)
        abort(); /* nobody can have sealed to this key */
    if (walk_up_decode(BYTES(data, size), &walk_up, why)) {
        if (why[0] == '\0' || strnlen(why, sizeof why) == sizeof why)
            abort();
        return 0;
    }
    if (walk_up_encode(&walk_up, line, sizeof line) != GH_OK ||
        walk_up_decode(bytes_of_string(line), &back, why) != GH_OK || memcmp(&walk_up, &back, sizeof back) != 0)
        abort();
    return 0;
}
