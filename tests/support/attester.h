/* The server's side of signed answers, for tests of the booth. */
#ifndef GH_TESTS_SUPPORT_ATTESTER_H
#define GH_TESTS_SUPPORT_ATTESTER_H

#include "token/attest.h"

struct attester {
    uint8_t kid[KID_LEN], secret_key[SECRET_KEY_LEN], root_public[PUBLIC_KEY_LEN];
    uint8_t signed_set[KEYSET_BYTES_MAX];
    size_t signed_len;
    struct uuid device; /* the booth that it answers */
};

/* Makes root, signing key and key set, the same ones each time. */
void attester_make(struct attester *a);

/* Writes the line of the key set with its newline; returns its length. */
size_t attester_keys_line(const struct attester *a, char *out);
/* Writes the line of a piece with its newline, and the piece; returns their length. nonce: of the request, base64url.
 * lineage: NULL for none. */
size_t attester_piece(const struct attester *a, const char *nonce, uint64_t number, uint64_t from, uint64_t to,
                      const uint8_t *lineage, struct bytes body, char *out);
/* Writes the two fields of an answer other than a stream. */
void attester_seal(const struct attester *a, const char *nonce, int status, struct bytes body,
                   char seal[static ATTEST_TEXT_MAX], char keys[static ATTEST_KEYS_TEXT_MAX]);

#endif
