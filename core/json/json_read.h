/* Reads JSON (RFC 8259) that comes from outside. Product code parses JSON nowhere else (tests/lint).
 *
 * jansson parses; this module adds what it lacks: a limit of bytes, a low limit of depth, and errors that never quote
 * the text, since it may hold a name. */
#ifndef GH_JSON_JSON_READ_H
#define GH_JSON_JSON_READ_H

#include <jansson.h>

#include "base/bytes.h"

/* Arrays and objects inside each other. Our deepest message has five; jansson alone would recurse 2,048 times. */
#define JSON_DEPTH_MAX 16
/* RFC 7493: integers beyond 2^53 - 1 do not survive every JSON reader. */
#define JSON_INTEGER_MAX ((INT64_C(1) << 53) - 1)
/* The largest limit of bytes that a caller may set. */
#define JSON_BYTES_MAX ((size_t)4 * 1024 * 1024)

enum json_fault_kind {
    JSON_FAULT_NONE = 0,
    JSON_FAULT_TOO_LONG,     /* more bytes than the caller's limit; offset is that limit */
    JSON_FAULT_TOO_DEEP,     /* over JSON_DEPTH_MAX */
    JSON_FAULT_NUL,          /* a zero byte, or \u0000 in a string */
    JSON_FAULT_CUT_OFF,      /* the text ends inside the value; also for no text at all */
    JSON_FAULT_SYNTAX,       /* not JSON, or neither an array nor an object, or more text behind it */
    JSON_FAULT_UTF8,         /* not UTF-8 (RFC 3629), or half a surrogate pair */
    JSON_FAULT_MEMBER_TWICE, /* the same name twice in one object */
    JSON_FAULT_NUMBER,       /* outside int64_t or double */
    JSON_FAULT_NO_MEMORY,
    JSON_FAULT_COUNT
};

struct json_fault {
    enum json_fault_kind kind;
    size_t offset; /* bytes before the fault, or before the end of the token that shows it */
    unsigned line; /* of offset, from 1 */
};

/* Makes jansson wipe what it frees, in this process: values from outside may be passwords. Call it before any thread.
 */
void json_wipe_freed(void);

/* Holds the longest text of json_fault_text() with its NUL. */
#define JSON_FAULT_SIZE 80

/* Reads one array or object from all of text, of at most max <= JSON_BYTES_MAX bytes. The caller gives *out back with
 * json_decref(). Strings and names in it hold no NUL, so strlen() is their length.
 * GH_TOO_LONG: too long or too deep. GH_NO_MEMORY. GH_MALFORMED: every other fault. A failure leaves *out untouched
 * and fills *fault, which may be NULL for a caller that does not need it. */
enum gh_status GH_MUST_USE json_read(struct bytes text, size_t max, json_t **out, struct json_fault *fault);

/* Stable identifier such as "member-twice"; "none" for JSON_FAULT_NONE and values outside the enum. Never NULL. */
const char *json_fault_name(enum json_fault_kind kind);
/* Writes what is wrong and where: "a member twice, line 3, byte 57". English, for logs and programmers. */
void json_fault_text(const struct json_fault *fault, char out[static JSON_FAULT_SIZE]);

/* Returns the text member `name` of an object, or "" where it is absent or no text. Lives as long as the member. */
const char *json_member_text(const json_t *object, const char *name);
/* Reads the integer member `name` of an object. GH_NOT_FOUND: no such member. GH_MALFORMED: not an integer, or outside
 * [min, max]. A failure leaves *out untouched. Use it instead of json_unpack()'s "i", which truncates to int. */
enum gh_status GH_MUST_USE json_read_integer(const json_t *object, const char *name, int64_t min, int64_t max,
                                             int64_t *out);

#endif
