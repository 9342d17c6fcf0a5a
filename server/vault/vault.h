/* The server's keys for personal data: seals columns at rest and makes keyed hashes that find equal values.
 *
 * Sealing is XChaCha20-Poly1305 (libsodium crypto_aead_xchacha20poly1305_ietf) with a random nonce. The additional data
 * name the column and the row, so that a box can't move to another row. Layout: key number (1 byte), nonce (24),
 * ciphertext, tag (16). The key number is that of the file: vault.key is 1, vault-2.key is 2. Boxes are sealed with the
 * newest key and opened with the one that they name. Hashes stay under the first key, since nothing keeps their plain
 * values. Hashes of persons and plates use the first campus key (people/keyed_hash.h).
 *
 * The data and campus keys are numbered in the same way: data.key, data-2.key. Which of them is in use stands in the
 * database (records/shared_key.h), so that all servers change at once. Booths hold the campus keys too. Each has a data
 * key of its own, which vault_booth_key() makes. */
#ifndef GH_SERVER_VAULT_VAULT_H
#define GH_SERVER_VAULT_VAULT_H

#include "base/bytes.h"
#include "base/tick.h"
#include "base/uuid.h"
#include "people/keyed_hash.h"
#include "token/holder.h"
#include "wire/display.h"

#define VAULT_KEY_LEN 32
#define VAULT_OVERHEAD (1 + 24 + 16)
#define VAULT_HASH_LEN 32
#define VAULT_KEYS_MAX 16
/* A server seals with a new key when its file is this old, so that all servers of a folder know it by then. */
#define VAULT_KEY_SETTLES TICK_MINUTE

/* The keys of one kind, by number. */
struct vault_ring {
    uint8_t keys[VAULT_KEYS_MAX][VAULT_KEY_LEN]; /* [0]: key 1 */
    unsigned known;                              /* bit N - 1: key N is there; atomic */
    unsigned newest;                             /* number of the newest key that has settled; atomic */
};
enum vault_kind { VAULT_DATA = 0, VAULT_CAMPUS, VAULT_SHARED_KINDS };

/* Keys in memory, with one owner. vault_close() wipes them. */
struct vault {
    struct vault_ring seals; /* derived from the files; sealed with the newest */
    uint8_t hash_key[VAULT_KEY_LEN];
    uint8_t booth_key[VAULT_KEY_LEN];             /* no booth has it: it makes the data keys of booths */
    struct vault_ring shared[VAULT_SHARED_KINDS]; /* with booths */
    uint8_t campus_key[CAMPUS_KEY_LEN];           /* the first one: of hashes in the database */
    uint8_t sealing_public[SEALING_KEY_LEN],
        sealing_secret[SEALING_KEY_LEN]; /* of boxes, before the key set lists a key */
};

/* Reads vault.key, campus.key and data.key from `directory`. `create`: makes those that are missing. Fails like
 * key_file_read(). */
enum gh_status GH_MUST_USE vault_open(const char *directory, bool create, struct vault *out);
/* Reads keys that came into the directory since, while other threads use the vault. Returns whether boxes are sealed
 * with another key than before. Faulty files change nothing. */
bool vault_refresh(struct vault *vault, const char *directory);
/* Returns the number of the key that boxes are sealed with. */
uint8_t vault_key_number(const struct vault *vault);
/* Returns a key that booths hold too, by its number, or NULL while its file has not come. */
const uint8_t *vault_shared_key(const struct vault *vault, enum vault_kind kind, unsigned number);
/* Makes the data key of one booth from data key `number`, a secret of vault.key that no booth has, and the booth's id
 * (keyed BLAKE2b-256). Who has the data key of a booth, or data.key as booths of before held it, learns that of no
 * other. False: the file of the number has not come. The caller wipes *out. */
bool vault_booth_key(const struct vault *vault, unsigned number, const struct uuid *booth,
                     uint8_t out[static DATA_KEY_LEN]);
/* Returns the number of the newest key of a kind that all servers of the folder have by now. */
unsigned vault_shared_newest(const struct vault *vault, enum vault_kind kind);
/* Makes a vault from keys given as bytes, for tests. */
void vault_from_keys(const uint8_t master[static VAULT_KEY_LEN], const uint8_t campus[static CAMPUS_KEY_LEN],
                     const uint8_t data[static DATA_KEY_LEN], struct vault *out);
/* Wipes the keys. */
void vault_close(struct vault *vault);

/* Seals a value. column: a literal such as "person.name". `out` holds plain.len + VAULT_OVERHEAD bytes. */
void vault_seal(const struct vault *vault, const char *column, const struct uuid *row, struct bytes plain,
                uint8_t *out);
/* Opens a sealed value into `out` and appends a NUL, which `cap` counts and *len does not. The caller wipes `out`.
 * GH_BAD_SIGNATURE: other key, column or row, or altered. GH_UNKNOWN_KEY: the file of its key is missing. GH_MALFORMED:
 * too short. GH_TOO_LONG: `cap` is too small. */
enum gh_status GH_MUST_USE vault_open_box(const struct vault *vault, const char *column, const struct uuid *row,
                                          struct bytes box, uint8_t *out, size_t cap, size_t *len);

/* Hashes a value such as a mobile number or link token: BLAKE2b-256 under the vault's hash key. `purpose` separates the
 * uses. */
void vault_hash(const struct vault *vault, const char *purpose, struct bytes value, uint8_t out[static VAULT_HASH_LEN]);

#endif
