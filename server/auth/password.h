/* Passwords: the rules for new ones, and Argon2id (RFC 9106, libsodium's crypto_pwhash_str). */
#ifndef GH_SERVER_AUTH_PASSWORD_H
#define GH_SERVER_AUTH_PASSWORD_H

#include <pthread.h>
#include <stdbool.h>

#include "base/bytes.h"

#define PASSWORD_MIN 10  /* characters */
#define PASSWORD_MAX 128 /* bytes */
#define PASSWORD_HASH_SIZE 128

enum password_fault {
    PASSWORD_GOOD = 0,
    PASSWORD_TOO_SHORT,
    PASSWORD_TOO_LONG,
    PASSWORD_COMMON, /* on the list of the usual ones, or one character or a run over and over */
    PASSWORD_NAME    /* contains the account's name */
};

/* Length over composition (NIST SP 800-63B 5.1.1.2). name: the account's. */
enum password_fault password_judge(struct bytes password, struct bytes name);
/* "too-short", "common". */
const char *password_fault_name(enum password_fault fault);

/* How many derivations may run at once in a process, each with 64 MB: sign-ins must not take the machine's memory. */
#define PASSWORD_DERIVATIONS 2
struct password_gate {
    pthread_mutex_t lock;
    pthread_cond_t free;
    unsigned running; /* under lock */
};
/* GH_NO_MEMORY. */
enum gh_status GH_MUST_USE password_gate_init(struct password_gate *gate);
void password_gate_destroy(struct password_gate *gate);

/* GH_NO_MEMORY. 64 MB and about 70 ms; waits at the gate. */
enum gh_status GH_MUST_USE password_hash(struct password_gate *gate, struct bytes password,
                                         char out[static PASSWORD_HASH_SIZE]);
bool GH_MUST_USE password_matches(struct password_gate *gate, const char *hash, struct bytes password);

/* Three groups of four characters that are easy to read aloud, 59 bits: a first password, to be changed at once. */
#define PASSWORD_FIRST_SIZE 15
void password_first(char out[static PASSWORD_FIRST_SIZE]);

#endif
