/* Judges, hashes and verifies passwords, and draws first passwords. */
#include "auth/password.h"

#include <sodium.h>
#include <string.h>

#include "base/utf8.h"

#define NAME_MIN 4 /* characters; shorter names occur in passwords by chance */

enum gh_status password_gate_init(struct password_gate *gate)
{
    gate->running = 0;
    if (pthread_mutex_init(&gate->lock, NULL) != 0)
        return GH_NO_MEMORY;
    if (pthread_cond_init(&gate->free, NULL) != 0) {
        pthread_mutex_destroy(&gate->lock);
        return GH_NO_MEMORY;
    }
    return GH_OK;
}

void password_gate_destroy(struct password_gate *gate)
{
    pthread_cond_destroy(&gate->free);
    pthread_mutex_destroy(&gate->lock);
}

static void enter(struct password_gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    while (gate->running >= PASSWORD_DERIVATIONS)
        pthread_cond_wait(&gate->free, &gate->lock);
    gate->running++;
    pthread_mutex_unlock(&gate->lock);
}

static void leave(struct password_gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->running--;
    pthread_cond_signal(&gate->free);
    pthread_mutex_unlock(&gate->lock);
}

static const char *const common[] = {
    "1234567890",    "12345678910",  "0123456789",    "0987654321",   "1q2w3e4r5t",   "1qaz2wsx3edc",
    "qwertyuiop",    "password123",  "password1234",  "passw0rd123",  "iloveyou123",  "woaini1314",
    "woaini5201314", "a123456789",   "aa123456789",   "abc123456789", "qq123456789",  "1314520131",
    "5201314520",    "gatehouse123", "administrator", "admin12345",   "admin123456",  "letmein12345",
    "welcome12345",  "zhongguo123",  "asdfghjkl123",  "qwerty12345",  "qwerty123456",
};

static bool equal_fold(struct bytes a, const char *b)
{
    if (a.len != strlen(b))
        return false;
    for (size_t i = 0; i < a.len; i++) {
        uint8_t c = a.data[i] >= 'A' && a.data[i] <= 'Z' ? (uint8_t)(a.data[i] + 32) : a.data[i];
        if (c != (uint8_t)b[i])
            return false;
    }
    return true;
}

static bool is_common(struct bytes password)
{
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (equal_fold(password, common[i]))
            return true;
    bool same = true, up = true, down = true;
    for (size_t i = 1; i < password.len; i++) {
        int step = password.data[i] - password.data[i - 1];
        same = same && step == 0;
        up = up && step == 1;
        down = down && step == -1;
    }
    return same || up || down;
}

static bool contains(struct bytes whole, struct bytes part)
{
    for (size_t i = 0; part.len <= whole.len && i <= whole.len - part.len; i++)
        if (memcmp(whole.data + i, part.data, part.len) == 0)
            return true;
    return false;
}

enum password_fault password_judge(struct bytes password, struct bytes name)
{
    size_t characters;
    if (password.len > PASSWORD_MAX)
        return PASSWORD_TOO_LONG;
    if (utf8_count(password, &characters) || characters < PASSWORD_MIN)
        return PASSWORD_TOO_SHORT;
    if (is_common(password))
        return PASSWORD_COMMON;
    return name.len >= NAME_MIN && contains(password, name) ? PASSWORD_NAME : PASSWORD_GOOD;
}

const char *password_fault_name(enum password_fault fault)
{
    static const char *const names[] = {"good", "too-short", "too-long", "common", "same-as-name"};
    return (unsigned)fault < sizeof names / sizeof names[0] ? names[fault] : "unknown";
}

enum gh_status password_hash(struct password_gate *gate, struct bytes password, char out[static PASSWORD_HASH_SIZE])
{
    _Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "libsodium's string form fits");
    enter(gate);
    int failed = crypto_pwhash_str(out, (const char *)password.data, password.len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                   crypto_pwhash_MEMLIMIT_INTERACTIVE);
    leave(gate);
    return failed ? GH_NO_MEMORY : GH_OK;
}

bool password_matches(struct password_gate *gate, const char *hash, struct bytes password)
{
    enter(gate);
    int failed = crypto_pwhash_str_verify(hash, (const char *)password.data, password.len);
    leave(gate);
    return failed == 0;
}

void password_first(char out[static PASSWORD_FIRST_SIZE])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    for (size_t i = 0; i < PASSWORD_FIRST_SIZE - 1; i++)
        out[i] = i % 5 == 4 ? '-' : letters[randombytes_uniform(sizeof letters - 1)];
    out[PASSWORD_FIRST_SIZE - 1] = 0;
}
