#include "wire/fingerprint.h"

#include <sodium.h>
#include <stdio.h>

#include "base/bytes.h"

static const char domain[] = "gatehouse fingerprint 2";

void fingerprint_of(const uint8_t booth_key[static PUBLIC_KEY_LEN], const uint8_t root_key[static PUBLIC_KEY_LEN],
                    char out[static FINGERPRINT_SIZE])
{
    crypto_generichash_state state;
    uint8_t h[32];
    (void)crypto_generichash_init(&state, NULL, 0, sizeof h);
    (void)crypto_generichash_update(&state, (const uint8_t *)domain, sizeof domain - 1);
    (void)crypto_generichash_update(&state, booth_key, PUBLIC_KEY_LEN);
    (void)crypto_generichash_update(&state, root_key, PUBLIC_KEY_LEN);
    (void)crypto_generichash_final(&state, h, sizeof h);
    (void)snprintf(out, FINGERPRINT_SIZE, "%02X%02X-%02X%02X-%02X%02X-%02X%02X", h[0], h[1], h[2], h[3], h[4], h[5],
                   h[6], h[7]);
}

void fingerprint_of_root(const uint8_t root_key[static PUBLIC_KEY_LEN], char out[static ROOT_FINGERPRINT_SIZE])
{
    static const char root_domain[] = "gatehouse root 1";
    crypto_generichash_state state;
    uint8_t h[32];
    (void)crypto_generichash_init(&state, NULL, 0, sizeof h);
    (void)crypto_generichash_update(&state, (const uint8_t *)root_domain, sizeof root_domain - 1);
    (void)crypto_generichash_update(&state, root_key, PUBLIC_KEY_LEN);
    (void)crypto_generichash_final(&state, h, sizeof h);
    hex_encode(BYTES(h, 16), out);
}
