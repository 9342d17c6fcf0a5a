/* The key set: the public keys of the server, those that sign and the one that boxes are sealed to. The offline root
 * key signs the set.
 *
 * COSE_Sign1 in the same strict profile as a token, over a CBOR map {0: 2, 1: epoch, 2: issued at, 3: [{1: kid,
 * 2: algorithm, 3: public key, 4: not before, 5: not after}, ...]} (docs/pass-format.md#key-set). Keys of another
 * algorithm and unknown members are skipped and counted, so that later versions can add some. Sets of the first form,
 * without member 0, are read too. Booths refuse an epoch lower than the highest they have seen (GH_ROLLBACK). */
#ifndef GH_TOKEN_KEYSET_H
#define GH_TOKEN_KEYSET_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/tick.h"
#include "token/sizes.h"

#define KEYSET_KEYS_MAX 16 /* that sign */

/* COSE algorithms of keys. */
#define KEY_ALGORITHM_EDDSA (-8)          /* Ed25519, RFC 9053 2.2 */
#define KEY_ALGORITHM_SEALED_BOX (-65537) /* ours, private use: X25519 for wire/seal.h */

struct keyset_key {
    uint8_t kid[KID_LEN];
    uint8_t public_key[PUBLIC_KEY_LEN];
    tick not_before, not_after; /* whole seconds; a token's iat must lie within */
};

struct keyset {
    uint64_t epoch;
    tick issued_at;
    size_t count;
    struct keyset_key keys[KEYSET_KEYS_MAX]; /* Ed25519 */
    bool has_sealing;
    struct keyset_key sealing; /* X25519: booths seal boxes to it */
    unsigned version;          /* of the form that was read, 1 or 2; signing writes 2 */
    unsigned skipped;          /* keys and members that this version does not know */
};

/* Writes the kid of a public key: the first eight bytes of its BLAKE2b-256. */
void kid_of_public_key(const uint8_t public_key[static PUBLIC_KEY_LEN], uint8_t kid[static KID_LEN]);

/* Returns the key, borrowed from the set, or NULL when the set has no such key. */
const struct keyset_key *keyset_find(const struct keyset *set, const uint8_t kid[static KID_LEN]);

/* Signs the set and writes it to out, in the form of version 2. GH_MALFORMED: epoch 0, no key, more than
 * KEYSET_KEYS_MAX, a wrong kid, a repeated key, or times out of range. GH_TOO_LONG: out is too small. root_secret:
 * libsodium's 64-byte form. */
enum gh_status GH_MUST_USE keyset_sign(const struct keyset *set, const uint8_t root_secret[static SECRET_KEY_LEN],
                                       struct writer *out);

/* Verifies and reads a signed set. GH_BAD_SIGNATURE, GH_ROLLBACK (epoch below min_epoch), GH_MALFORMED (also without a
 * key that signs with a known algorithm), GH_NOT_CANONICAL, GH_UNSUPPORTED (a form of another version). */
enum gh_status GH_MUST_USE keyset_verify(struct bytes signed_set, const uint8_t root_public[static PUBLIC_KEY_LEN],
                                         uint64_t min_epoch, struct keyset *out);

/* Verifies a COSE_Sign1 message in base64url text without padding against the keys. message: a buffer of cap bytes,
 * from which *payload borrows. GH_MALFORMED (also over cap), GH_UNKNOWN_KEY, GH_BAD_SIGNATURE. Ignores the key's
 * validity: the caller may not know the time yet. */
enum gh_status GH_MUST_USE keyset_open_text(const struct keyset *keys, struct bytes text, uint8_t *message, size_t cap,
                                            struct bytes *payload);

#endif
