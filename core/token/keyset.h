/* The key set: the public keys that may sign passes. The offline root key signs the set.
 *
 * COSE_Sign1 in the same strict profile as a token, over a CBOR map {1: epoch, 2: issued at, 3: [[kid, public key,
 * not before, not after], ...]}. Booths refuse an epoch lower than the highest they have seen (GH_ROLLBACK). */
#ifndef GH_TOKEN_KEYSET_H
#define GH_TOKEN_KEYSET_H

#include "base/bytes.h"
#include "base/tick.h"
#include "token/sizes.h"

#define KEYSET_KEYS_MAX 16

struct keyset_key {
    uint8_t kid[KID_LEN];
    uint8_t public_key[PUBLIC_KEY_LEN];
    tick not_before, not_after; /* whole seconds; a token's iat must lie within */
};

struct keyset {
    uint64_t epoch;
    tick issued_at;
    size_t count;
    struct keyset_key keys[KEYSET_KEYS_MAX];
};

/* Writes the kid of a public key: the first eight bytes of its BLAKE2b-256. */
void kid_of_public_key(const uint8_t public_key[static PUBLIC_KEY_LEN], uint8_t kid[static KID_LEN]);

/* Returns the key, borrowed from the set, or NULL when the set has no such key. */
const struct keyset_key *keyset_find(const struct keyset *set, const uint8_t kid[static KID_LEN]);

/* Signs the set and writes it to out. GH_MALFORMED: epoch 0, no key, more than KEYSET_KEYS_MAX, a wrong kid, a repeated
 * key, or times out of range. GH_TOO_LONG: out is too small. root_secret: libsodium's 64-byte form. */
enum gh_status GH_MUST_USE keyset_sign(const struct keyset *set, const uint8_t root_secret[static SECRET_KEY_LEN],
                                       struct writer *out);

/* Verifies and reads a signed set. GH_BAD_SIGNATURE, GH_ROLLBACK (epoch below min_epoch), GH_MALFORMED,
 * GH_NOT_CANONICAL. */
enum gh_status GH_MUST_USE keyset_verify(struct bytes signed_set, const uint8_t root_public[static PUBLIC_KEY_LEN],
                                         uint64_t min_epoch, struct keyset *out);

/* Verifies a COSE_Sign1 message in base64url text without padding against the keys. message: a buffer of cap bytes,
 * from which *payload borrows. GH_MALFORMED (also over cap), GH_UNKNOWN_KEY, GH_BAD_SIGNATURE. Ignores the key's
 * validity: the caller may not know the time yet. */
enum gh_status GH_MUST_USE keyset_open_text(const struct keyset *keys, struct bytes text, uint8_t *message, size_t cap,
                                            struct bytes *payload);

#endif
