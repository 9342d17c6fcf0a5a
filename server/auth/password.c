/* Judges, hashes and verifies passwords, and draws first passwords. */
#include "auth/password.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "auth/common_passwords.h"
#include "auth/password_words.h"
#include "base/utf8.h"

#define PART_MIN 4    /* bytes; shorter parts occur in passwords by chance */
#define STEM_MIN 4    /* bytes; the list has nothing shorter */
#define MOBILE_TAIL 8 /* digits */

enum gh_status password_gate_init(struct password_gate *gate)
{
    gate->running = 0;
    gate->max = sysconf(_SC_NPROCESSORS_ONLN) <= 2 ? 1 : PASSWORD_DERIVATIONS;
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
    while (gate->running >= gate->max)
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

/* What the list lacks; in lower case. The last is the demo's, which README.md publishes. */
static const char *const common[] = {
    "1234567890",    "12345678910",  "0123456789",    "0987654321",   "1q2w3e4r5t",   "1qaz2wsx3edc",
    "qwertyuiop",    "password123",  "password1234",  "passw0rd123",  "iloveyou123",  "woaini1314",
    "woaini5201314", "a123456789",   "aa123456789",   "abc123456789", "qq123456789",  "1314520131",
    "5201314520",    "gatehouse123", "administrator", "admin12345",   "admin123456",  "letmein12345",
    "welcome12345",  "zhongguo123",  "asdfghjkl123",  "qwerty12345",  "qwerty123456", "gatehouse-demo",
};

/* A password in lower case. ASCII only: other letters stay. */
struct folded {
    uint8_t text[PASSWORD_MAX];
    size_t len;
};

static uint8_t fold(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || c >= 0x80;
}

static bool is_run(struct bytes password)
{
    bool same = true, up = true, down = true;
    for (size_t i = 1; i < password.len; i++) {
        int step = password.data[i] - password.data[i - 1];
        same = same && step == 0;
        up = up && step == 1;
        down = down && step == -1;
    }
    return same || up || down;
}

static bool is_listed(struct bytes password)
{
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (bytes_equal(password, bytes_of_string(common[i])))
            return true;
    return password.len >= STEM_MIN && common_password(password);
}

/* Also finds a common password between digits and signs: "Sunshine2026!". */
static bool is_common(struct bytes password)
{
    struct bytes stem = password;
    while (stem.len && !is_letter(stem.data[0]))
        stem = BYTES(stem.data + 1, stem.len - 1);
    while (stem.len && !is_letter(stem.data[stem.len - 1]))
        stem.len--;
    return is_run(password) || is_listed(password) || is_listed(stem);
}

static bool contains(struct bytes whole, struct bytes part)
{
    if (part.len < PART_MIN || part.len > whole.len)
        return false;
    for (size_t at = 0; at <= whole.len - part.len; at++) {
        size_t same = 0;
        while (same < part.len && whole.data[at + same] == fold(part.data[same]))
            same++;
        if (same == part.len)
            return true;
    }
    return false;
}

static struct bytes last(struct bytes text, size_t len)
{
    return text.len > len ? BYTES(text.data + text.len - len, len) : text;
}

static bool is_of_owner(struct bytes password, const struct password_owner *owner)
{
    struct bytes email = bytes_of_string(owner->email);
    email.len = strcspn(owner->email, "@");
    return contains(password, bytes_of_string(owner->name)) ||
           contains(password, bytes_of_string(owner->display_name)) || contains(password, email) ||
           contains(password, last(bytes_of_string(owner->mobile), MOBILE_TAIL));
}

enum password_fault password_judge(struct bytes password, const struct password_owner *owner,
                                   const struct password_words *words)
{
    size_t characters;
    struct folded folded;
    if (password.len > PASSWORD_MAX)
        return PASSWORD_TOO_LONG;
    if (utf8_count(password, &characters) || characters < PASSWORD_MIN)
        return PASSWORD_TOO_SHORT;
    for (folded.len = 0; folded.len < password.len; folded.len++)
        folded.text[folded.len] = fold(password.data[folded.len]);
    struct bytes lower = BYTES(folded.text, folded.len);
    enum password_fault fault = is_of_owner(lower, owner)          ? PASSWORD_NAME
                                : is_common(lower)                 ? PASSWORD_COMMON
                                : password_words_met(words, lower) ? PASSWORD_CONTEXT
                                                                   : PASSWORD_GOOD;
    sodium_memzero(&folded, sizeof folded);
    return fault;
}

const char *password_fault_name(enum password_fault fault)
{
    static const char *const names[] = {"good",         "too-short", "too-long", "common",
                                        "same-as-name", "context",   "breached"};
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

enum gh_status password_hash_published(struct bytes password, char out[static PASSWORD_HASH_SIZE])
{
    int failed = crypto_pwhash_str(out, (const char *)password.data, password.len, crypto_pwhash_OPSLIMIT_MIN,
                                   crypto_pwhash_MEMLIMIT_MIN);
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
