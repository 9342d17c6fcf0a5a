#include "token/short_number.h"

#include <sodium.h>
#include <string.h>

#define BASE 31 /* a prime, so that each nonzero weight detects every single error */
#define DIGITS (SHORT_NUMBER_LEN - 1)

static const char alphabet[BASE + 1] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

static int digit_value(uint8_t c)
{
    if (c >= 'a' && c <= 'z')
        c = (uint8_t)(c - 'a' + 'A');
    const char *found = c ? strchr(alphabet, c) : NULL;
    return found ? (int)(found - alphabet) : -1;
}

/* Weights 1 to 8: neighbours differ in weight, so a swap of two different neighbours changes the sum. The check
 * character has weight 30 (-1), which differs from 8, so that a swap with it is detected too. */
static int check_value(const int digits[static DIGITS])
{
    int sum = 0;
    for (int i = 0; i < DIGITS; i++)
        sum += (i + 1) * digits[i];
    return sum % BASE;
}

static void write_number(const int digits[static DIGITS], char out[static SHORT_NUMBER_LEN + 1])
{
    for (int i = 0; i < DIGITS; i++)
        out[i] = alphabet[digits[i]];
    out[DIGITS] = alphabet[check_value(digits)];
    out[SHORT_NUMBER_LEN] = '\0';
}

void short_number_of(const struct uuid *pass_id, char out[static SHORT_NUMBER_LEN + 1])
{
    static const uint8_t purpose[] = "gatehouse short number";
    uint8_t digest[16];
    /* Fails only for sizes out of range; these constants are in range. */
    (void)crypto_generichash(digest, sizeof digest, pass_id->b, UUID_LEN, purpose, sizeof purpose - 1);
    uint64_t value = 0;
    for (int i = 0; i < 8; i++)
        value = value << 8 | digest[i];
    int digits[DIGITS];
    for (int i = DIGITS - 1; i >= 0; i--) {
        digits[i] = (int)(value % BASE);
        value /= BASE;
    }
    write_number(digits, out);
}

void short_number_format(const char number[static SHORT_NUMBER_LEN], char out[static SHORT_NUMBER_TEXT_SIZE])
{
    for (int i = 0; i < SHORT_NUMBER_LEN; i++) {
        if (i > 0 && i % 3 == 0)
            *out++ = '-';
        *out++ = number[i];
    }
    *out = '\0';
}

enum gh_status short_number_parse(struct bytes typed, char out[static SHORT_NUMBER_LEN + 1])
{
    int values[SHORT_NUMBER_LEN];
    size_t count = 0;
    for (size_t i = 0; i < typed.len; i++) {
        if (typed.data[i] == '-' || typed.data[i] == ' ')
            continue;
        int value = digit_value(typed.data[i]);
        if (value < 0 || count == SHORT_NUMBER_LEN)
            return GH_MALFORMED;
        values[count++] = value;
    }
    if (count != SHORT_NUMBER_LEN)
        return GH_MALFORMED;
    if (values[DIGITS] != check_value(values))
        return GH_CONFLICT;
    write_number(values, out);
    return GH_OK;
}
