/* The most common passwords, as packaging/common-passwords writes them: fixed lines, sorted. */
#ifndef GH_SERVER_AUTH_COMMON_PASSWORDS_H
#define GH_SERVER_AUTH_COMMON_PASSWORDS_H

#include <stdbool.h>

#include "base/bytes.h"

/* One text: for each password ten hex digits, the first 40 bits of the BLAKE2b-256 of its lower case, and a newline. */
extern const char *const common_passwords[];

/* Returns true when the text, in lower case, is one of them. */
bool common_password(struct bytes lower);

#endif
