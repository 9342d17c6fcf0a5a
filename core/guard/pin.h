/* A guard's PIN: makes and checks the record that is synced to the booths, and opens the data key inside it.
 *
 * One Argon2id derivation (libsodium crypto_pwhash) gives a master from which crypto_kdf makes two keys: one is stored
 * as the verifier, the other wraps the data key (XChaCha20-Poly1305, additional data: guard number). Where the booth
 * has a hardware secret (TPM, OTP), both include it: a stolen disk opens nothing, and no PIN can be tried on it.
 * sodium_init() must have succeeded. */
#ifndef GH_GUARD_PIN_H
#define GH_GUARD_PIN_H

#include "guard/badge.h"
#include "wire/display.h"
#include "wire/record.h"

/* At least six digits, and eight without a badge where the policy wants it: a thief can try a stolen record offline,
 * and each try costs the derivation below. */
#define PIN_LEN_MIN 6
#define PIN_LEN_ALONE 8
#define PIN_LEN_MAX 12

/* Default cost: 75 ms on a desktop processor of 2020, about half a second on a small ARM board; the memory is free
 * again at once. All PINs of six digits take one such core a day, those of eight digits 88 days (docs/threats.md has
 * measured figures), so the PIN alone only delays. A badge or a hardware secret protects a stolen booth. */
#define PIN_OPS 8
#define PIN_MEM_KIB 32768

enum pin_fault {
    PIN_GOOD = 0,
    PIN_NOT_DIGITS,
    PIN_TOO_SHORT,
    PIN_TOO_LONG,
    PIN_TRIVIAL /* one digit, a run up or down, a repeated group, or a well-known code */
};

/* Judges a new PIN. Digits are ASCII. */
enum pin_fault pin_judge(struct bytes pin);
/* Returns a stable identifier such as "trivial". */
const char *pin_fault_name(enum pin_fault fault);

/* Bytes that only this machine has. len 0: none. */
struct pin_hardware {
    const uint8_t *secret; /* borrowed */
    size_t len;            /* 0, or 16 to 64 */
};

/* Fills salt, verifier, ops, mem_kib, bound and wrapped of *guard, whose number is set; leaves the rest untouched.
 * data_key NULL: wraps nothing. GH_DENIED: pin_judge() refuses the PIN. GH_MALFORMED: a cost outside the bounds of
 * wire/record.h, or a hardware secret of another length. GH_NO_MEMORY: no memory for the derivation. */
enum gh_status GH_MUST_USE pin_set(struct bytes pin, uint32_t ops, uint32_t mem_kib, const uint8_t *data_key,
                                   struct pin_hardware hardware, struct wire_guard *guard);

/* The first of two steps for a server, which makes the record once and wraps the data key for each booth: fills salt,
 * verifier, ops, mem_kib and badge, and derives base from the PIN and the badge's secret (NULL: no badge), without
 * hardware. The caller wipes base. */
#define PIN_BASE_LEN 32
enum gh_status GH_MUST_USE pin_make(struct bytes pin, const uint8_t *badge, uint32_t ops, uint32_t mem_kib,
                                    struct wire_guard *guard, uint8_t base[static PIN_BASE_LEN]);
/* The second step: fills guard->wrapped. GH_MALFORMED: a hardware secret of another length. */
enum gh_status GH_MUST_USE pin_wrap(const uint8_t base[static PIN_BASE_LEN], struct pin_hardware hardware,
                                    const uint8_t data_key[static DATA_KEY_LEN], struct wire_guard *guard);

/* As pin_wrap(), with campus keys behind the data key, the first one first. keys: DATA_KEY_LEN bytes, and 32 for each
 * of GUARD_CAMPUS_KEYS_MAX at most. GH_MALFORMED also for another length. */
enum gh_status GH_MUST_USE pin_wrap_all(const uint8_t base[static PIN_BASE_LEN], struct pin_hardware hardware,
                                        struct bytes keys, struct wire_guard *guard);

/* Binds the verifier of a record that pin_make() filled to the hardware; without one, the record stays as it is.
 * GH_MALFORMED: a hardware secret of another length, or a record that is bound already. */
enum gh_status GH_MUST_USE pin_bind(struct pin_hardware hardware, struct wire_guard *guard);

#define PIN_CAMPUS_KEY_LEN 32
/* What a right PIN opens. wrapping opens the keys of the same PIN again, after the server has wrapped others. */
struct pin_keys {
    uint8_t data_key[DATA_KEY_LEN];
    uint8_t campus[GUARD_CAMPUS_KEYS_MAX][PIN_CAMPUS_KEY_LEN];
    size_t campus_count; /* 0: the one of the enrolment is in use */
    uint8_t wrapping[PIN_BASE_LEN];
    bool has_data_key;
};

/* Checks a PIN. badge: the secret of the badge that was scanned; NULL: none was, which is GH_DENIED for a guard who has
 * one. It counts for nothing where the guard has none. GH_OK: it is right. GH_DENIED: the PIN is wrong or the guard is
 * not active; both look the same, so that nobody learns which. GH_BAD_SIGNATURE: the PIN is right, but the data key
 * does not open (another booth's hardware secret). GH_UNAVAILABLE: the record is bound to a hardware secret, and there
 * is none. GH_NO_MEMORY. Takes a third of a second: not for a thread that
 * draws. The caller wipes *out, which is untouched after errors. */
enum gh_status GH_MUST_USE pin_check(const struct wire_guard *guard, struct bytes pin, const uint8_t *badge,
                                     struct pin_hardware hardware, struct pin_keys *out);
/* Opens the data key of a guard's newer record into *keys, which an earlier record has filled. GH_BAD_SIGNATURE: the
 * PIN, badge or hardware secret has changed since; *keys is untouched. */
enum gh_status GH_MUST_USE pin_open_again(const struct wire_guard *guard, struct pin_keys *keys);

#endif
