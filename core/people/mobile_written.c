#include "people/mobile_written.h"

#include <string.h>

#include "people/number_written.h"
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
static bool mainland_written(const char *text, char number[static MOBILE_SIZE])
{
    char digits[TYPED_MAX];
    size_t n = 0;
    const char *at = text + (strncmp(text, "+86", 3) == 0 ? 1 : strncmp(text, "0086", 4) == 0 ? 2 : 0);
    for (size_t i = 0, len = without_fraction(at); i < len; i++) {
        if (at[i] == '.')
            continue;
        if (at[i] < '0' || at[i] > '9')
            return false;
        digits[n++] = at[i];
    }
    /* 86 without its plus; the 0 with which a mobile of another city was dialled from a telephone. */
    size_t prefix = n == MOBILE_LEN + 2 && memcmp(digits, "86", 2) == 0 ? 2 : n == MOBILE_LEN + 1 && *digits == '0';
    if (n - prefix != MOBILE_LEN)
        return false;
    memcpy(number, digits + prefix, MOBILE_LEN);
    number[MOBILE_LEN] = '\0';
    return true;
}

/* True for 1.38E+10 and 1.3800138000E10. */
static bool has_exponent(struct bytes bare)
{
    char text[TYPED_MAX], room[NUMBER_WRITTEN_SIZE];
    return !typed_ascii(bare, " ", text, sizeof text) && strchr(text, 'E') &&
           number_written(bare, room) != WRITTEN_PLAIN;
}

enum mobile_result mobile_check_written(struct bytes typed, char number[static MOBILE_SIZE], bool *repaired)
{
    char text[TYPED_MAX], written[MOBILE_SIZE];
    enum mobile_result result = mobile_check(typed, number);
    *repaired = false;
    if (!result)
        return result;
    const struct bytes bare = typed_without_label(typed);
    if (has_exponent(bare)) {
        char room[NUMBER_WRITTEN_SIZE];
        if (number_written(bare, room) != WRITTEN_REPAIRED)
            return MOBILE_SHORTENED;
        result = mobile_check(bytes_of_string(room), number);
        *repaired = result == MOBILE_OK;
        return result;
    }
    if (typed_ascii(bare, " -()[]',;", text, sizeof text))
        return result;
    const size_t len = strlen(text);
    if (len > 0 && text[len - 1] == '.')
        text[len - 1] = '\0';
    const bool mainland = mainland_written(text, written);
    if (!mainland && text[0] != '+' && strncmp(text, "00", 2) != 0)
        return result;
    enum mobile_result second = mobile_check(bytes_of_string(mainland ? written : text), number);
    *repaired = second == MOBILE_OK;
    return second;
}
