/* The part of deterministic CBOR (RFC 8949 4.2.1) that tokens and key sets need: integers, byte strings, arrays, maps,
 * one tag, true. Definite lengths and shortest forms only; everything else is refused with GH_NOT_CANONICAL
 * (well-formed, another encoding) or GH_MALFORMED. */
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

/* The head of an item in its shortest form. For CBOR_NEGATIVE argument n stands for -1 - n. */
void cbor_put_head(struct writer *w, enum cbor_major major, uint64_t argument);
void cbor_put_int(struct writer *w, int64_t value);
void cbor_put_bytes(struct writer *w, struct bytes value);
void cbor_put_text(struct writer *w, const char *value);
void cbor_put_true(struct writer *w);

/* Each take reads one item's head (and content) of just that type, or fails and leaves the cursor where it was.
 * Another type than the one asked for is GH_MALFORMED. */
enum gh_status GH_MUST_USE cbor_take_head(struct cursor *c, enum cbor_major *major, uint64_t *argument);
enum gh_status GH_MUST_USE cbor_take_expected(struct cursor *c, enum cbor_major major, uint64_t *argument);
enum gh_status GH_MUST_USE cbor_take_int(struct cursor *c, int64_t *value);
enum gh_status GH_MUST_USE cbor_take_bytes(struct cursor *c, struct bytes *value); /* borrowed from the input */
enum gh_status GH_MUST_USE cbor_take_true(struct cursor *c);
enum gh_status GH_MUST_USE cbor_take_text(struct cursor *c, struct bytes *value); /* borrowed; any bytes */
/* The next key of a map whose order is known: GH_MALFORMED when it is another integer. */
enum gh_status GH_MUST_USE cbor_take_key(struct cursor *c, int64_t key);

#endif
