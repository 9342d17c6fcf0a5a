/* Passwords of known breaches, in a file as Have I Been Pwned offers it for download: lines "HASH:COUNT", the SHA-1 of
 * a password in 40 hexadecimal digits and how often it was met, ordered by hash. The file has some 40 GB, so that a
 * password is looked up on the disk, and nothing is sent anywhere. */
#ifndef GH_SERVER_AUTH_BREACHED_PASSWORDS_H
#define GH_SERVER_AUTH_BREACHED_PASSWORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define BREACHED_HASH_LEN 20
#define BREACHED_LINE_MAX 64 /* bytes of a line, with its end */

/* A line of the file. */
struct breached_line {
    uint8_t hash[BREACHED_HASH_LEN];
    uint64_t count;
    size_t len; /* with CR and LF */
};
/* Reads the line at the beginning of text. The last line of a file may lack its line feed. GH_MALFORMED: another form,
 * or longer than BREACHED_LINE_MAX. */
enum gh_status GH_MUST_USE breached_line_read(struct bytes text, struct breached_line *out);

struct breached_passwords;

/* Opens a file and looks at its ends and at 256 places between them. *fault gets a sentence when it fails.
 * GH_MALFORMED: a line has another form, or the order is wrong there. */
enum gh_status GH_MUST_USE breached_open(const char *path, struct breached_passwords **out, const char **fault);
void breached_close(struct breached_passwords *breached); /* NULL is allowed */

/* Sets *found when the file has the password. Any number of threads may ask. GH_CORRUPT: it met a line in another form
 * or order. GH_IO: reading failed. breached NULL: nothing is found. */
enum gh_status GH_MUST_USE breached_contains(const struct breached_passwords *breached, struct bytes password,
                                             bool *found);

#endif
