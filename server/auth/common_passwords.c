/* Looks a password up in the sorted list. */
#include "auth/common_passwords.h"

#include <sodium.h>
#include <string.h>

#define HASH_LEN 32
#define DIGITS 10
#define LINE (DIGITS + 1)

bool common_password(struct bytes lower)
{
    uint8_t hash[HASH_LEN];
    char digits[2 * HASH_LEN + 1];
    size_t low = 0, high = strlen(common_passwords[0]) / LINE;
    crypto_generichash(hash, sizeof hash, lower.data, lower.len, NULL, 0);
    hex_encode(BYTES(hash, sizeof hash), digits);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(digits, common_passwords[0] + middle * LINE, DIGITS);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
