#include "guard/pin.h"

#include <sodium.h>
#include <string.h>

#define KDF_CONTEXT "GHguard1" /* crypto_kdf_CONTEXTBYTES */
#define KDF_VERIFIER 1
#define KDF_WRAPPING 2
#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

_Static_assert(sizeof(KDF_CONTEXT) - 1 == crypto_kdf_CONTEXTBYTES, "context of the key derivation");
_Static_assert(GUARD_SALT_LEN == crypto_pwhash_SALTBYTES, "salt of Argon2id");
_Static_assert(GUARD_VERIFIER_LEN >= crypto_kdf_BYTES_MIN && GUARD_VERIFIER_LEN <= crypto_kdf_BYTES_MAX, "verifier");

#define WRAPPED_LEN(keys) (NONCE_LEN + (keys) + crypto_aead_xchacha20poly1305_ietf_ABYTES)
_Static_assert(WRAPPED_LEN(DATA_KEY_LEN) == GUARD_WRAPPED_ONE, "one key");

struct derived {
    uint8_t verifier[GUARD_VERIFIER_LEN];
    uint8_t wrapping[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
};

static bool all_digits(struct bytes pin)
{
    for (size_t i = 0; i < pin.len; i++) {
        if (pin.data[i] < '0' || pin.data[i] > '9')
            return false;
    }
    return true;
}

/* The same step leads from each digit to the next, with 9 and 0 as neighbours: 111111, 456789, 890123, 987654. */
static bool is_run(struct bytes pin)
{
    int step = (pin.data[1] - pin.data[0] + 10) % 10;
    if (step != 0 && step != 1 && step != 9)
        return false;
    for (size_t i = 2; i < pin.len; i++) {
        if ((pin.data[i] - pin.data[i - 1] + 10) % 10 != step)
            return false;
    }
    return true;
}

/* A group of at most half the length that repeats: 121212, 123123, 12341234. */
static bool repeats(struct bytes pin)
{
    for (size_t group = 1; group <= pin.len / 2; group++) {
        if (pin.len % group == 0 && memcmp(pin.data, pin.data + group, pin.len - group) == 0)
            return true;
    }
    return false;
}

/* 112233, 332211 */
static bool is_doubled_run(struct bytes pin)
{
    uint8_t half[PIN_LEN_MAX / 2] = {0};
    if (pin.len % 2 != 0)
        return false;
    for (size_t i = 0; i < pin.len / 2; i++) {
        if (pin.data[2 * i] != pin.data[2 * i + 1])
            return false;
        half[i] = pin.data[2 * i];
    }
    return is_run(BYTES(half, pin.len / 2));
}

static bool well_known(struct bytes pin)
{
    /* The most frequent codes of published leaks that the rules above miss. */
    static const char *const known[] = {"520131", "5201314", "147258", "258369", "147258369", "159357", "159753",
                                        "123321", "654123",  "123654", "110110", "135790",    "246810", "1314520",
                                        "789456", "456123",  "100200", "101010", "131452",    "741852", "963852"};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (bytes_equal(pin, bytes_of_string(known[i])))
            return true;
    }
    return false;
}

enum pin_fault pin_judge(struct bytes pin)
{
    if (!all_digits(pin))
        return PIN_NOT_DIGITS;
    if (pin.len < PIN_LEN_MIN)
        return PIN_TOO_SHORT;
    if (pin.len > PIN_LEN_MAX)
        return PIN_TOO_LONG;
    return is_run(pin) || repeats(pin) || is_doubled_run(pin) || well_known(pin) ? PIN_TRIVIAL : PIN_GOOD;
}

const char *pin_fault_name(enum pin_fault fault)
{
    static const char *const names[] = {[PIN_GOOD] = "good",
                                        [PIN_NOT_DIGITS] = "not-digits",
                                        [PIN_TOO_SHORT] = "too-short",
                                        [PIN_TOO_LONG] = "too-long",
                                        [PIN_TRIVIAL] = "trivial"};
    return (unsigned)fault < sizeof(names) / sizeof(names[0]) ? names[fault] : "unknown-fault";
}

static bool hardware_ok(struct pin_hardware hardware)
{
    return hardware.len == 0 ||
           (hardware.len >= crypto_generichash_KEYBYTES_MIN && hardware.len <= crypto_generichash_KEYBYTES_MAX);
}

static bool keys_ok(size_t len)
{
    return len >= DATA_KEY_LEN && (len - DATA_KEY_LEN) % PIN_CAMPUS_KEY_LEN == 0 &&
           len - DATA_KEY_LEN <= GUARD_CAMPUS_KEYS_MAX * PIN_CAMPUS_KEY_LEN;
}

