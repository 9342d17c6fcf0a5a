/* Bytes with their length, and a bounded cursor over them.
 *
 * Nothing here allocates or assumes a terminating NUL. */
#ifndef GH_BASE_BYTES_H
#define GH_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Borrowed: the owner is named where the value comes from. data may be NULL only when len is 0. */
struct bytes {
    const uint8_t *data;
    size_t len;
};

#define BYTES(pointer, length) ((struct bytes){(const uint8_t *)(pointer), (length)})

/* Returns the bytes of a NUL-terminated string, without the NUL. */
struct bytes bytes_of_string(const char *text);
/* Not in constant time: for public bytes only. */
bool bytes_equal(struct bytes a, struct bytes b);
bool bytes_starts_with(struct bytes whole, struct bytes prefix);

/* Writes 2 * in.len lower-case hexadecimal digits and a NUL; out has room for them. */
void hex_encode(struct bytes in, char *out);
/* Reads exactly 2 * out_len digits of either case; anything else is GH_MALFORMED. */
enum gh_status GH_MUST_USE hex_decode(struct bytes text, uint8_t *out, size_t out_len);

/* Reads forward and never beyond the end. Every take reads all that it names, or fails with GH_TRUNCATED and leaves the
 * cursor where it was. */
struct cursor {
    const uint8_t *at;
    size_t left;
};

struct cursor cursor_over(struct bytes all);
enum gh_status GH_MUST_USE cursor_take_u8(struct cursor *c, uint8_t *out);
/* Reads a big-endian unsigned integer of 1, 2, 4 or 8 bytes. */
enum gh_status GH_MUST_USE cursor_take_uint(struct cursor *c, size_t width, uint64_t *out);
/* Reads n bytes; *out borrows them from the input. */
enum gh_status GH_MUST_USE cursor_take(struct cursor *c, size_t n, struct bytes *out);

/* Writes forward into the caller's buffer. What does not fit sets overflow; then nothing more is written. */
struct writer {
    uint8_t *data;
    size_t cap, len;
    bool overflow;
};

struct writer writer_over(uint8_t *buffer, size_t cap);
void writer_put_u8(struct writer *w, uint8_t value);
void writer_put_uint(struct writer *w, size_t width, uint64_t value); /* big-endian */
void writer_put(struct writer *w, struct bytes data);
struct bytes writer_bytes(const struct writer *w);

#endif
