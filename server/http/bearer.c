#include "http/bearer.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

void bearer_hash(const char *token, uint8_t hash[static SERVER_TOKEN_HASH_LEN])
{
    (void)crypto_generichash(hash, SERVER_TOKEN_HASH_LEN, (const uint8_t *)token, strlen(token), NULL, 0);
}

bool bearer_fits(const char *authorization, const uint8_t hash[static SERVER_TOKEN_HASH_LEN])
{
    static const char scheme[] = "Bearer ";
    uint8_t given[SERVER_TOKEN_HASH_LEN];
    if (!authorization || strncasecmp(authorization, scheme, sizeof scheme - 1) != 0)
        return false;
    bearer_hash(authorization + sizeof scheme - 1, given);
    return sodium_memcmp(given, hash, sizeof given) == 0;
}
