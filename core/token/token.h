/* The pass token: COSE_Sign1 (RFC 9052) over CWT claims (RFC 8392), in a QR code as "GH1:" + Base45 (RFC 9285).
 *
 * One frozen profile: tag 18, protected header {1: -8 (EdDSA), 4: kid of 8 bytes}, empty unprotected map,
 * deterministic CBOR (RFC 8949 4.2.1), at most 144 bytes. The decoder encodes the result again and compares; anything
 * else is not a pass. Knows no clock and no store: the verdict judges time and scope. */
#ifndef GH_TOKEN_TOKEN_H
#define GH_TOKEN_TOKEN_H

#include "token/claims.h"
#include "token/keyset.h"

#define TOKEN_PREFIX "GH1:"
#define TOKEN_BYTES_MAX 144
#define TOKEN_TEXT_MAX 220 /* prefix of 4 + 216 Base45 digits: QR version 8, level M holds 221 */
#define TOKEN_SIGNATURE_LEN 64

enum token_status {
    TOKEN_NOT_A_PASS = 0, /* zero, so that a zeroed result refuses */
    TOKEN_FORGED,         /* has the form of a pass, but its signature does not verify */
    TOKEN_UNKNOWN_KEY,    /* has the form of a pass, signed by a key that we do not have */
    TOKEN_VERIFIED
};

struct token {
    uint8_t kid[KID_LEN];
    struct claims claims;
    uint8_t signature[TOKEN_SIGNATURE_LEN];
    uint8_t raw[TOKEN_BYTES_MAX]; /* the COSE_Sign1 bytes */
    size_t raw_len;
};

/* Parses the text of a QR code. The signature is not checked, so nobody has vouched for the claims. */
enum gh_status GH_MUST_USE token_parse(struct bytes text, struct token *out);

/* Parses a text, finds its key and verifies. Writes claims only for TOKEN_VERIFIED; otherwise zeroes out. A key that
 * was not valid at the token's iat counts as unknown. */
enum token_status GH_MUST_USE token_verify(struct bytes text, const struct keyset *keys, struct claims *out);

/* Signs claims. text gets at most TOKEN_TEXT_MAX characters and a NUL. secret_key: libsodium's 64-byte form.
 * GH_MALFORMED for claims that claims_encode() refuses. */
enum gh_status GH_MUST_USE token_mint(const struct claims *claims, const uint8_t kid[static KID_LEN],
                                      const uint8_t secret_key[static 64], char text[static TOKEN_TEXT_MAX + 1]);

#endif
