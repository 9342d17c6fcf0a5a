#include "guard/badge.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

void badge_format(const struct badge *badge, char text[static BADGE_TEXT_SIZE])
{
    static const char digits[] = "0123456789ABCDEF";
    int len = snprintf(text, BADGE_TEXT_SIZE, BADGE_PREFIX "%u:", badge->guard);
    for (int i = 0; i < BADGE_SECRET_LEN; i++) {
        text[len++] = digits[badge->secret[i] >> 4];
        text[len++] = digits[badge->secret[i] & 15];
    }
    text[len] = '\0';
}

/* Takes a number without a leading zero and the colon behind it. */
static bool take_number(struct bytes *rest, uint32_t *out)
{
    uint64_t number = 0;
    size_t i = 0;
    for (; i < rest->len && rest->data[i] >= '0' && rest->data[i] <= '9' && number <= UINT32_MAX; i++)
        number = number * 10 + (uint64_t)(rest->data[i] - '0');
    if (i == 0 || i == rest->len || rest->data[0] == '0' || rest->data[i] != ':' || number > UINT32_MAX)
        return false;
    *out = (uint32_t)number;
    *rest = BYTES(rest->data + i + 1, rest->len - i - 1);
    return true;
}

static int digit_of(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum gh_status badge_parse(struct bytes text, struct badge *out)
{
    static const size_t skip = sizeof BADGE_PREFIX - 1;
    struct badge badge;
    int wrong = 0;
    if (!bytes_starts_with(text, bytes_of_string(BADGE_PREFIX)))
        return GH_NOT_FOUND;
    struct bytes rest = BYTES(text.data + skip, text.len - skip);
    if (!take_number(&rest, &badge.guard) || rest.len != (size_t)2 * BADGE_SECRET_LEN)
        return GH_MALFORMED;
    for (int i = 0; i < BADGE_SECRET_LEN; i++) {
        int high = digit_of(rest.data[2 * i]), low = digit_of(rest.data[2 * i + 1]);
        wrong |= high < 0 || low < 0;
        badge.secret[i] = wrong ? 0 : (uint8_t)(high << 4 | low);
    }
    if (!wrong)
        *out = badge;
    sodium_memzero(&badge, sizeof badge);
    return wrong ? GH_MALFORMED : GH_OK;
}
