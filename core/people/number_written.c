#include "people/number_written.h"

#include <string.h>

#include "people/typed.h"

#define DIGITS "0123456789"
#define FLOAT_DIGITS 15 /* decimal digits that a float always keeps */
#define WHOLE_MIN 5     /* digits before the point; shorter texts are no document or mobile numbers */

/* Removes commas, if all of them group thousands. */
static void drop_thousands(char *text)
{
    size_t len = strcspn(text, "."), first = strcspn(text, ","), kept = 0;
    if (first == 0 || first > 3 || first >= len)
        return;
    for (size_t i = 0; i < len; i++) {
        bool comma = i >= first && (i - first) % 4 == 0;
        if (comma ? text[i] != ',' : !strchr(DIGITS, text[i]))
            return;
    }
    if ((len - first) % 4 != 0)
        return;
    for (size_t i = 0; text[i]; i++)
        if (text[i] != ',')
            text[kept++] = text[i];
    text[kept] = '\0';
}

static enum number_written take_whole(const char *text, size_t len, char room[static NUMBER_WRITTEN_SIZE])
{
    memcpy(room, text, len);
    room[len] = '\0';
    return len <= FLOAT_DIGITS ? WRITTEN_REPAIRED : WRITTEN_ROUNDED;
}

/* Reads a number with an exponent: 1.3800138000E10 has all its digits, 1.10105E+17 has lost some. */
static enum number_written take_exponent(const char *text, size_t whole, size_t fraction, const char *exponent,
                                         char room[static NUMBER_WRITTEN_SIZE])
{
    bool plus = exponent[0] == '+';
    size_t len = strspn(exponent + plus, DIGITS), value = 0;
    if (len == 0 || len > 3 || exponent[plus + len] || (!plus && fraction == 0 && whole != 1))
        return WRITTEN_PLAIN;
    for (size_t i = 0; i < len; i++)
        value = value * 10 + (size_t)(exponent[plus + i] - '0');
    if (fraction != value || whole + fraction > FLOAT_DIGITS || fraction == 0)
        return WRITTEN_SHORTENED;
    memcpy(room, text, whole);
    memcpy(room + whole, text + whole + 1, fraction);
    room[whole + fraction] = '\0';
    return WRITTEN_REPAIRED;
}

enum number_written number_written(struct bytes typed, char room[static NUMBER_WRITTEN_SIZE])
{
    char text[NUMBER_WRITTEN_SIZE];
    if (typed_ascii(typed, " ", text, sizeof text))
        return WRITTEN_PLAIN;
    size_t before = strlen(text);
    drop_thousands(text);
    size_t whole = strspn(text, DIGITS);
    size_t fraction = text[whole] == '.' ? strspn(text + whole + 1, DIGITS) : 0;
    const char *end = text + whole + (text[whole] == '.') + fraction;
    if (whole == 0)
        return WRITTEN_PLAIN;
    if (*end == 'E')
        return take_exponent(text, whole, fraction, end + 1, room);
    bool zeros = fraction > 0 && strspn(text + whole + 1, "0") == fraction;
    bool changed = zeros || (strlen(text) != before && fraction == 0);
    return *end || !changed || whole < WHOLE_MIN ? WRITTEN_PLAIN : take_whole(text, whole, room);
}
