/* The number by which people see that a booth and its server speak to each other, and to nobody in between. */
#ifndef GH_WIRE_FINGERPRINT_H
#define GH_WIRE_FINGERPRINT_H

#include <stdint.h>

#include "token/sizes.h"

#define FINGERPRINT_SIZE 20 /* "1A2B-3C4D-5E6F-7081" with NUL */

/* Writes the fingerprint of a booth's key together with the root key that its server gave it: the first 8 bytes of the
 * BLAKE2b-256 of "gatehouse fingerprint 2", the booth's key and the root key (docs/sync-protocol.md#enrolment).
 * Somebody in the middle who exchanges either key shows another number on one of the two screens. */
void fingerprint_of(const uint8_t booth_key[static PUBLIC_KEY_LEN], const uint8_t root_key[static PUBLIC_KEY_LEN],
                    char out[static FINGERPRINT_SIZE]);

#define ROOT_FINGERPRINT_SIZE 33 /* 32 hexadecimal digits with NUL */

/* Writes the fingerprint of a root key, as a code of enrolment has it: the first 16 bytes of the BLAKE2b-256 of
 * "gatehouse root 1" and the key. Nobody can find another key with the same one. */
void fingerprint_of_root(const uint8_t root_key[static PUBLIC_KEY_LEN], char out[static ROOT_FINGERPRINT_SIZE]);

#endif
