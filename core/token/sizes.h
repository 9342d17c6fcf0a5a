/* Sizes of keys and signed sets, in bytes. */
#ifndef GH_TOKEN_SIZES_H
#define GH_TOKEN_SIZES_H

#define KID_LEN 8
#define PUBLIC_KEY_LEN 32     /* Ed25519, RFC 8032 */
#define SECRET_KEY_LEN 64     /* libsodium's form: seed and public key */
#define KEYSET_BYTES_MAX 2048 /* of a signed key set, the largest message of the profile */

#endif