static bool cost_ok(uint32_t ops, uint32_t mem_kib)
{
    return ops >= 1 && ops <= GUARD_OPS_MAX && mem_kib >= GUARD_MEM_KIB_MIN && mem_kib <= GUARD_MEM_KIB_MAX;
}

_Static_assert(PIN_BASE_LEN == GUARD_VERIFIER_LEN, "both are mixed with the hardware secret");

/* key: wrapping key or verifier. */
static void mix_hardware(uint8_t key[static PIN_BASE_LEN], struct pin_hardware hardware)
{
    uint8_t without[PIN_BASE_LEN];
    if (hardware.len == 0)
        return;
    memcpy(without, key, sizeof(without));
    crypto_generichash(key, PIN_BASE_LEN, without, sizeof(without), hardware.secret, hardware.len);
    sodium_memzero(without, sizeof(without));
}

/* What is typed, and the secret of the badge where the guard has one. */
struct factors {
    struct bytes pin;
    const uint8_t *badge; /* NULL: none */
};

/* What Argon2id takes: the PIN, or its hash under the badge's secret. */
static struct bytes password_of(const struct factors *factors, uint8_t room[static PIN_BASE_LEN])
{
    if (!factors->badge)
        return factors->pin;
    (void)crypto_generichash(room, PIN_BASE_LEN, factors->pin.data, factors->pin.len, factors->badge, BADGE_SECRET_LEN);
    return BYTES(room, PIN_BASE_LEN);
}

