#include "base/uuid.h"

#include <string.h>

struct uuid uuid_v7(tick at, const uint8_t random[static 10])
{
    struct uuid id;
    for (int i = 0; i < 6; i++)
        id.b[i] = (uint8_t)((uint64_t)at >> (8 * (5 - i)));
    memcpy(id.b + 6, random, 10);
    id.b[6] = (uint8_t)(0x70 | (id.b[6] & 0x0f));
    id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3f));
    return id;
}

tick uuid_time(const struct uuid *id)
{
    if (id->b[6] >> 4 != 7 || id->b[8] >> 6 != 2)
        return -1;
    uint64_t ms = 0;
    for (int i = 0; i < 6; i++)
        ms = ms << 8 | id->b[i];
    return (tick)ms;
}

static bool hyphen_follows(int byte_index)
{
    return byte_index == 3 || byte_index == 5 || byte_index == 7 || byte_index == 9;
}

void uuid_format(const struct uuid *id, char out[static UUID_TEXT_SIZE])
{
    for (int i = 0; i < UUID_LEN; i++) {
        hex_encode(BYTES(id->b + i, 1), out);
        out += 2;
        if (hyphen_follows(i))
            *out++ = '-';
    }
    *out = '\0';
}

enum gh_status uuid_parse(struct bytes text, struct uuid *out)
{
    struct uuid id;
    struct cursor c = cursor_over(text);
    for (int i = 0; i < UUID_LEN; i++) {
        struct bytes pair;
        uint8_t hyphen;
        if (cursor_take(&c, 2, &pair) || hex_decode(pair, &id.b[i], 1))
            return GH_MALFORMED;
        if (hyphen_follows(i) && (cursor_take_u8(&c, &hyphen) || hyphen != '-'))
            return GH_MALFORMED;
    }
    if (c.left != 0)
        return GH_MALFORMED;
    *out = id;
    return GH_OK;
}

bool uuid_equal(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a->b, b->b, UUID_LEN) == 0;
}

bool uuid_is_nil(const struct uuid *id)
{
    static const struct uuid nil;
    return uuid_equal(id, &nil);
}
