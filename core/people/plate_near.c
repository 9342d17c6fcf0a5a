#include "people/plate_near.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LONGEST 10

/* Each line has characters that people and cameras confuse. */
static const char *const alike[] = {
    "0DOQC",
    "1LTI7",
    "2Z7",
    "5S6",
    "8B3",
    "6GC",
    "KX",
    "VYU",
    "MNHW",
    "EFP",
    "A4",
    "\xe5\xb7\x9d\xe7\xb2\xa4\xe6\xb9\x98\xe8\xb5\xa3", /* 川粤湘赣 */
    "\xe7\x9a\x96\xe9\x99\x95\xe6\x99\x8b",             /* 皖陕晋 */
    "\xe8\x8b\x8f\xe8\xb1\xab\xe9\xb2\x81",             /* 苏豫鲁 */
    "\xe4\xba\xac\xe6\xb4\xa5\xe5\x86\x80",             /* 京津冀 */
    "\xe6\xb5\x99\xe6\xb2\xaa\xe6\xb8\x9d",             /* 浙沪渝 */
    "\xe9\x84\x82\xe9\xb2\x81",                         /* 鄂鲁 */
};

/* Returns the next code point; 0 at the end and for malformed UTF-8. */
static uint32_t next_character(const char **text)
{
    const unsigned char *c = (const unsigned char *)*text;
    if (c[0] == 0)
        return 0;
    size_t more = c[0] < 0x80 ? 0 : c[0] < 0xe0 ? 1 : c[0] < 0xf0 ? 2 : 3;
    uint32_t value = more ? c[0] & (0x3fu >> more) : c[0];
    for (size_t i = 1; i <= more; i++) {
        if ((c[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (c[i] & 0x3fu);
    }
    *text += more + 1;
    return value;
}

static size_t decode(const char *text, uint32_t out[static LONGEST])
{
    size_t n = 0;
    while (n < LONGEST && (out[n] = next_character(&text)) != 0)
        n++;
    return n;
}

static bool holds(const char *group, uint32_t character)
{
    for (uint32_t c = next_character(&group); c; c = next_character(&group))
        if (c == character)
            return true;
    return false;
}

static unsigned cost_of(uint32_t a, uint32_t b)
{
    if (a == b)
        return 0;
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        if (holds(alike[i], a) && holds(alike[i], b))
            return PLATE_NEAR_ALIKE;
    return PLATE_NEAR_WRONG;
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned ab = a < b ? a : b;
    return ab < c ? ab : c;
}

unsigned plate_near_cost(const char *typed, const char *plate)
{
    uint32_t from[LONGEST], to[LONGEST];
    size_t n = decode(typed, from), m = decode(plate, to);
    unsigned before[LONGEST + 1], row[LONGEST + 1];
    for (size_t j = 0; j <= m; j++)
        before[j] = (unsigned)j * PLATE_NEAR_SHIFT;
    for (size_t i = 1; i <= n; i++) {
        row[0] = (unsigned)i * PLATE_NEAR_SHIFT;
        for (size_t j = 1; j <= m; j++)
            row[j] = least(before[j] + PLATE_NEAR_SHIFT, row[j - 1] + PLATE_NEAR_SHIFT,
                           before[j - 1] + cost_of(from[i - 1], to[j - 1]));
        for (size_t j = 0; j <= m; j++)
            before[j] = row[j];
    }
    unsigned best = before[0];
    for (size_t j = 1; j <= m; j++)
        best = before[j] < best ? before[j] : best;
    return best;
}
