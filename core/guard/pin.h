/* A guard's PIN: makes and checks the record that is synced to the booths, and opens the data key that lies in it.
 *
 * One Argon2id derivation (libsodium crypto_pwhash) gives a master from which crypto_kdf makes two keys: one is stored
 * as the verifier, the other wraps the data key (XChaCha20-Poly1305, additional data: guard number). Where the booth
 * has a hardware secret (TPM, OTP) it is mixed into the wrapping key, so that a stolen disk opens nothing.
 * sodium_init() must have succeeded. */
#ifndef GH_GUARD_PIN_H
#define GH_GUARD_PIN_H

#include "wire/display.h"
#include "wire/record.h"

/* Six digits at least: a stolen record can be tried offline, and each try costs the derivation below. */
#define PIN_LEN_MIN 6
#define PIN_LEN_MAX 12

/* Default cost: 75 ms on a desktop processor of 2020, about half a second on a small ARM board; the memory is given
 * back at once. Trying all million PINs of six digits so takes a day of one such processor: the hardware secret is what
 * protects a stolen booth, the PIN alone only delays. */
#define PIN_OPS 8
#define PIN_MEM_KIB 32768

enum pin_fault {
    PIN_GOOD = 0,
    PIN_NOT_DIGITS,
    PIN_TOO_SHORT,
    PIN_TOO_LONG,
    PIN_TRIVIAL /* one digit, a run up or down, a short group over and over, or a well-known one */
};

/* Rules for a PIN that is being set. Digits are ASCII. */
enum pin_fault pin_judge(struct bytes pin);
/* Stable identifier: "trivial". */
const char *pin_fault_name(enum pin_fault fault);

/* Bytes that only this machine can give. len 0: none. */
struct pin_hardware {
    const uint8_t *secret; /* borrowed */
    size_t len;            /* 0, or 16 to 64 */
};

/* Fills salt, verifier, ops, mem_kib and wrapped of *guard, whose number is already set; the rest is untouched.
 * data_key NULL: nothing is wrapped. GH_DENIED for a PIN that pin_judge refuses, GH_MALFORMED for a cost outside the
 * bounds of wire/record.h or a hardware secret of another length, GH_NO_MEMORY when the derivation can't have its
 * memory. */
enum gh_status GH_MUST_USE pin_set(struct bytes pin, uint32_t ops, uint32_t mem_kib, const uint8_t *data_key,
                                   struct pin_hardware hardware, struct wire_guard *guard);

/* The same in two steps, for a server that makes the record once and wraps the data key for each booth: what the PIN
 * gives before any hardware is mixed in. Fills salt, verifier, ops and mem_kib. The caller wipes base. */
#define PIN_BASE_LEN 32
enum gh_status GH_MUST_USE pin_make(struct bytes pin, uint32_t ops, uint32_t mem_kib, struct wire_guard *guard,
                                    uint8_t base[static PIN_BASE_LEN]);
/* Fills guard->wrapped. GH_MALFORMED for a hardware secret of another length. */
enum gh_status GH_MUST_USE pin_wrap(const uint8_t base[static PIN_BASE_LEN], struct pin_hardware hardware,
                                    const uint8_t data_key[static DATA_KEY_LEN], struct wire_guard *guard);

/* GH_OK: the PIN is this guard's; data_key has the data key when *has_key. GH_DENIED: wrong PIN, or the guard is not
 * active (told only to the right PIN's owner by being refused alike). GH_BAD_SIGNATURE: right PIN, but the data key
 * does not open (another booth's hardware secret); *has_key is then untouched. GH_NO_MEMORY. Takes a third of a second:
 * not for a thread that draws. The caller wipes data_key. */
enum gh_status GH_MUST_USE pin_check(const struct wire_guard *guard, struct bytes pin, struct pin_hardware hardware,
                                     uint8_t data_key[static DATA_KEY_LEN], bool *has_key);

#endif
