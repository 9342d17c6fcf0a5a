#include "people/mask.h"

#include <string.h>

#include "base/utf8.h"
#include "people/mobile.h"

#define NAME_CHARACTERS_MAX 128

/* Separators between the parts of a name stay visible. */
static bool is_separator(uint32_t cp)
{
    return cp == ' ' || cp == '-' || cp == '\'' || cp == 0xb7 || cp == 0x2022 || cp == 0x30fb || cp == 0x3000;
}

static bool is_latin(uint32_t cp)
{
    return cp < 0x2e80;
}

static enum gh_status split(struct bytes name, uint32_t characters[static NAME_CHARACTERS_MAX], size_t *count)
{
    struct cursor c = cursor_over(name);
    size_t n = 0;
    while (c.left > 0) {
        uint32_t cp;
        if (utf8_take(&c, &cp) || cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
            return GH_MALFORMED;
        if (n == NAME_CHARACTERS_MAX)
            return GH_TOO_LONG;
        characters[n++] = cp;
    }
    *count = n;
    return n > 0 ? GH_OK : GH_MALFORMED;
}

static bool in_parts(const uint32_t *characters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_separator(characters[i]))
            return true;
    }
    return false;
}

static bool shown(const uint32_t *characters, size_t count, size_t i, bool parts)
{
    if (parts)
        return is_separator(characters[i]) || i == 0 || is_separator(characters[i - 1]);
    return i == 0 || (i == count - 1 && count > 2 && !is_latin(characters[i]));
}

static enum gh_status finish(const struct writer *w, const char *scratch, char *out, size_t size)
{
    if (w->overflow || w->len >= size)
        return GH_TOO_LONG;
    for (size_t i = 0; i < w->len; i++)
        out[i] = scratch[i];
    out[w->len] = '\0';
    return GH_OK;
}

enum gh_status mask_name(struct bytes name, char *out, size_t size)
{
    uint32_t characters[NAME_CHARACTERS_MAX];
    char scratch[NAME_CHARACTERS_MAX * 4];
    size_t count;
    enum gh_status status = split(name, characters, &count);
    if (status)
        return status;
    bool parts = in_parts(characters, count);
    struct writer w = writer_over((uint8_t *)scratch, sizeof scratch);
    for (size_t i = 0; i < count; i++)
        utf8_put(&w, shown(characters, count, i, parts) ? characters[i] : '*');
    return finish(&w, scratch, out, size);
}

/* Keeps the first `head` and the last `tail` characters of ASCII text. */
static enum gh_status mask_middle(struct bytes text, size_t head, size_t tail, char *out, size_t size)
{
    if (text.len >= size)
        return GH_TOO_LONG;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < 0x20 || text.data[i] > 0x7e)
            return GH_MALFORMED;
    }
    for (size_t i = 0; i < text.len; i++)
        out[i] = i < head || text.len - i <= tail ? (char)text.data[i] : '*';
    out[text.len] = '\0';
    return GH_OK;
}

enum gh_status mask_mobile(struct bytes mobile, char *out, size_t size)
{
    if (mobile.len == MOBILE_LEN && mobile.data[0] != '+')
        return mask_middle(mobile, 3, 4, out, size);
    char text[MOBILE_SIZE] = "";
    if (mobile.len > 8 && mobile.len < sizeof text && mobile.data[0] == '+') {
        /* The country stays, and at least four digits go. */
        memcpy(text, mobile.data, mobile.len);
        size_t head = 1 + mobile_country_len(text), hidden = 4;
        size_t tail = mobile.len > head + hidden ? mobile.len - head - hidden : 0;
        return mask_middle(mobile, head, tail < 4 ? tail : 4, out, size);
    }
    return mask_middle(mobile, 0, mobile.len > 4 ? 2 : 0, out, size);
}

enum gh_status mask_id(struct bytes number, char *out, size_t size)
{
    return mask_middle(number, 0, number.len > 4 ? 4 : 0, out, size);
}
