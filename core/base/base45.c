#include "base/base45.h"

static const char alphabet[46] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

static int digit_value(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    for (int i = 36; i < 45; i++) {
        if (alphabet[i] == (char)c)
            return i;
    }
    return -1;
}

/* Returns the value of n characters, least significant first, or -1 for a character outside the alphabet. */
static long group_value(const uint8_t *text, size_t n)
{
    long value = 0, weight = 1;
    for (size_t i = 0; i < n; i++, weight *= 45) {
        int digit = digit_value(text[i]);
        if (digit < 0)
            return -1;
        value += digit * weight;
    }
    return value;
}

enum gh_status base45_encode(struct bytes in, char *text, size_t size)
{
    if (in.len > SIZE_MAX / 3 || size <= BASE45_TEXT_LEN(in.len))
        return GH_TOO_LONG;
    size_t i = 0;
    for (; in.len - i >= 2; i += 2) {
        unsigned value = (unsigned)in.data[i] << 8 | in.data[i + 1];
        *text++ = alphabet[value % 45];
        *text++ = alphabet[value / 45 % 45];
        *text++ = alphabet[value / 2025];
    }
    if (i < in.len) {
        *text++ = alphabet[in.data[i] % 45];
        *text++ = alphabet[in.data[i] / 45];
    }
    *text = '\0';
    return GH_OK;
}

static enum gh_status check_groups(struct bytes text)
{
    for (size_t i = 0; i < text.len; i += 3) {
        size_t n = text.len - i < 3 ? text.len - i : 3;
        long value = group_value(text.data + i, n);
        if (value < 0 || value > (n == 3 ? 0xFFFF : 0xFF))
            return GH_MALFORMED;
    }
    return GH_OK;
}

enum gh_status base45_decode(struct bytes text, uint8_t *out, size_t cap, size_t *len)
{
    if (text.len % 3 == 1)
        return GH_MALFORMED;
    size_t n = BASE45_BYTES_LEN(text.len);
    if (n > cap)
        return GH_TOO_LONG;
    enum gh_status status = check_groups(text);
    if (status)
        return status;
    size_t i = 0;
    for (; text.len - i >= 3; i += 3) {
        long value = group_value(text.data + i, 3);
        *out++ = (uint8_t)(value >> 8);
        *out++ = (uint8_t)value;
    }
    if (i < text.len)
        *out = (uint8_t)group_value(text.data + i, 2);
    *len = n;
    return GH_OK;
}
