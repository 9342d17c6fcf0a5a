/* The seal of a file that people carry between a server and a booth without a network (docs/sync-protocol.md).
 *
 * The last line of the file is a COSE_Sign1 in the profile of cose.h over the deterministic CBOR map
 * {1: what, 2: device id, 6: seconds since 1970, 7: SHA-256 of all that stands before that line, 8: number}, and where
 * it names a journal also 9: its label, 10: its first number. A signing key of the key set signs snapshots; the booth's
 * own key signs entries. */
#ifndef GH_TOKEN_CARRIED_H
#define GH_TOKEN_CARRIED_H

#include "base/tick.h"
#include "base/uuid.h"
#include "token/keyset.h"

#define CARRIED_MARK "GHS1:" /* a line of JSON never begins with it */
#define CARRIED_DIGEST_LEN 32
#define CARRIED_LABEL_LEN 16 /* of a journal */
#define CARRIED_BYTES_MAX 232
#define CARRIED_TEXT_MAX 320 /* mark and base64url without padding, with NUL */

enum carried_what {
    CARRIED_SNAPSHOT = 1,
    CARRIED_ENTRIES,
    CARRIED_APPLICATIONS, /* of booths that know no other boxes */
    CARRIED_BOXES
};

struct carried_claims {
    enum carried_what what;
    struct uuid device; /* the booth that a snapshot is for, or that wrote the entries */
    tick at;            /* when it was made, by the clock of its maker; whole seconds */
    uint64_t number;    /* snapshot: the server has the booth's entries up to here, without a gap; entries: the first
                         * that the booth still holds, 0 when none is missing before these */
    uint8_t digest[CARRIED_DIGEST_LEN];
    bool has_journal;                   /* false: of an older version, or boxes */
    uint8_t journal[CARRIED_LABEL_LEN]; /* label of the journal that number and entries are about */
    uint64_t first;                     /* entries: no entry of this journal has a lower number; snapshot: 0 */
};

/* Signs; text gets the line, without a newline. */
enum gh_status GH_MUST_USE carried_sign(const struct carried_claims *claims, const uint8_t kid[static KID_LEN],
                                        const uint8_t secret_key[static SECRET_KEY_LEN],
                                        char text[static CARRIED_TEXT_MAX]);
/* Verifies the line. keys: the keys that may have signed; for a booth, a set of its one key. GH_MALFORMED,
 * GH_UNKNOWN_KEY, GH_BAD_SIGNATURE; GH_UNSUPPORTED: a good signature over claims that this version does not know. The
 * caller compares digest, device and kind with the expected ones. */
enum gh_status GH_MUST_USE carried_verify(struct bytes text, const struct keyset *keys, struct carried_claims *out);

/* Returns a set of one key, for carried_verify(). */
void carried_keyset_of(const uint8_t public_key[static PUBLIC_KEY_LEN], struct keyset *out);

#endif
