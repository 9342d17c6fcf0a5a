/* links: gh_wire gh_verdict gh_base */
/* The content of an emergency admission's box is refused with a reason, or gives who allowed it, the reason, and the
 * picture as the rest. */
#include <stdlib.h>
#include <string.h>

#include "wire/emergency.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[SEALING_KEY_LEN] = {9};
    struct emergency emergency;
    struct bytes photo;
    uint8_t *plain;
    char why[WIRE_ERROR_SIZE] = "";
    if (emergency_open(BYTES(data, size), key, key, &emergency, &plain, &photo) == GH_OK)
        abort(); /* nobody can have sealed to this key */
    if (emergency_decode(BYTES(data, size), &emergency, &photo, why)) {
        if (why[0] == '\0' || strnlen(why, sizeof why) == sizeof why)
            abort();
        return 0;
    }
    if (!emergency.guard || !emergency.approver[0] || strnlen(emergency.approver, WIRE_NAME_MAX) == WIRE_NAME_MAX ||
        emergency.reason <= OVERRIDE_NONE || emergency.reason >= OVERRIDE_COUNT ||
        uuid_is_nil(&emergency.application) || photo.len != size - EMERGENCY_HEAD_LEN)
        abort();
    return 0;
}
