#include "base/utf8.h"

#include <string.h>

/* Returns the length of the sequence that a first byte starts, with the byte's own bits; 0 when no sequence starts so.
 */
static size_t sequence_len(uint8_t first, uint32_t *bits)
{
    if (first < 0x80) {
        *bits = first;
        return 1;
    }
    if (first >= 0xc2 && first < 0xe0) {
        *bits = first & 0x1f;
        return 2;
    }
    if (first >= 0xe0 && first < 0xf0) {
        *bits = first & 0x0f;
        return 3;
    }
    if (first >= 0xf0 && first < 0xf5) {
        *bits = first & 0x07;
        return 4;
    }
    return 0;
}

enum gh_status utf8_take(struct cursor *c, uint32_t *code_point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c->left == 0)
        return GH_TRUNCATED;
    uint32_t value = 0;
    size_t len = sequence_len(*c->at, &value);
    if (len == 0 || len > c->left)
        return GH_MALFORMED;
    for (size_t i = 1; i < len; i++) {
        if ((c->at[i] & 0xc0) != 0x80)
            return GH_MALFORMED;
        value = value << 6 | (c->at[i] & 0x3f);
    }
    if (value < least[len] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
        return GH_MALFORMED;
    c->at += len;
    c->left -= len;
    *code_point = value;
    return GH_OK;
}

void utf8_put(struct writer *w, uint32_t cp)
{
    if (cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000)) {
        w->overflow = true;
        return;
    }
    uint8_t out[4];
    size_t len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    static const uint8_t marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = len; i-- > 1; cp >>= 6)
        out[i] = (uint8_t)(0x80 | (cp & 0x3f));
    out[0] = (uint8_t)(marks[len] | cp);
    writer_put(w, BYTES(out, len));
}

enum gh_status utf8_count(struct bytes text, size_t *count)
{
    struct cursor c = cursor_over(text);
    size_t n = 0;
    uint32_t cp;
    while (c.left > 0) {
        enum gh_status status = utf8_take(&c, &cp);
        if (status)
            return status;
        n++;
    }
    *count = n;
    return GH_OK;
}

void utf8_end_whole(char *text)
{
    struct cursor c = cursor_over(bytes_of_string(text));
    uint32_t cp;
    while (!utf8_take(&c, &cp)) {
    }
    text[strlen(text) - c.left] = '\0';
}
