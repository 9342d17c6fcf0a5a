/* links: gh_people gh_base */
/* Numbers, plates and names as people type and paste them: an accepted value is accepted again in its normal form, and
 * a mask never breaks UTF-8. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "people/mask.h"
#include "people/mobile.h"
#include "people/plate.h"
#include "people/resident_id.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_plate(struct bytes typed)
{
    struct plate plate, again;
    char shown[PLATE_TEXT_SIZE];
    if (plate_accept(typed, &plate) != PLATE_OK)
        return;
    plate_format(&plate, shown);
    if (plate_accept(bytes_of_string(shown), &again) != PLATE_OK || strcmp(again.text, plate.text) != 0 ||
        again.kind != plate.kind)
        abort();
}

static void check_numbers(struct bytes typed)
{
    struct resident_id id, same;
    char mobile[MOBILE_SIZE], again[MOBILE_SIZE];
    struct civil_date today = {2026, 11, 24};
    if (resident_id_check(typed, today, &id) == RESIDENT_ID_OK &&
        (resident_id_check(bytes_of_string(id.number), today, &same) != RESIDENT_ID_OK ||
         strcmp(id.number, same.number) != 0))
        abort();
    if (mobile_check(typed, mobile) == MOBILE_OK &&
        (mobile_check(bytes_of_string(mobile), again) != MOBILE_OK || strcmp(mobile, again) != 0))
        abort();
}

static void check_masks(struct bytes typed)
{
    char masked[96];
    size_t before, after;
    if (mask_name(typed, masked, sizeof masked) == GH_OK &&
        (utf8_count(typed, &before) || utf8_count(bytes_of_string(masked), &after) || before != after))
        abort();
    if (mask_id(typed, masked, sizeof masked) == GH_OK && strlen(masked) != typed.len)
        abort();
    if (mask_mobile(typed, masked, sizeof masked) == GH_OK && strlen(masked) != typed.len)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes typed = BYTES(data, size);
    check_plate(typed);
    check_numbers(typed);
    check_masks(typed);
    return 0;
}
