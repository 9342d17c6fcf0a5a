/* Header fields of a mail or part, for mime.c. Pure. */
#ifndef GH_SERVER_MAIL_MIME_HEAD_H
#define GH_SERVER_MAIL_MIME_HEAD_H

#include "mail/mime.h"

struct head_field {
    struct bytes name, value; /* value: folded lines with their line ends; borrowed from the mail */
};

/* Takes the next field. Returns false at the empty line, which it skips, or at the end. Skips a line
 * without a name. */
bool head_next(struct cursor *c, struct head_field *out);
bool head_is(const struct head_field *field, const char *name);

/* Reads a token such as "multipart/mixed" in lower case, up to a semicolon or blank. Truncates it. */
void head_token(struct bytes value, char *out, size_t size);
/* Finds a parameter: name="value", or the forms of RFC 2231. Returns false when there is none. */
bool head_parameter(struct bytes value, const char *name, char *out, size_t size);
/* Reads the single address of a From field, and the name beside it. Returns false unless there is exactly one. */
bool head_address(struct bytes value, char out[static MIME_ADDRESS_SIZE], char name[static MIME_NAME_SIZE]);
/* Judges an Authentication-Results field. Returns false when another server than `trusted` wrote it. */
bool head_authentication(struct bytes value, const char *trusted, enum mime_authentication *out);

#endif
