/* The seal under a file that is carried by hand, between a server and a booth without a network (sync/README.md).
 *
 * A COSE_Sign1 in the profile of cose.h, as the file's last line, over the deterministic CBOR map
 * {1: what, 2: device id, 6: seconds since 1970, 7: SHA-256 of all that stands before that line, 8: number}.
 * Snapshots are signed by a signing key of the key set, entries by the booth's own key. */
#ifndef GH_TOKEN_CARRIED_H
#define GH_TOKEN_CARRIED_H

#include "base/tick.h"
#include "base/uuid.h"
#include "token/keyset.h"

#define CARRIED_MARK "GHS1:" /* no line of JSON begins so */
#define CARRIED_DIGEST_LEN 32
#define CARRIED_BYTES_MAX 192
#define CARRIED_TEXT_MAX 272 /* mark and base64url without padding, with NUL */

enum carried_what { CARRIED_SNAPSHOT = 1, CARRIED_ENTRIES, CARRIED_APPLICATIONS };

struct carried_claims {
    enum carried_what what;
    struct uuid device; /* whom a snapshot is for, whose the entries are */
    tick at;            /* when it was made, by the clock of who made it; whole seconds */
    uint64_t number;    /* of a snapshot: entries of that booth the server has, without a gap; of entries: the first
                         * that the booth still holds, 0 when nothing is missing before these */
    uint8_t digest[CARRIED_DIGEST_LEN];
};

/* text gets the line, without a newline. */
enum gh_status GH_MUST_USE carried_sign(const struct carried_claims *claims, const uint8_t kid[static KID_LEN],
                                        const uint8_t secret_key[static SECRET_KEY_LEN],
                                        char text[static CARRIED_TEXT_MAX]);
/* keys: who may have signed; of a booth, a set of its one key. GH_MALFORMED, GH_UNKNOWN_KEY, GH_BAD_SIGNATURE. Whether
 * digest, device and kind are the expected ones is for the caller to compare. */
enum gh_status GH_MUST_USE carried_verify(struct bytes text, const struct keyset *keys, struct carried_claims *out);

/* A set of one key, for carried_verify. */
void carried_keyset_of(const uint8_t public_key[static PUBLIC_KEY_LEN], struct keyset *out);

#endif
