#include "people/keyed_hash.h"

#include <sodium.h>
#include <string.h>

static void keyed(const uint8_t key[static CAMPUS_KEY_LEN], uint8_t purpose, struct bytes text,
                  uint8_t out[static KEYED_HASH_LEN])
{
    crypto_generichash_state state;
    uint8_t digest[32];
    /* These fail only for sizes out of range; these constants are in range. */
    (void)crypto_generichash_init(&state, key, CAMPUS_KEY_LEN, sizeof digest);
    (void)crypto_generichash_update(&state, &purpose, 1);
    (void)crypto_generichash_update(&state, text.data, text.len);
    (void)crypto_generichash_final(&state, digest, sizeof digest);
    memcpy(out, digest, KEYED_HASH_LEN);
    sodium_memzero(&state, sizeof state);
}

void plate_hash(const uint8_t key[static CAMPUS_KEY_LEN], const struct plate *plate, uint8_t out[static KEYED_HASH_LEN])
{
    keyed(key, 'v', bytes_of_string(plate->text), out);
}

void plate_hash_again(const uint8_t key[static CAMPUS_KEY_LEN], const uint8_t hash[static KEYED_HASH_LEN],
                      uint8_t out[static KEYED_HASH_LEN])
{
    keyed(key, 'r', BYTES(hash, KEYED_HASH_LEN), out);
}

void person_hash(const uint8_t key[static CAMPUS_KEY_LEN], struct bytes document, uint8_t out[static KEYED_HASH_LEN])
{
    keyed(key, 'p', document, out);
}
