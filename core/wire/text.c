#include "wire/text.h"

/* Decodes one code point as RFC 3629 has it; false for anything else. */
static bool take_code_point(struct cursor *c, uint32_t *out)
{
    uint8_t first, next;
    if (cursor_take_u8(c, &first))
        return false;
    if (first < 0x80) {
        *out = first;
        return true;
    }
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    int more = first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xc2 ? 1 : 0;
    if (more == 0 || first >= 0xf5)
        return false;
    uint32_t point = first & (0x3fU >> more);
    for (int i = 0; i < more; i++) {
        if (cursor_take_u8(c, &next) || (next & 0xc0) != 0x80)
            return false;
        point = point << 6 | (next & 0x3f);
    }
    *out = point;
    return point >= smallest[more] && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}

static bool allowed(uint32_t point)
{
    bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
    bool line_or_direction = (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
    return !control && !line_or_direction;
}

bool wire_text_ok(struct bytes text)
{
    struct cursor c = cursor_over(text);
    while (c.left > 0) {
        uint32_t point;
        if (!take_code_point(&c, &point) || !allowed(point))
            return false;
    }
    return true;
}
