/* A directory of keys as `gatehouse keys` makes it: the root, the signing keys, and the set that the root signed.
 *
 * The root's secret belongs offline; the server works without it. */
#ifndef GH_KEYS_KEY_DIRECTORY_H
#define GH_KEYS_KEY_DIRECTORY_H

#include "base/bytes.h"
#include "token/keyset.h"

#define KEYSET_FILE "keyset.cose"
#define SIGNING_PREFIX "signing-"
struct signing_key {
    uint8_t kid[KID_LEN], public_key[PUBLIC_KEY_LEN], secret_key[SECRET_KEY_LEN];
};
/* A key that booths seal boxes to (wire/seal.h). */
#define SEALING_PREFIX "sealing-"
#define SEALING_KEYS_MAX 8 /* that a server opens boxes with */
#define SEALING_SECRET_LEN 32
struct sealing_key {
    uint8_t kid[KID_LEN], public_key[PUBLIC_KEY_LEN], secret_key[SEALING_SECRET_LEN];
};
enum gh_status GH_MUST_USE keys_make_root(const char *directory);
enum gh_status GH_MUST_USE keys_make_signing(const char *directory, struct signing_key *out);
/* Reads the files of all signing keys, at most KEYSET_KEYS_MAX, and sets *count. */
enum gh_status GH_MUST_USE keys_read_signing(const char *directory, struct signing_key *out, size_t *count);
/* Makes the next sealing key, sealing-N.secret: the key set lists the one with the highest number, and the server opens
 * what was sealed to any of them. */
enum gh_status GH_MUST_USE keys_make_sealing(const char *directory, struct sealing_key *out);
/* Reads the newest sealing keys, at most SEALING_KEYS_MAX, the newest first, and sets *count. */
enum gh_status GH_MUST_USE keys_read_sealing(const char *directory, struct sealing_key *out, size_t *count);
/* Signs a set of all signing keys and the newest sealing key, issued now, with the epoch after the one in the
 * directory. Makes a sealing key when neither the directory nor the set before has one. */
enum gh_status GH_MUST_USE keys_make_set(const char *directory, tick now, tick from, tick until, struct keyset *out);
/* Reads the key set and verifies it against DIRECTORY/root.public. */
enum gh_status GH_MUST_USE keys_read_set(const char *directory, struct keyset *out);

#endif
