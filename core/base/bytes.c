#include "base/bytes.h"

#include <string.h>

struct bytes bytes_of_string(const char *text)
{
    return BYTES(text, strlen(text));
}

bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool bytes_starts_with(struct bytes whole, struct bytes prefix)
{
    return whole.len >= prefix.len && (prefix.len == 0 || memcmp(whole.data, prefix.data, prefix.len) == 0);
}

void hex_encode(struct bytes in, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < in.len; i++) {
        *out++ = digits[in.data[i] >> 4];
        *out++ = digits[in.data[i] & 15];
    }
    *out = '\0';
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum gh_status hex_decode(struct bytes text, uint8_t *out, size_t out_len)
{
    if (text.len % 2 != 0 || text.len / 2 != out_len)
        return GH_MALFORMED;
    for (size_t i = 0; i < text.len; i++) {
        if (hex_digit(text.data[i]) < 0)
            return GH_MALFORMED;
    }
    for (size_t i = 0; i < out_len; i++)
        out[i] = (uint8_t)(hex_digit(text.data[2 * i]) << 4 | hex_digit(text.data[2 * i + 1]));
    return GH_OK;
}

struct cursor cursor_over(struct bytes all)
{
    return (struct cursor){all.data, all.len};
}

enum gh_status cursor_take_u8(struct cursor *c, uint8_t *out)
{
    if (c->left < 1)
        return GH_TRUNCATED;
    *out = *c->at++;
    c->left--;
    return GH_OK;
}

enum gh_status cursor_take_uint(struct cursor *c, size_t width, uint64_t *out)
{
    if (c->left < width)
        return GH_TRUNCATED;
    uint64_t value = 0;
    for (size_t i = 0; i < width; i++)
        value = value << 8 | c->at[i];
    c->at += width;
    c->left -= width;
    *out = value;
    return GH_OK;
}

enum gh_status cursor_take(struct cursor *c, size_t n, struct bytes *out)
{
    if (c->left < n)
        return GH_TRUNCATED;
    *out = BYTES(c->at, n);
    c->at += n;
    c->left -= n;
    return GH_OK;
}

struct writer writer_over(uint8_t *buffer, size_t cap)
{
    return (struct writer){.data = buffer, .cap = cap};
}

void writer_put_u8(struct writer *w, uint8_t value)
{
    writer_put(w, BYTES(&value, 1));
}

void writer_put_uint(struct writer *w, size_t width, uint64_t value)
{
    uint8_t big_endian[8];
    for (size_t i = 0; i < width; i++)
        big_endian[i] = (uint8_t)(value >> (8 * (width - 1 - i)));
    writer_put(w, BYTES(big_endian, width));
}

void writer_put(struct writer *w, struct bytes data)
{
    if (w->overflow || data.len > w->cap - w->len) {
        w->overflow = true;
        return;
    }
    if (data.len > 0)
        memcpy(w->data + w->len, data.data, data.len);
    w->len += data.len;
}

struct bytes writer_bytes(const struct writer *w)
{
    return BYTES(w->data, w->len);
}
