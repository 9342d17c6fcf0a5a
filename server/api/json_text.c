/* Writes JSON text into a growing buffer. */
#include "api/json_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define FIRST_ROOM 4096

static void put(struct json_text *t, const void *data, size_t len)
{
    if (len > t->cap - t->len) {
        size_t cap = t->cap ? t->cap : FIRST_ROOM;
        while (cap - t->len < len)
            cap *= 2;
        char *more = t->status ? NULL : realloc(t->data, cap);
        if (!more) {
            t->status = t->status ? t->status : GH_NO_MEMORY;
            return;
        }
        t->data = more;
        t->cap = cap;
    }
    memcpy(t->data + t->len, data, len);
    t->len += len;
}

static void put_value(struct json_text *t, const void *data, size_t len)
{
    if (t->comma)
        put(t, ",", 1);
    put(t, data, len);
    t->comma = true;
}

void json_text_begin(struct json_text *t, char bracket)
{
    put_value(t, &bracket, 1);
    t->comma = false;
}

void json_text_end_of(struct json_text *t, char bracket)
{
    put(t, &bracket, 1);
    t->comma = true;
}

void json_text_key(struct json_text *t, const char *key)
{
    put_value(t, "\"", 1);
    put(t, key, strlen(key));
    put(t, "\":", 2);
    t->comma = false;
}

/* RFC 8259, section 7: only quotation mark, backslash and control characters need escaping. */
static void put_escaped(struct json_text *t, char c)
{
    char escape[8];
    if (c == '"' || c == '\\')
        (void)snprintf(escape, sizeof escape, "\\%c", c);
    else
        (void)snprintf(escape, sizeof escape, "\\u%04x", (unsigned)(unsigned char)c);
    put(t, escape, strlen(escape));
}

void json_text_string(struct json_text *t, struct bytes utf8)
{
    size_t count, from = 0;
    if (utf8_count(utf8, &count))
        t->status = t->status ? t->status : GH_MALFORMED;
    put_value(t, "\"", 1);
    for (size_t i = 0; i < utf8.len; i++) {
        uint8_t c = utf8.data[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        put(t, utf8.data + from, i - from);
        put_escaped(t, (char)c);
        from = i + 1;
    }
    if (utf8.len > from)
        put(t, utf8.data + from, utf8.len - from);
    put(t, "\"", 1);
}

void json_text_integer(struct json_text *t, int64_t value)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%" PRId64, value);
    put_value(t, text, (size_t)len);
}

void json_text_null(struct json_text *t)
{
    put_value(t, "null", 4);
}

void json_text_bool(struct json_text *t, bool value)
{
    put_value(t, value ? "true" : "false", value ? 4 : 5);
}

void json_text_copy(struct json_text *t, struct bytes json)
{
    put_value(t, json.data, json.len);
}

enum gh_status json_text_status(const struct json_text *t)
{
    return t->status;
}

void json_text_free(struct json_text *t)
{
    free(t->data);
    *t = (struct json_text){0};
}
