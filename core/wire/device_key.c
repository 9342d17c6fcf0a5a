#include "wire/device_key.h"

#include <sodium.h>
#include <string.h>

static const char domain[] = "gatehouse device key 1";
#define DOMAIN_LEN (sizeof domain - 1)
#define SIGNED_LEN (DOMAIN_LEN + UUID_LEN + 2 * PUBLIC_KEY_LEN)

static void write_signed(const struct device_key_change *change, uint8_t out[static SIGNED_LEN])
{
    struct writer w = writer_over(out, SIGNED_LEN);
    writer_put(&w, BYTES(domain, DOMAIN_LEN));
    writer_put(&w, BYTES(change->device.b, UUID_LEN));
    writer_put(&w, BYTES(change->from, PUBLIC_KEY_LEN));
    writer_put(&w, BYTES(change->to, PUBLIC_KEY_LEN));
}

void device_key_prove(const struct device_key_change *change, const uint8_t secret[static SECRET_KEY_LEN],
                      uint8_t proof[static DEVICE_KEY_PROOF_LEN])
{
    uint8_t text[SIGNED_LEN];
    write_signed(change, text);
    (void)crypto_sign_detached(proof, NULL, text, sizeof text, secret);
}

bool device_key_proved(const struct device_key_change *change, const uint8_t proof[static DEVICE_KEY_PROOF_LEN])
{
    uint8_t text[SIGNED_LEN];
    write_signed(change, text);
    return crypto_sign_verify_detached(proof, text, sizeof text, change->to) == 0;
}
