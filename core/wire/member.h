/* Members of a wire message as tables. One line gives a member's name, form, place and limits; encode and decode both
 * read it, so that the two ends can't differ. Inside core/wire only. */
#ifndef GH_WIRE_MEMBER_H
#define GH_WIRE_MEMBER_H

#include "wire/record.h"
#include "json/json_read.h"

enum member_form {
    MEMBER_BOOL,    /* bool: true, false */
    MEMBER_UINT,    /* unsigned of size 1, 2, 4 or 8: integer in [min, max] */
    MEMBER_TICK,    /* tick: integer milliseconds in [min, max] */
    MEMBER_SECONDS, /* tick of whole seconds: integer seconds in [min, max] */
    MEMBER_NAME,    /* enum of int size: one of names[] from min on (holes are NULL) */
    MEMBER_UUID,    /* struct uuid: canonical text, never nil */
    MEMBER_HEX,     /* size bytes: exactly 2 * size lower-case digits */
    MEMBER_BLOB,    /* up to size bytes with their length in a size_t at aux: lower-case digits */
    MEMBER_TEXT,    /* char[size], NUL-terminated: wire_text_ok() */
    MEMBER_DROPPED  /* anything, of older writers: read over and never written */
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

/* The lines of a table. */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define AT(type, field) .offset = offsetof(struct type, field), .size = sizeof(((struct type *)0)->field)
#define BOOL(type, field, text)                                                                                        \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_BOOL, AT(type, field)                                                           \
    }
#define UINT(type, field, text, low, high)                                                                             \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_UINT, AT(type, field), .min = (low), .max = (high)                              \
    }
#define SECONDS(type, field, text, low, high)                                                                          \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_SECONDS, AT(type, field), .min = (low), .max = (high)                           \
    }
#define SECONDS_OPTIONAL(type, field, text, low, high)                                                                 \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_SECONDS, AT(type, field), .min = (low), .max = (high), .optional = true         \
    }
#define NAME(type, field, text, table)                                                                                 \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_NAME, AT(type, field), .names = (table), .names_count = COUNT(table)            \
    }
/* The same without the values before first. */
#define NAME_FROM(type, field, text, table, first)                                                                     \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_NAME, AT(type, field), .min = (first), .names = (table),                        \
        .names_count = COUNT(table)                                                                                    \
    }
#define NAME_OPTIONAL(type, field, text, table)                                                                        \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_NAME, AT(type, field), .names = (table), .names_count = COUNT(table),           \
        .optional = true                                                                                               \
    }
#define ID(type, field, text)                                                                                          \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_UUID, AT(type, field)                                                           \
    }
#define ID_OPTIONAL(type, field, text)                                                                                 \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_UUID, AT(type, field), .optional = true                                         \
    }
#define HEX(type, field, text)                                                                                         \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_HEX, AT(type, field)                                                            \
    }
#define HEX_OPTIONAL(type, field, text)                                                                                \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_HEX, AT(type, field), .optional = true                                          \
    }
#define HEX_FLAGGED(type, field, text, flag)                                                                           \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_HEX, AT(type, field), .flagged = true, .aux = offsetof(struct type, flag)       \
    }
#define BLOB(type, field, text, length, low, may_lack)                                                                 \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_BLOB, AT(type, field), .min = (low), .aux = offsetof(struct type, length),      \
        .optional = (may_lack)                                                                                         \
    }
#define TEXT(type, field, text)                                                                                        \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_TEXT, AT(type, field), .min = 1                                                 \
    }
#define FLAG(type, field, text)                                                                                        \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_BOOL, AT(type, field), .optional = true                                         \
    }
#define NUMBER(type, field, text, high)                                                                                \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_UINT, AT(type, field), .max = (high), .optional = true                          \
    }
#define MILLISECONDS(type, field, text, may_lack)                                                                      \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_TICK, AT(type, field), .max = WIRE_SECONDS_MAX * TICK_SECOND,                   \
        .optional = (may_lack)                                                                                         \
    }
#define TEXT_OPTIONAL(type, field, text)                                                                               \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_TEXT, AT(type, field), .min = 1, .optional = true                               \
    }
#define DROPPED(text)                                                                                                  \
    {                                                                                                                  \
        .name = (text), .form = MEMBER_DROPPED, .optional = true                                                       \
    }
#define GATE(type, field, text) UINT(type, field, text, 0, GATE_COUNT - 1)

/* Reads the object of a line of at most max bytes. *out: owned by the caller (json_decref). Errors of json_read(); why
 * never quotes the line. */
enum gh_status GH_MUST_USE message_load(struct bytes line, size_t max, json_t **out, char why[static WIRE_ERROR_SIZE]);
/* Writes the object as a NUL-terminated line. GH_TOO_LONG over WIRE_LINE_MAX or when size is too small; then line is
 * untouched. */
enum gh_status GH_MUST_USE message_dump(json_t *object, char *line, size_t size);

/* Sets each member of object from base. GH_MALFORMED: a value outside its form, with the member's name in why. */
enum gh_status GH_MUST_USE members_encode(const struct member *members, size_t count, const void *base, json_t *object,
                                          char why[static WIRE_ERROR_SIZE]);

/* Reads each member into base, which starts zeroed. Members of the object that the table does not name are refused
 * with GH_UNSUPPORTED, but for already, which the caller has read. */
enum gh_status GH_MUST_USE members_decode(const struct member *members, size_t count, json_t *object,
                                          const char *already, void *base, char why[static WIRE_ERROR_SIZE]);

#endif