static enum gh_status derive(const struct wire_guard *guard, struct factors factors, struct pin_hardware hardware,
                             struct derived *out)
{
    uint8_t master[crypto_kdf_KEYBYTES], mixed[PIN_BASE_LEN];
    if (!hardware_ok(hardware) || !cost_ok(guard->ops, guard->mem_kib))
        return GH_MALFORMED;
    struct bytes password = password_of(&factors, mixed);
    int failed = crypto_pwhash(master, sizeof(master), (const char *)password.data, password.len, guard->salt,
                               guard->ops, (size_t)guard->mem_kib * 1024, crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(mixed, sizeof(mixed));
    if (failed)
        return GH_NO_MEMORY;
    crypto_kdf_derive_from_key(out->verifier, sizeof(out->verifier), KDF_VERIFIER, KDF_CONTEXT, master);
    crypto_kdf_derive_from_key(out->wrapping, sizeof(out->wrapping), KDF_WRAPPING, KDF_CONTEXT, master);
    mix_hardware(out->wrapping, hardware);
    if (guard->bound)
        mix_hardware(out->verifier, hardware);
    sodium_memzero(master, sizeof(master));
    return GH_OK;
}

static void additional_data(uint32_t guard, uint8_t out[static 4])
{
    struct writer w = writer_over(out, 4);
    writer_put_uint(&w, 4, guard);
}

static void wrap(struct wire_guard *guard, const uint8_t wrapping[static PIN_BASE_LEN], struct bytes keys)
{
    uint8_t ad[4];
    additional_data(guard->guard, ad);
    memset(guard->wrapped, 0, sizeof(guard->wrapped));
    randombytes_buf(guard->wrapped, NONCE_LEN);
    crypto_aead_xchacha20poly1305_ietf_encrypt(guard->wrapped + NONCE_LEN, NULL, keys.data, keys.len, ad, sizeof(ad),
                                               NULL, guard->wrapped, wrapping);
    guard->wrapped_len = WRAPPED_LEN(keys.len);
}

enum gh_status pin_set(struct bytes pin, uint32_t ops, uint32_t mem_kib, const uint8_t *data_key,
                       struct pin_hardware hardware, struct wire_guard *guard)
{
    if (pin_judge(pin) != PIN_GOOD)
        return GH_DENIED;
    struct wire_guard made = *guard;
    made.ops = ops;
    made.mem_kib = mem_kib;
    made.badge = false;
    made.bound = hardware.len > 0;
    memset(made.wrapped, 0, sizeof(made.wrapped));
    made.wrapped_len = 0;
    randombytes_buf(made.salt, sizeof(made.salt));
    struct derived keys;
    enum gh_status status = derive(&made, (struct factors){pin, NULL}, hardware, &keys);
    if (status)
        return status;
    memcpy(made.verifier, keys.verifier, sizeof(made.verifier));
    if (data_key != NULL)
        wrap(&made, keys.wrapping, BYTES(data_key, DATA_KEY_LEN));
    *guard = made;
    sodium_memzero(&keys, sizeof(keys));
    return GH_OK;
}

enum gh_status pin_make(struct bytes pin, const uint8_t *badge, uint32_t ops, uint32_t mem_kib,
                        struct wire_guard *guard, uint8_t base[static PIN_BASE_LEN])
{
    if (pin_judge(pin) != PIN_GOOD)
        return GH_DENIED;
    struct wire_guard made = *guard;
    struct derived keys;
    made.ops = ops;
    made.mem_kib = mem_kib;
    made.badge = badge != NULL;
    made.bound = false;
    randombytes_buf(made.salt, sizeof(made.salt));
    enum gh_status status = derive(&made, (struct factors){pin, badge}, (struct pin_hardware){0}, &keys);
    if (status)
        return status;
    memcpy(made.verifier, keys.verifier, sizeof(made.verifier));
    memcpy(base, keys.wrapping, PIN_BASE_LEN);
    sodium_memzero(&keys, sizeof(keys));
    *guard = made;
    return GH_OK;
}

enum gh_status pin_bind(struct pin_hardware hardware, struct wire_guard *guard)
{
    if (!hardware_ok(hardware) || guard->bound)
        return GH_MALFORMED;
    mix_hardware(guard->verifier, hardware);
    guard->bound = hardware.len > 0;
    return GH_OK;
}

enum gh_status pin_wrap(const uint8_t base[static PIN_BASE_LEN], struct pin_hardware hardware,
                        const uint8_t data_key[static DATA_KEY_LEN], struct wire_guard *guard)
{
    return pin_wrap_all(base, hardware, BYTES(data_key, DATA_KEY_LEN), guard);
}

enum gh_status pin_wrap_all(const uint8_t base[static PIN_BASE_LEN], struct pin_hardware hardware, struct bytes keys,
                            struct wire_guard *guard)
{
    uint8_t wrapping[PIN_BASE_LEN];
    if (!hardware_ok(hardware) || !keys_ok(keys.len))
        return GH_MALFORMED;
    memcpy(wrapping, base, sizeof(wrapping));
    mix_hardware(wrapping, hardware);
    wrap(guard, wrapping, keys);
    sodium_memzero(wrapping, sizeof(wrapping));
    return GH_OK;
}

static enum gh_status unwrap(const struct wire_guard *guard, struct pin_keys *out)
{
    uint8_t ad[4], opened[GUARD_WRAPPED_MAX];
    if (guard->wrapped_len == 0) {
        out->has_data_key = false;
        return GH_OK;
    }
    const size_t len = guard->wrapped_len - WRAPPED_LEN(0);
    additional_data(guard->guard, ad);
    if (guard->wrapped_len < WRAPPED_LEN(0) || !keys_ok(len) ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(opened, NULL, NULL, guard->wrapped + NONCE_LEN,
                                                   guard->wrapped_len - NONCE_LEN, ad, sizeof(ad), guard->wrapped,
                                                   out->wrapping) != 0)
        return GH_BAD_SIGNATURE;
    memcpy(out->data_key, opened, DATA_KEY_LEN);
    out->campus_count = (len - DATA_KEY_LEN) / PIN_CAMPUS_KEY_LEN;
    memcpy(out->campus, opened + DATA_KEY_LEN, len - DATA_KEY_LEN);
    sodium_memzero(opened, sizeof opened);
    out->has_data_key = true;
    return GH_OK;
}

enum gh_status pin_check(const struct wire_guard *guard, struct bytes pin, const uint8_t *badge,
                         struct pin_hardware hardware, struct pin_keys *out)
{
    if (pin.len == 0 || pin.len > PIN_LEN_MAX || (guard->badge && !badge))
        return GH_DENIED;
    if (guard->bound && hardware.len == 0)
        return GH_UNAVAILABLE;
    struct derived keys;
    struct pin_keys opened = {.has_data_key = false};
    enum gh_status status = derive(guard, (struct factors){pin, guard->badge ? badge : NULL}, hardware, &keys);
    if (status)
        return status;
    memcpy(opened.wrapping, keys.wrapping, sizeof opened.wrapping);
    if (sodium_memcmp(keys.verifier, guard->verifier, sizeof(keys.verifier)) != 0 || !guard->active)
        status = GH_DENIED;
    else
        status = unwrap(guard, &opened);
    if (!status)
        *out = opened;
    sodium_memzero(&opened, sizeof opened);
    sodium_memzero(&keys, sizeof(keys));
    return status;
}

enum gh_status pin_open_again(const struct wire_guard *guard, struct pin_keys *keys)
{
    return unwrap(guard, keys);
}
