/* Keyed hashes of persons and plates: found by who has the campus key. Who has it can also try all ID numbers, so that
 * hashes of persons stay on the server; booths hold those of plates.
 *
 * First 16 bytes of BLAKE2b-256 keyed with the campus key, over a purpose byte and the normal form. */
#ifndef GH_PEOPLE_KEYED_HASH_H
#define GH_PEOPLE_KEYED_HASH_H

#include "people/plate.h"

#define KEYED_HASH_LEN 16
#define CAMPUS_KEY_LEN 32

void plate_hash(const uint8_t key[static CAMPUS_KEY_LEN], const struct plate *plate,
                uint8_t out[static KEYED_HASH_LEN]);
/* Hashes a plate's hash once more: under each key that has replaced the one before, from the second on. Only who has
 * the newest key as well can try all plates. out may be hash. */
void plate_hash_again(const uint8_t key[static CAMPUS_KEY_LEN], const uint8_t hash[static KEYED_HASH_LEN],
                      uint8_t out[static KEYED_HASH_LEN]);
/* document: kind and number of an ID document as document_form() writes them (people/document.h). */
void person_hash(const uint8_t key[static CAMPUS_KEY_LEN], struct bytes document, uint8_t out[static KEYED_HASH_LEN]);

#endif
