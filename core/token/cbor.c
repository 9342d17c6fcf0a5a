#include "token/cbor.h"

#include <string.h>

void cbor_put_head(struct writer *w, enum cbor_major major, uint64_t argument)
{
    uint8_t type = (uint8_t)(major << 5);
    if (argument < 24) {
        writer_put_u8(w, (uint8_t)(type | argument));
    } else if (argument <= UINT8_MAX) {
        writer_put_u8(w, type | 24);
        writer_put_uint(w, 1, argument);
    } else if (argument <= UINT16_MAX) {
        writer_put_u8(w, type | 25);
        writer_put_uint(w, 2, argument);
    } else if (argument <= UINT32_MAX) {
        writer_put_u8(w, type | 26);
        writer_put_uint(w, 4, argument);
    } else {
        writer_put_u8(w, type | 27);
        writer_put_uint(w, 8, argument);
    }
}

void cbor_put_int(struct writer *w, int64_t value)
{
    if (value >= 0)
        cbor_put_head(w, CBOR_UINT, (uint64_t)value);
    else
        cbor_put_head(w, CBOR_NEGATIVE, (uint64_t)(-1 - value));
}

void cbor_put_bytes(struct writer *w, struct bytes value)
{
    cbor_put_head(w, CBOR_BYTES, value.len);
    writer_put(w, value);
}

void cbor_put_text(struct writer *w, const char *value)
{
    cbor_put_head(w, CBOR_TEXT, strlen(value));
    writer_put(w, bytes_of_string(value));
}

void cbor_put_true(struct writer *w)
{
    cbor_put_head(w, CBOR_SIMPLE, CBOR_TRUE);
}

/* The lowest value that needs an argument of this many bytes; a lower one has a shorter form. */
static uint64_t least_for_width(size_t width)
{
    return width == 1 ? 24 : (uint64_t)1 << (4 * width);
}

enum gh_status cbor_take_head(struct cursor *c, enum cbor_major *major, uint64_t *argument)
{
    struct cursor at = *c;
    uint8_t initial;
    enum gh_status status = cursor_take_u8(&at, &initial);
    if (status)
        return status;
    uint8_t info = initial & 31;
    uint64_t value = info;
    if (info == 31)
        return GH_NOT_CANONICAL; /* indefinite length, or a break */
    if (info > 27)
        return GH_MALFORMED; /* reserved, RFC 8949 3 */
    if (info >= 24) {
        size_t width = (size_t)1 << (info - 24);
        status = cursor_take_uint(&at, width, &value);
        if (status)
            return status;
        if (value < least_for_width(width))
            return GH_NOT_CANONICAL;
    }
    *c = at;
    *major = (enum cbor_major)(initial >> 5);
    *argument = value;
    return GH_OK;
}

enum gh_status cbor_take_expected(struct cursor *c, enum cbor_major major, uint64_t *argument)
{
    struct cursor at = *c;
    enum cbor_major found;
    uint64_t value;
    enum gh_status status = cbor_take_head(&at, &found, &value);
    if (status)
        return status;
    if (found != major)
        return GH_MALFORMED;
    *c = at;
    *argument = value;
    return GH_OK;
}

enum gh_status cbor_take_int(struct cursor *c, int64_t *value)
{
    struct cursor at = *c;
    enum cbor_major major;
    uint64_t argument;
    enum gh_status status = cbor_take_head(&at, &major, &argument);
    if (status)
        return status;
    if ((major != CBOR_UINT && major != CBOR_NEGATIVE) || argument > INT64_MAX)
        return GH_MALFORMED;
    *c = at;
    *value = major == CBOR_UINT ? (int64_t)argument : -1 - (int64_t)argument;
    return GH_OK;
}

enum gh_status cbor_take_bytes(struct cursor *c, struct bytes *value)
{
    struct cursor at = *c;
    uint64_t len;
    enum gh_status status = cbor_take_expected(&at, CBOR_BYTES, &len);
    if (status)
        return status;
    if (len > at.left)
        return GH_TRUNCATED;
    status = cursor_take(&at, (size_t)len, value);
    if (status)
        return status;
    *c = at;
    return GH_OK;
}

enum gh_status cbor_take_true(struct cursor *c)
{
    struct cursor at = *c;
    uint64_t argument;
    enum gh_status status = cbor_take_expected(&at, CBOR_SIMPLE, &argument);
    if (status)
        return status;
    if (argument != CBOR_TRUE)
        return GH_MALFORMED;
    *c = at;
    return GH_OK;
}

enum gh_status cbor_take_text(struct cursor *c, struct bytes *value)
{
    uint64_t len;
    enum gh_status status = cbor_take_expected(c, CBOR_TEXT, &len);
    return status ? status : cursor_take(c, len, value);
}

enum gh_status cbor_take_key(struct cursor *c, int64_t key)
{
    int64_t found;
    enum gh_status status = cbor_take_int(c, &found);
    return status ? status : found == key ? GH_OK : GH_MALFORMED;
}

/* How many further items belong to the item with this head; bytes and text are skipped here. */
static enum gh_status skip_head(struct cursor *c, uint64_t *further)
{
    enum cbor_major major;
    uint64_t argument;
    struct bytes skipped;
    enum gh_status status = cbor_take_head(c, &major, &argument);
    *further = 0;
    if (status || major == CBOR_UINT || major == CBOR_NEGATIVE)
        return status;
    if (major == CBOR_SIMPLE)
        return argument == CBOR_TRUE ? GH_OK : GH_MALFORMED;
    if (major == CBOR_TAG) {
        *further = 1;
        return GH_OK;
    }
    /* Every item has at least one byte, so no honest count exceeds what is left. */
    if (argument > c->left)
        return GH_TRUNCATED;
    if (major == CBOR_BYTES || major == CBOR_TEXT)
        return cursor_take(c, (size_t)argument, &skipped);
    *further = major == CBOR_MAP ? 2 * argument : argument;
    return GH_OK;
}

enum gh_status cbor_skip(struct cursor *c)
{
    struct cursor at = *c;
    for (uint64_t due = 1; due > 0;) {
        uint64_t further;
        enum gh_status status = skip_head(&at, &further);
        if (status)
            return status;
        due = due - 1 + further;
    }
    *c = at;
    return GH_OK;
}

/* The place of a key in the order of encoded bytes: integers from 0 up, then those from -1 down. */
static uint64_t place_of(int64_t key)
{
    return key >= 0 ? (uint64_t)key : ((uint64_t)1 << 63) + (uint64_t)(-1 - key);
}

enum gh_status cbor_take_members(struct cursor *c, struct cursor *values, size_t count, unsigned *unknown)
{
    uint64_t members, before = 0;
    enum gh_status status = cbor_take_expected(c, CBOR_MAP, &members);
    memset(values, 0, count * sizeof *values);
    for (uint64_t i = 0; !status && i < members; i++) {
        int64_t key;
        status = cbor_take_int(c, &key);
        if (status)
            break;
        if (i > 0 && place_of(key) <= before)
            return GH_NOT_CANONICAL;
        before = place_of(key);
        if (key >= 0 && (uint64_t)key < count)
            values[key] = *c;
        else
            (*unknown)++;
        status = cbor_skip(c);
    }
    return status;
}
