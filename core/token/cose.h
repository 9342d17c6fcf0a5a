/* COSE_Sign1 (RFC 9052 4.2) with EdDSA over Ed25519 (RFC 9053 2.2) in one frozen profile: tag 18, protected header
 * {1: -8, 4: kid of 8 bytes} and nothing else, empty unprotected map, attached payload, no external data. */
#ifndef GH_TOKEN_COSE_H
#define GH_TOKEN_COSE_H

#include "base/bytes.h"
#include "token/sizes.h"

#define COSE_SIGNATURE_LEN 64
/* Bytes that the profile adds to a payload of 24 to 255 bytes: heads, header and signature. */
#define COSE_SIGN1_OVERHEAD 84

struct cose_sign1 {
    uint8_t kid[KID_LEN];
    struct bytes payload;   /* borrowed from the message */
    struct bytes signature; /* borrowed; COSE_SIGNATURE_LEN bytes */
};

/* Parses a message; the signature is not checked. GH_UNSUPPORTED: another algorithm or tag. GH_NOT_CANONICAL: another
 * encoding of the same message. */
enum gh_status GH_MUST_USE cose_sign1_parse(struct bytes message, struct cose_sign1 *out);

/* The longest payload of the profile, in bytes. */
#define COSE_PAYLOAD_MAX KEYSET_BYTES_MAX

/* Verifies the signature: GH_OK or GH_BAD_SIGNATURE. */
enum gh_status GH_MUST_USE cose_sign1_verify(const struct cose_sign1 *message,
                                             const uint8_t public_key[static PUBLIC_KEY_LEN]);

/* Signs payload and writes the whole message. GH_TOO_LONG when payload or out is over its limit. */
enum gh_status GH_MUST_USE cose_sign1_sign(struct bytes payload, const uint8_t kid[static KID_LEN],
                                           const uint8_t secret_key[static SECRET_KEY_LEN], struct writer *out);

#endif
