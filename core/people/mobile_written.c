#include "people/mobile_written.h"

#include <string.h>

#include "people/typed.h"

#define TYPED_MAX 64

/* Returns the length without the zeros that a float has after its point. Dots between groups stay. */
static size_t without_fraction(const char *text)
{
    size_t len = strlen(text);
    const char *dot = strchr(text, '.');
    if (!dot || (size_t)(dot - text) < MOBILE_LEN || dot[1] == '\0' || strspn(dot + 1, "0") != strlen(dot + 1))
        return len;
    return (size_t)(dot - text);
}

/* Writes the eleven digits of one of these forms, which mobile_check() has yet to judge. */
static bool mobile_written(struct bytes typed, char number[static MOBILE_SIZE])
{
    char text[TYPED_MAX], digits[TYPED_MAX];
    size_t n = 0;
    if (typed_ascii(typed, " -()", text, sizeof text))
        return false;
    const char *at = strncmp(text, "TEL:", 4) == 0 ? text + 4 : text;
    at += strncmp(at, "+86", 3) == 0 ? 1 : strncmp(at, "0086", 4) == 0 ? 2 : 0;
    for (size_t i = 0, len = without_fraction(at); i < len; i++) {
        if (at[i] == '.')
            continue;
        if (at[i] < '0' || at[i] > '9')
            return false;
        digits[n++] = at[i];
    }
    size_t country = n == MOBILE_LEN + 2 && memcmp(digits, "86", 2) == 0 ? 2 : 0;
    if (n - country != MOBILE_LEN)
        return false;
    memcpy(number, digits + country, MOBILE_LEN);
    number[MOBILE_LEN] = '\0';
    return true;
}

enum mobile_result mobile_check_written(struct bytes typed, char number[static MOBILE_SIZE], bool *repaired)
{
    char written[MOBILE_SIZE];
    enum mobile_result result = mobile_check(typed, number);
    *repaired = false;
    if (!result || !mobile_written(typed, written))
        return result;
    enum mobile_result second = mobile_check(BYTES(written, MOBILE_LEN), number);
    *repaired = second == MOBILE_OK;
    return second;
}
