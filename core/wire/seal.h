/* Sealing to the server's key: libsodium's crypto_box_seal (X25519, XSalsa20-Poly1305, an ephemeral key of the sender).
 * A booth keeps what it knows of people only sealed, until the server has it, and can't open it again. libsodium must
 * have been initialised. */
#ifndef GH_WIRE_SEAL_H
#define GH_WIRE_SEAL_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/status.h"

#define SEALING_KEY_LEN 32 /* X25519 */
#define SEAL_BYTES 48      /* what sealing adds */

/* Returns whether the markers of the first and of any JPEG segment stand there: ITU T.81, B.1.1.3. */
bool photo_is_jpeg(struct bytes photo);
/* Seals head and what follows it (may be empty) as one. *out: SEAL_BYTES more than both, owned by the caller (free).
 * GH_MALFORMED for a key that is not a curve point, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE seal_bytes(struct bytes head, struct bytes rest, const uint8_t key[static SEALING_KEY_LEN],
                                      uint8_t **out, size_t *out_len);
/* Opens what was sealed. *out: owned by the caller, who gives it back with seal_wipe(). GH_MALFORMED for no more bytes
 * than a seal has, GH_BAD_SIGNATURE for another key or altered bytes, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE seal_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                                     const uint8_t secret_key[static SEALING_KEY_LEN], uint8_t **out, size_t *out_len);
/* Wipes and frees len opened bytes; takes NULL. */
void seal_wipe(uint8_t *opened, size_t len);

#endif
