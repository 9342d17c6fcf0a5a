/* The part of deterministic CBOR (RFC 8949 4.2.1) that tokens and key sets need: integers, byte strings, arrays, maps,
 * one tag, true. Lengths are definite and forms the shortest; everything else is GH_NOT_CANONICAL (well-formed, another
 * encoding) or GH_MALFORMED. */
#ifndef GH_TOKEN_CBOR_H
#define GH_TOKEN_CBOR_H

#include <stdbool.h>

#include "base/bytes.h"

enum cbor_major {
    CBOR_UINT = 0,
    CBOR_NEGATIVE = 1,
    CBOR_BYTES = 2,
    CBOR_TEXT = 3,
    CBOR_ARRAY = 4,
    CBOR_MAP = 5,
    CBOR_TAG = 6,
    CBOR_SIMPLE = 7
};

#define CBOR_TRUE 21 /* argument of major type 7 */

/* Writes the head of an item in its shortest form. With CBOR_NEGATIVE, n means the integer -1 - n. */
void cbor_put_head(struct writer *w, enum cbor_major major, uint64_t argument);
void cbor_put_int(struct writer *w, int64_t value);
void cbor_put_bytes(struct writer *w, struct bytes value);
void cbor_put_text(struct writer *w, const char *value);
void cbor_put_true(struct writer *w);

/* Each take reads one item of its type, or fails and leaves the cursor where it was. An item of another type is
 * GH_MALFORMED. */
enum gh_status GH_MUST_USE cbor_take_head(struct cursor *c, enum cbor_major *major, uint64_t *argument);
enum gh_status GH_MUST_USE cbor_take_expected(struct cursor *c, enum cbor_major major, uint64_t *argument);
enum gh_status GH_MUST_USE cbor_take_int(struct cursor *c, int64_t *value);
enum gh_status GH_MUST_USE cbor_take_bytes(struct cursor *c, struct bytes *value); /* borrowed from the input */
enum gh_status GH_MUST_USE cbor_take_true(struct cursor *c);
enum gh_status GH_MUST_USE cbor_take_text(struct cursor *c, struct bytes *value); /* borrowed; any bytes */
/* Reads the next key of a map whose order is known; another integer is GH_MALFORMED. */
enum gh_status GH_MUST_USE cbor_take_key(struct cursor *c, int64_t key);
/* Skips one item of any kind with all that is in it, so that readers can pass over members of a later version. Heads
 * must be in their shortest form and lengths definite; the order of map keys inside is not looked at. */
enum gh_status GH_MUST_USE cbor_skip(struct cursor *c);
/* Reads a map with integer keys in ascending order. values[k]: the value of key k, from where one item can be taken;
 * zero when it is missing. Skips keys outside 0 to count - 1 and adds them to *unknown. GH_NOT_CANONICAL: another
 * order, or a key that stands there twice. On error *c is anywhere. */
enum gh_status GH_MUST_USE cbor_take_members(struct cursor *c, struct cursor *values, size_t count, unsigned *unknown);

#endif
