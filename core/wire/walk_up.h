/* An application that somebody made at a gate, on its way to the server: sealed the moment it is submitted, so that the
 * booth itself can't read it back, and carried as a line like those of record.h:
 * {"t":"application","id":...,"number":1,"at":MILLISECONDS,"sealed":HEX}.
 *
 * Sealed is crypto_box_seal (libsodium: X25519, XSalsa20-Poly1305, an ephemeral key of the sender) to the server's
 * public key. What is in the box is JSON (sync/README.md), padded with spaces to a multiple of WALK_UP_PAD, so that a
 * length says nothing about a name. */
#ifndef GH_WIRE_WALK_UP_H
#define GH_WIRE_WALK_UP_H

#include "wire/record.h"

#define WALK_UP_PAD 512
#define WALK_UP_PLAIN_MAX 3584 /* bytes in the box, with padding */
#define WALK_UP_SEAL_BYTES 48  /* what sealing adds */
#define WALK_UP_SEALED_MAX (WALK_UP_PLAIN_MAX + WALK_UP_SEAL_BYTES)
#define WALK_UP_LINK_LEN 22 /* characters of the link by which the applicant looks on: 128 bits, base64url */

struct walk_up {
    struct uuid id;  /* version 7; the application's own, at the server too */
    uint64_t number; /* 1, 2, 3, ... at this booth: what people call it by */
    tick at;         /* when it was submitted */
    bool clock_trusted;
    uint8_t sealed[WALK_UP_SEALED_MAX];
    size_t sealed_len; /* 0: settled, the box is gone */
};

/* out holds WALK_UP_SEALED_MAX bytes. GH_TOO_LONG over WALK_UP_PLAIN_MAX; GH_MALFORMED for a key that is no point. */
enum gh_status GH_MUST_USE walk_up_seal(struct bytes plain, const uint8_t key[static SEALING_KEY_LEN], uint8_t *out,
                                        size_t *out_len);
/* At the server. out holds WALK_UP_PLAIN_MAX bytes; the caller wipes it. GH_MALFORMED for a length that no box has,
 * GH_BAD_SIGNATURE for another key or altered bytes. */
enum gh_status GH_MUST_USE walk_up_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                                        const uint8_t secret_key[static SEALING_KEY_LEN], uint8_t *out,
                                        size_t *out_len);

/* As entry_decode() and entry_encode(); WIRE_LINE_MAX + 1 bytes always suffice. */
enum gh_status GH_MUST_USE walk_up_decode(struct bytes line, struct walk_up *out, char why[static WIRE_ERROR_SIZE]);
enum gh_status GH_MUST_USE walk_up_encode(const struct walk_up *walk_up, char *line, size_t size);

#endif
