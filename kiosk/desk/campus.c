#include "desk/campus.h"

#include <sodium.h>

#include "people/keyed_hash.h"

static size_t opened(const struct desk *desk)
{
    return desk->session.keys ? desk->session.keys->campus_count : 0;
}

bool desk_has_campus_key(const struct desk *desk)
{
    return opened(desk) > 0 || desk->options.has_campus_key;
}

size_t desk_campus_keys(const struct desk *desk)
{
    return opened(desk) ? opened(desk) : desk->options.has_campus_key;
}

void desk_plate_hash_under(const struct desk *desk, const struct plate *plate, size_t keys,
                           uint8_t out[static PLATE_HASH_LEN])
{
    plate_hash(opened(desk) ? desk->session.keys->campus[0] : desk->options.campus_key, plate, out);
    for (size_t i = 1; i < keys && i < opened(desk); i++)
        plate_hash_again(desk->session.keys->campus[i], out, out);
}

void desk_plate_hash(const struct desk *desk, const struct plate *plate, uint8_t out[static PLATE_HASH_LEN])
{
    desk_plate_hash_under(desk, plate, desk_campus_keys(desk), out);
}

bool desk_holder_matches(const struct desk *desk, const struct claims *claims, const char tail[static HOLDER_TAIL_LEN])
{
    const size_t count = opened(desk);
    if (!count)
        return holder_check_matches(desk->options.campus_key, claims, tail);
    bool newest = holder_check_matches(desk->session.keys->campus[count - 1], claims, tail);
    return newest || (count > 1 && holder_check_matches(desk->session.keys->campus[count - 2], claims, tail));
}

void desk_forget_campus_key(struct desk *desk)
{
    struct desk_options *o = &desk->options;
    if (!o->has_campus_key || !opened(desk))
        return;
    for (size_t i = 0; i < desk->synced.guard_count; i++)
        if (desk->synced.guards[i].active && desk->synced.guards[i].wrapped_len <= GUARD_WRAPPED_ONE)
            return;
    sodium_memzero(o->campus_key, sizeof o->campus_key);
    o->has_campus_key = false;
    desk->campus_wrapped = true;
    desk->chores.status_due = true;
}
