#include "wire/box_kind.h"

#include "wire/box.h"
#include "wire/car_picture.h"
#include "wire/emergency.h"
#include "wire/roll_call.h"
#include "wire/walk_up.h"

const char *const box_kind_names[BOX_KIND_END] = {
    [BOX_WALK_UP] = "walk-up",
    [BOX_EMERGENCY] = "emergency",
    [BOX_CAR_PICTURE] = "car-picture",
    [BOX_ROLL_CALL] = "roll-call",
};

static const struct box_form forms[BOX_KIND_END] = {
    [BOX_WALK_UP] = {WALK_UP_SEALED_MAX, 200, BOX_NEEDS_NOTHING, false},
    [BOX_EMERGENCY] = {EMERGENCY_SEALED_MAX, 40, BOX_NEEDS_WALK_UP, false},
    [BOX_CAR_PICTURE] = {CAR_PICTURE_SEALED_MAX, 200, BOX_NEEDS_ENTRY, true},
    [BOX_ROLL_CALL] = {ROLL_BOX_SEALED_MAX, 4000, BOX_NEEDS_NOTHING, false},
};
_Static_assert(WALK_UP_SEALED_MAX <= BOX_SEALED_MAX && EMERGENCY_SEALED_MAX <= BOX_SEALED_MAX &&
                   CAR_PICTURE_SEALED_MAX <= BOX_SEALED_MAX && ROLL_BOX_SEALED_MAX <= BOX_SEALED_MAX,
               "a line of a stick has room for any of them");

const char *box_kind_name(enum box_kind kind)
{
    return box_form(kind) ? box_kind_names[kind] : "unknown";
}

enum box_kind box_kind_from_name(struct bytes name)
{
    for (int kind = BOX_WALK_UP; kind < BOX_KIND_END; kind++)
        if (bytes_equal(name, bytes_of_string(box_kind_names[kind])))
            return (enum box_kind)kind;
    return 0;
}

const struct box_form *box_form(enum box_kind kind)
{
    return kind >= BOX_WALK_UP && kind < BOX_KIND_END ? &forms[kind] : NULL;
}

bool box_length_fits(enum box_kind kind, size_t len)
{
    const struct box_form *form = box_form(kind);
    return form && len > SEAL_BYTES && len <= form->sealed_max;
}
