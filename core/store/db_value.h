/* Values that go into SQL statements, and how the ones that come out are copied. The booth's stores (store/sql.h) and
 * the server's database (server/db) share them. */
#ifndef GH_STORE_DB_VALUE_H
#define GH_STORE_DB_VALUE_H

#include <stdbool.h>

#include "base/bytes.h"

#define DB_PARAMETERS_MAX 48

enum db_type { DB_TYPE_NONE = 0, DB_TYPE_NULL, DB_TYPE_INTEGER, DB_TYPE_TEXT, DB_TYPE_BLOB };

/* A parameter. Bytes are borrowed until the call that takes the value returns. */
struct db_value {
    enum db_type type;
    int64_t integer;
    struct bytes bytes;
};

#define DB_NULL ((struct db_value){.type = DB_TYPE_NULL})
#define DB_INT(value) ((struct db_value){.type = DB_TYPE_INTEGER, .integer = (value)})
#define DB_TEXT(string) db_value_text(string)
#define DB_TEXT_BYTES(value) ((struct db_value){.type = DB_TYPE_TEXT, .bytes = (value)})
#define DB_BLOB(pointer, length) ((struct db_value){.type = DB_TYPE_BLOB, .bytes = BYTES(pointer, length)})
#define DB_BLOB_OR_NULL(pointer, length) db_value_blob_or_null(BYTES(pointer, length))
/* id: a pointer to struct uuid. */
#define DB_UUID(id) DB_BLOB((id)->b, sizeof(id)->b)
#define DB_UUID_OR_NULL(id) DB_BLOB_OR_NULL((id)->b, sizeof(id)->b)

/* A NULL string becomes the database's NULL. */
struct db_value db_value_text(const char *string);
/* Bytes that are all zero, such as a nil id or the hash of no plate, become the database's NULL. */
struct db_value db_value_blob_or_null(struct bytes blob);

/* Copies a text column, NUL-terminated; GH_CORRUPT when it does not fit. */
enum gh_status GH_MUST_USE db_value_copy_text(struct bytes text, char *out, size_t size);
/* Copies a blob column of exactly len bytes; GH_CORRUPT for another size. is_null leaves zeros. */
enum gh_status GH_MUST_USE db_value_copy_blob(struct bytes blob, bool is_null, uint8_t *out, size_t len);

/* For macros such as db_query(): "text, value, value" becomes text, an array of values and their number. */
#define DB_ARGUMENTS(...) DB_ARGUMENTS_(__VA_ARGS__, DB_END_)
#define DB_ARGUMENTS_(text, ...)                                                                                       \
    text, (const struct db_value[]){__VA_ARGS__},                                                                      \
        sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value) - 1
#define DB_END_ ((struct db_value){.type = DB_TYPE_NONE})

#endif
