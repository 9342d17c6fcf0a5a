/* Passwords: rules for new ones, and their hashes with Argon2id (RFC 9106, libsodium's crypto_pwhash_str). */
#ifndef GH_SERVER_AUTH_PASSWORD_H
#define GH_SERVER_AUTH_PASSWORD_H

#include <pthread.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/tick.h"

struct password_words;

#define PASSWORD_MIN 10  /* characters */
#define PASSWORD_MAX 128 /* bytes */
#define PASSWORD_HASH_SIZE 128

enum password_fault {
    PASSWORD_GOOD = 0,
    PASSWORD_TOO_SHORT,
    PASSWORD_TOO_LONG,
    PASSWORD_COMMON,  /* a common password, also between digits and signs, or one repeated character, or a run */
    PASSWORD_NAME,    /* contains data of its owner */
    PASSWORD_CONTEXT, /* contains a name of the university or of the site */
    PASSWORD_BREACHED /* in the file of passwords from breaches (auth/breached_passwords.h) */
};

/* What a password must not contain. Empty texts, and those under four bytes, exclude nothing. */
struct password_owner {
    const char *name, *display_name, *email, *mobile;
};

/* Judges a new password by length, commonness and context, not by composition (NIST SP 800-63B 5.1.1.2). Of an e-mail
 * address the part before the @ counts, of a mobile number the last eight digits. Case makes no difference. Looks into
 * no file, so that it never returns PASSWORD_BREACHED. */
enum password_fault password_judge(struct bytes password, const struct password_owner *owner,
                                   const struct password_words *words);
/* Returns a stable name: "good", "too-short", "common". */
const char *password_fault_name(enum password_fault fault);

/* Derivations that may run at once in a process. Each takes 64 MB and all of a processor, so that one or two
 * processors get one: wrong tries must leave memory and time to others. */
#define PASSWORD_DERIVATIONS 2
struct password_gate {
    pthread_mutex_t lock;
    pthread_cond_t free;
    unsigned running; /* under lock */
    unsigned max;     /* 1 to PASSWORD_DERIVATIONS */
};
/* Initialises a gate. GH_NO_MEMORY: its lock can't be made. */
enum gh_status GH_MUST_USE password_gate_init(struct password_gate *gate);
/* Destroys a gate that no thread uses. */
void password_gate_destroy(struct password_gate *gate);

/* Hashes a password, which takes 64 MB and about 70 ms. Waits while as many others run as the gate lets. GH_NO_MEMORY:
 * the memory is not available. */
enum gh_status GH_MUST_USE password_hash(struct password_gate *gate, struct bytes password,
                                         char out[static PASSWORD_HASH_SIZE]);
/* Hashes a password that is published, at the least cost: it has no secret for a hash to keep, so nobody need
 * wait for it. GH_NO_MEMORY as above. */
enum gh_status GH_MUST_USE password_hash_published(struct bytes password, char out[static PASSWORD_HASH_SIZE]);
/* Returns true when password has this hash. Costs what making the hash did, and waits like password_hash(). Also false
 * without memory. */
bool GH_MUST_USE password_matches(struct password_gate *gate, const char *hash, struct bytes password);

/* Draws a first password for its owner to change: three groups of four letters and digits without look-alikes, 59
 * bits. */
#define PASSWORD_FIRST_SIZE 15
#define PASSWORD_FIRST_LIFE (3 * TICK_DAY) /* a first password that nobody has changed is of no use after that */
void password_first(char out[static PASSWORD_FIRST_SIZE]);

#endif
