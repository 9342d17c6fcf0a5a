/* Key files: one line with a word for the kind of key, a blank and the bytes in hexadecimal. */
#ifndef GH_OS_KEY_FILE_H
#define GH_OS_KEY_FILE_H

#include <stdbool.h>

#include "base/bytes.h"

#define KEY_ROOT_SECRET "gatehouse-root-secret"       /* 32-byte Ed25519 seed */
#define KEY_ROOT_PUBLIC "gatehouse-root-public"       /* 32 bytes */
#define KEY_SIGNING_SECRET "gatehouse-signing-secret" /* 32-byte Ed25519 seed */
#define KEY_SEALING_SECRET "gatehouse-sealing-secret" /* 32-byte X25519 secret key */
#define KEY_CAMPUS "gatehouse-campus-key"             /* 32 bytes */
#define KEY_VAULT "gatehouse-vault-key"               /* 32 bytes: seals personal data in the server's database */
#define KEY_DATA "gatehouse-data-key"                 /* 32 bytes: seals what booths show of a person */
#define KEY_FILE_KEY_MAX 64                           /* bytes of a key */

/* Reads a key. GH_MALFORMED: another word or length, or not hexadecimal. Otherwise as os_file_read(). On error out is
 * untouched. */
enum gh_status GH_MUST_USE key_file_read(const char *path, const char *word, uint8_t *out, size_t len);

/* Writes a new file, mode 0600 for a secret and 0644 otherwise, and returns when it is on disk. GH_CONFLICT: there is a
 * file already, and an overwritten key would be lost for good. */
enum gh_status GH_MUST_USE key_file_write(const char *path, const char *word, const uint8_t *key, size_t len,
                                          bool secret);

#endif
