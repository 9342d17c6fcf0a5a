/* Writes JSON (RFC 8259) as text, for long lists where a tree would only be built and thrown away.
 *
 * Commas are inserted automatically. A failure (no memory, invalid UTF-8) is kept for json_text_status(). */
#ifndef GH_SERVER_HTTP_JSON_TEXT_H
#define GH_SERVER_HTTP_JSON_TEXT_H

#include "base/bytes.h"
#include "base/status.h"

struct json_text {
    char *data; /* owned */
    size_t len, cap;
    bool comma; /* the next value needs a comma before it */
    enum gh_status status;
};

void json_text_begin(struct json_text *t, char bracket); /* opens with '{' or '[' */
/* Closes with '}' or ']'. */
void json_text_end_of(struct json_text *t, char bracket);
/* Writes a key: an ASCII literal that needs no escaping. */
void json_text_key(struct json_text *t, const char *key);
/* Writes a string and escapes it. */
void json_text_string(struct json_text *t, struct bytes utf8);
/* Writes a number. */
void json_text_integer(struct json_text *t, int64_t value);
/* Writes null. */
void json_text_null(struct json_text *t);
/* Writes true or false. */
void json_text_bool(struct json_text *t, bool value);
/* Copies complete members or values that were written before, without a comma at either end. */
void json_text_copy(struct json_text *t, struct bytes json);

/* Returns the first failure, or GH_OK. */
enum gh_status GH_MUST_USE json_text_status(const struct json_text *t);
void json_text_free(struct json_text *t); /* takes a zeroed one too */

#endif
