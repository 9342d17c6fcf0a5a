#include "people/mobile.h"

#include <stdbool.h>
#include <string.h>

#include "people/typed.h"

#define TYPED_MAX 64

/* Third digits in use after 1 and the second digit. 14x and 17x leave out the ranges of machines and satellites (140 to
 * 144, 1440, 146, 148 and 174), which get no text messages. */
static const char *const third_digits[10] = {
    [3] = "0123456789", [4] = "579",        [5] = "012356789", [6] = "2567",
    [7] = "012356789",  [8] = "0123456789", [9] = "012356789",
};

enum mobile_result mobile_check(struct bytes typed, char number[static MOBILE_LEN + 1])
{
    char text[TYPED_MAX];
    enum gh_status status = typed_ascii(typed, " -()", text, sizeof text);
    if (status)
        return status == GH_TOO_LONG ? MOBILE_LENGTH : MOBILE_CHARACTER;
    const char *digits = text;
    if (strncmp(digits, "+86", 3) == 0)
        digits += 3;
    else if (strncmp(digits, "0086", 4) == 0)
        digits += 4;
    size_t len = strlen(digits);
    if (strspn(digits, "0123456789") != len)
        return MOBILE_CHARACTER;
    if (len != MOBILE_LEN)
        return MOBILE_LENGTH;
    const char *allowed = third_digits[digits[1] - '0'];
    if (digits[0] != '1' || !allowed || !strchr(allowed, digits[2]))
        return MOBILE_PREFIX;
    memcpy(number, digits, MOBILE_LEN + 1);
    return MOBILE_OK;
}

void mobile_format(const char number[static MOBILE_LEN], char out[static MOBILE_LEN + 3])
{
    memcpy(out, number, 3);
    out[3] = ' ';
    memcpy(out + 4, number + 3, 4);
    out[8] = ' ';
    memcpy(out + 9, number + 7, 4);
    out[13] = '\0';
}

const char *mobile_result_name(enum mobile_result result)
{
    static const char *const names[MOBILE_RESULT_COUNT] = {"ok", "length", "character", "prefix"};
    return (unsigned)result < MOBILE_RESULT_COUNT ? names[result] : "unknown";
}
