/* links: gh_http gh_base PkgConfig::SODIUM */
/* The field Authorization of GET /metrics: the token, a line feed, the field. The field fits where it is the scheme in
 * any case, one blank and the token to the last byte, and nowhere else; and with the scheme before it any token fits.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/bearer.h"

enum { INPUT_MAX = 4096 };
static const char scheme[] = "Bearer ";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* As the field would be compared where time did not matter. */
static bool is_plainly(const char *field, const char *token)
{
    return strlen(field) == strlen(scheme) + strlen(token) && strncasecmp(field, scheme, strlen(scheme)) == 0 &&
           strcmp(field + strlen(scheme), token) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[INPUT_MAX + 1], right[sizeof scheme + INPUT_MAX];
    uint8_t hash[SERVER_TOKEN_HASH_LEN];
    if (size > INPUT_MAX || sodium_init() < 0)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    char *end = strchr(text, '\n');
    if (!end)
        return 0;
    *end = '\0';
    const char *token = text, *field = end + 1;
    bearer_hash(token, hash);
    must(bearer_fits(field, hash) == is_plainly(field, token));
    must(!bearer_fits(NULL, hash) && !bearer_fits("", hash));
    memcpy(right, scheme, sizeof scheme);
    strcat(right, token);
    must(bearer_fits(right, hash));
    right[strlen(right) - 1] ^= 1; /* the blank where the token is empty */
    must(!bearer_fits(right, hash));
    return 0;
}
