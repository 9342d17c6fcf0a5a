/* links: gh_wire gh_verdict gh_base */
/* A box that is read from a line can be written and reads back as the same one. Any other line is refused with a
 * reason. An answer that is read has one of two values. */
#include <stdlib.h>
#include <string.h>

#include "wire/box.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void reads_back(const struct box *box, struct bytes sealed)
{
    struct box back;
    char *line, *again, why[WIRE_ERROR_SIZE] = "";
    uint8_t *read;
    size_t len;
    if (box_encode(box, sealed, &line) != GH_OK ||
        box_decode(bytes_of_string(line), &back, &read, &len, why) != GH_OK || !bytes_equal(BYTES(read, len), sealed) ||
        box_encode(&back, BYTES(read, len), &again) != GH_OK || strcmp(line, again) != 0)
        abort();
    free(line);
    free(again);
    free(read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct box box;
    struct box_answer answer;
    uint8_t *sealed = NULL;
    size_t len = 0;
    char why[WIRE_ERROR_SIZE] = "";
    if (box_answer_decode(BYTES(data, size), &answer) == GH_OK && answer.taken && answer.reason != WALK_UP_BY_PEOPLE)
        abort();
    if (box_decode(BYTES(data, size), &box, &sealed, &len, why)) {
        if (why[0] == '\0' || strnlen(why, sizeof why) == sizeof why)
            abort();
        return 0;
    }
    if (!box_length_fits(box.kind, len) || uuid_is_nil(&box.id))
        abort();
    reads_back(&box, BYTES(sealed, len));
    free(sealed);
    return 0;
}
