#include "http/form.h"

#include <string.h>

#include "base/utf8.h"

static int digit(uint8_t c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static enum gh_status decode(struct bytes value, char *out, size_t size)
{
    size_t used = 0, count = 0;
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.data[i] == '+' ? ' ' : value.data[i];
        if (c == '%') {
            const int high = i + 2 < value.len ? digit(value.data[i + 1]) : -1;
            const int low = high < 0 ? -1 : digit(value.data[i + 2]);
            if (low < 0)
                return GH_MALFORMED;
            c = (uint8_t)(high << 4 | low);
            i += 2;
        }
        if (c == 0)
            return GH_MALFORMED;
        if (used + 1 >= size)
            return GH_TOO_LONG;
        out[used++] = (char)c;
    }
    out[used] = '\0';
    return utf8_count(BYTES((const uint8_t *)out, used), &count);
}

enum gh_status form_value(struct bytes body, const char *name, char *out, size_t size)
{
    const size_t len = strlen(name);
    while (body.len > 0) {
        const uint8_t *end = memchr(body.data, '&', body.len);
        const struct bytes field = BYTES(body.data, end ? (size_t)(end - body.data) : body.len);
        if (field.len > len && memcmp(field.data, name, len) == 0 && field.data[len] == '=')
            return decode(BYTES(field.data + len + 1, field.len - len - 1), out, size);
        body = end ? BYTES(end + 1, body.len - field.len - 1) : BYTES(body.data, 0);
    }
    return GH_NOT_FOUND;
}
