/* The key set: the public keys that may sign passes, itself signed by the offline root key.
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

/* kid of a public key: the first eight bytes of its BLAKE2b-256. */
void kid_of_public_key(const uint8_t public_key[static PUBLIC_KEY_LEN], uint8_t kid[static KID_LEN]);

/* NULL when the set holds no such key. Borrowed from the set. */
const struct keyset_key *keyset_find(const struct keyset *set, const uint8_t kid[static KID_LEN]);

/* Writes the signed set to out. GH_MALFORMED for an epoch of 0, no key or more than KEYSET_KEYS_MAX, a kid that is not
 * its key's, a key twice, or times out of range; GH_TOO_LONG when out is too small. root_secret: libsodium's 64-byte
 * form. */
enum gh_status GH_MUST_USE keyset_sign(const struct keyset *set, const uint8_t root_secret[static SECRET_KEY_LEN],
                                       struct writer *out);

/* GH_BAD_SIGNATURE, GH_ROLLBACK (epoch below min_epoch), GH_MALFORMED, GH_NOT_CANONICAL. */
enum gh_status GH_MUST_USE keyset_verify(struct bytes signed_set, const uint8_t root_public[static PUBLIC_KEY_LEN],
                                         uint64_t min_epoch, struct keyset *out);

/* Opens a COSE_Sign1 message, given as base64url text without padding, that one of the keys has signed. message: cap
 * bytes that hold it; *payload is borrowed from there. GH_MALFORMED (also over cap), GH_UNKNOWN_KEY, GH_BAD_SIGNATURE.
 * The key's validity is not checked: the caller may not know the time yet. */
enum gh_status GH_MUST_USE keyset_open_text(const struct keyset *keys, struct bytes text, uint8_t *message, size_t cap,
                                            struct bytes *payload);

#endif
