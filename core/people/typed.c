#include "people/typed.h"

#include <string.h>

#include "base/utf8.h"

uint32_t typed_narrow(uint32_t cp)
{
    if (cp >= 0xff01 && cp <= 0xff5e)
        return cp - 0xff01 + '!';
    return cp == 0x3000 || cp == 0xa0 ? ' ' : cp;
}

enum gh_status typed_ascii(struct bytes text, const char *skip, char *out, size_t size)
{
    struct cursor c = cursor_over(text);
    size_t len = 0;
    while (c.left > 0) {
        uint32_t cp;
        if (utf8_take(&c, &cp))
            return GH_MALFORMED;
        cp = typed_narrow(cp);
        if (cp < 0x20 || cp > 0x7e)
            return GH_MALFORMED;
        if (strchr(skip, (int)cp))
            continue;
        if (len + 1 >= size)
            return GH_TOO_LONG;
        out[len++] = (char)(cp >= 'a' && cp <= 'z' ? cp - 'a' + 'A' : cp);
    }
    if (len >= size)
        return GH_TOO_LONG;
    out[len] = '\0';
    return GH_OK;
}
