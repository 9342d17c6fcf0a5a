/* The server's keys for personal data: seals columns at rest, and makes the keyed hashes that find equal values.
 *
 * Sealing is XChaCha20-Poly1305 (libsodium crypto_aead_xchacha20poly1305_ietf) with a random nonce; the additional data
 * name the column and the row, so that a box can't be moved to another row. Layout: key number (1 byte), nonce (24),
 * ciphertext, tag (16). Hashes for persons and plates use the campus key that booths hold too (people/keyed_hash.h). */
#ifndef GH_SERVER_VAULT_VAULT_H
#define GH_SERVER_VAULT_VAULT_H

#include "base/bytes.h"
#include "base/uuid.h"
#include "people/keyed_hash.h"
#include "token/holder.h"
#include "wire/display.h"

#define VAULT_KEY_LEN 32
#define VAULT_OVERHEAD (1 + 24 + 16)
#define VAULT_HASH_LEN 32

/* Keys in memory; one owner, wiped by vault_close. */
struct vault {
    uint8_t seal_key[VAULT_KEY_LEN], hash_key[VAULT_KEY_LEN];
    uint8_t campus_key[CAMPUS_KEY_LEN];
    uint8_t sealing_public[SEALING_KEY_LEN], sealing_secret[SEALING_KEY_LEN]; /* what gates seal applications to */
    uint8_t data_key[DATA_KEY_LEN]; /* seals what booths show of a person (wire/display.h) */
};

/* Reads DIRECTORY/vault.key, campus.key and data.key; create: makes what is missing. Statuses as key_file_read(). */
enum gh_status GH_MUST_USE vault_open(const char *directory, bool create, struct vault *out);
/* From keys given as bytes: tests. */
void vault_from_keys(const uint8_t master[static VAULT_KEY_LEN], const uint8_t campus[static CAMPUS_KEY_LEN],
                     const uint8_t data[static DATA_KEY_LEN], struct vault *out);
void vault_close(struct vault *vault);

/* column: literal such as "person.name". out holds plain.len + VAULT_OVERHEAD bytes, all written. */
void vault_seal(const struct vault *vault, const char *column, const struct uuid *row, struct bytes plain,
                uint8_t *out);
/* GH_BAD_SIGNATURE: another key, column or row, or altered; GH_MALFORMED: too short; GH_TOO_LONG: cap, which counts a
 * NUL that is added, does not hold it. *len without the NUL. The caller wipes out. */
enum gh_status GH_MUST_USE vault_open_box(const struct vault *vault, const char *column, const struct uuid *row,
                                          struct bytes box, uint8_t *out, size_t cap, size_t *len);

/* BLAKE2b-256 keyed with a key of its own: mobile numbers, link tokens. purpose separates the uses. */
void vault_hash(const struct vault *vault, const char *purpose, struct bytes value, uint8_t out[static VAULT_HASH_LEN]);

#endif
