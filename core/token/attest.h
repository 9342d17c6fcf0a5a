/* What the server attests of an answer to a booth (docs/sync-protocol.md#signed-answers): a piece of the change stream,
 * or the whole of any other answer.
 *
 * COSE_Sign1 in the profile of cose.h over a deterministic CBOR map. The nonce of the booth's request binds it to that
 * request and the digest to the exact bytes, so that somebody who ends TLS can only withhold. */
#ifndef GH_TOKEN_ATTEST_H
#define GH_TOKEN_ATTEST_H

#include "base/uuid.h"
#include "token/keyset.h"

#define ATTEST_NONCE_LEN 16
#define ATTEST_DIGEST_LEN 32 /* SHA-256 */
#define ATTEST_LINEAGE_LEN 8
#define ATTEST_BYTES_MAX 256
#define ATTEST_TEXT_MAX 343 /* base64url without padding, with NUL */

/* Beginnings of lines in a stream of pieces; a line of JSON never begins so. */
#define ATTEST_KEYS_MARK "GHK1:"  /* base64url of the key set, once, before the first piece */
#define ATTEST_PIECE_MARK "GHP1:" /* base64url of what is attested of the bytes that follow */
#define ATTEST_PIECE_MAX 262144   /* bytes of a piece */
#define ATTEST_KEYS_TEXT_MAX ((KEYSET_BYTES_MAX + 2) / 3 * 4 + 1)

enum attest_what { ATTEST_PIECE = 1, ATTEST_ANSWER };

struct attest_claims {
    enum attest_what what;
    struct uuid device; /* that asked; nil at enrolment, where it has no id yet */
    uint8_t nonce[ATTEST_NONCE_LEN];
    uint64_t number; /* piece: of it in its answer, from 0; answer: its HTTP status */
    uint64_t len;    /* bytes that are covered: the body of an answer, or what follows the line of a piece */
    uint8_t digest[ATTEST_DIGEST_LEN];
    /* Of a piece; zero otherwise. */
    uint8_t lineage[ATTEST_LINEAGE_LEN]; /* of the history that the answer reads; zero: the server knows none */
    uint64_t from, to; /* positions: the one that was asked for, the one that the answer reads up to */
};

/* Writes the digest of a body. */
void attest_digest(struct bytes body, uint8_t out[static ATTEST_DIGEST_LEN]);
/* Signs; text gets base64url and a NUL. GH_MALFORMED: a number over INT64_MAX. */
enum gh_status GH_MUST_USE attest_sign(const struct attest_claims *claims, const uint8_t kid[static KID_LEN],
                                       const uint8_t secret_key[static SECRET_KEY_LEN],
                                       char text[static ATTEST_TEXT_MAX]);
/* Verifies the signature with a key of the set, then reads. The caller compares device, nonce, number, length, digest
 * and history with the expected ones. GH_MALFORMED, GH_UNSUPPORTED (a form of another version), GH_UNKNOWN_KEY,
 * GH_BAD_SIGNATURE. */
enum gh_status GH_MUST_USE attest_verify(struct bytes text, const struct keyset *keys, struct attest_claims *out);

/* Tells whether the claims are about an answer to that request: status and the whole body. */
bool attest_fits_answer(const struct attest_claims *claims, const struct uuid *device,
                        const uint8_t nonce[static ATTEST_NONCE_LEN], int status, struct bytes body);

/* Writes a signed key set as base64url, with a NUL. GH_TOO_LONG: over KEYSET_BYTES_MAX. */
enum gh_status GH_MUST_USE attest_keys_text(struct bytes signed_set, char out[static ATTEST_KEYS_TEXT_MAX]);
/* Reads the text of a key set and verifies it as keyset_verify(). held (may be empty) is the signed set that the booth
 * has: another one of the same epoch is GH_CONFLICT, an older one GH_ROLLBACK. */
enum gh_status GH_MUST_USE attest_keys_read(struct bytes text, const uint8_t root_public[static PUBLIC_KEY_LEN],
                                            struct bytes held, struct keyset *out);

#endif
