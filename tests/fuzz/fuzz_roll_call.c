/* links: gh_wire gh_verdict gh_base */
/* The content of a roll call's box is refused, or gives values within their ranges. */
#include <stdlib.h>

#include "wire/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct roll_subject subjects[ROLL_BOX_SUBJECTS];
    struct roll_box box;
    if (roll_box_decode(BYTES(data, size), &box, subjects))
        return 0;
    if (box.count > ROLL_BOX_SUBJECTS || size != ROLL_BOX_HEAD + box.count * ROLL_BOX_SUBJECT ||
        uuid_is_nil(&box.roll_call) || (box.kind == ROLL_BOX_TICK && (box.count != 1 || box.number == 0)))
        abort();
    for (size_t i = 0; i < box.count; i++)
        if (uuid_is_nil(&subjects[i].id) || subjects[i].gate >= GATE_COUNT || subjects[i].since < 0)
            abort();
    return 0;
}
