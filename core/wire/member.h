/* Members of a wire message as tables: one line says a member's name, form, place and limits, and both encode and
 * decode read that line, so that the two ends can't drift apart. Inside core/wire only. */
#ifndef GH_WIRE_MEMBER_H
#define GH_WIRE_MEMBER_H

#include <jansson.h>

#include "wire/record.h"

/* RFC 7493: integers beyond 2^53 - 1 do not survive every JSON reader. */
#define WIRE_INTEGER_MAX ((INT64_C(1) << 53) - 1)
/* The last second of the year 9999; so that adding days to any time can't overflow. */
#define WIRE_SECONDS_MAX INT64_C(253402300799)

enum member_form {
    MEMBER_BOOL,    /* bool: true, false */
    MEMBER_UINT,    /* unsigned of size 1, 2, 4 or 8: integer in [min, max] */
    MEMBER_SECONDS, /* tick of whole seconds: integer seconds in [min, max] */
    MEMBER_NAME,    /* enum of int size: one of names[] (holes are NULL) */
    MEMBER_UUID,    /* struct uuid: canonical text, never nil */
    MEMBER_HEX,     /* size bytes: exactly 2 * size lower-case digits */
    MEMBER_BLOB,    /* up to size bytes with their length in a size_t at aux: lower-case digits */
    MEMBER_TEXT     /* char[size], NUL-terminated: wire_text_ok() */
};

struct member {
    const char *name;
    size_t offset, size;
    int64_t min, max;
    const char *const *names;
    size_t names_count;
    size_t aux;
    enum member_form form;
    bool optional; /* left out when all zero; then zero when absent */
    bool flagged;  /* optional, and presence is a bool at aux */
};

/* Sets each member of object from base. GH_MALFORMED: a value outside its form, with the member's name in why. */
enum gh_status GH_MUST_USE members_encode(const struct member *members, size_t count, const void *base, json_t *object,
                                          char why[static WIRE_ERROR_SIZE]);

/* Reads each member into base, which starts zeroed. Members of the object that the table does not name are refused
 * with GH_UNSUPPORTED, but for already, which the caller has read. */
enum gh_status GH_MUST_USE members_decode(const struct member *members, size_t count, json_t *object,
                                          const char *already, void *base, char why[static WIRE_ERROR_SIZE]);

#endif
