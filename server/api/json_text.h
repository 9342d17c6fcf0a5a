/* JSON as it is written (RFC 8259), for pages of many rows, of which a tree would be built only to be thrown away.
 *
 * Commas come by themselves. A failure (no memory, a string that is not UTF-8) is kept until json_text_status() tells
 * it. */
#ifndef GH_SERVER_HTTP_JSON_TEXT_H
#define GH_SERVER_HTTP_JSON_TEXT_H

#include "base/bytes.h"
#include "base/status.h"

struct json_text {
    char *data; /* owned */
    size_t len, cap;
    bool comma; /* the next value needs one before it */
    enum gh_status status;
};

void json_text_begin(struct json_text *t, char bracket); /* '{' or '[' */
void json_text_end_of(struct json_text *t, char bracket);
/* A literal of ours: ASCII without signs that JSON escapes. */
void json_text_key(struct json_text *t, const char *key);
void json_text_string(struct json_text *t, struct bytes utf8);
void json_text_integer(struct json_text *t, int64_t value);
void json_text_null(struct json_text *t);
void json_text_bool(struct json_text *t, bool value);
/* Whole members or values that were written before, without a comma at either end. */
void json_text_copy(struct json_text *t, struct bytes json);

/* What went wrong, if anything did. */
enum gh_status GH_MUST_USE json_text_status(const struct json_text *t);
void json_text_free(struct json_text *t); /* a zeroed one, too */

#endif
