/* Helpers that all records use: ids, transactions, sealed columns. */
#ifndef GH_SERVER_RECORDS_RECORD_H
#define GH_SERVER_RECORDS_RECORD_H

#include "base/tick.h"
#include "db/db.h"
#include "vault/vault.h"

/* Returns a new UUID of version 7 for `now`. */
struct uuid record_id(tick now);
/* Returns the row key of sealed columns in tables with integer ids. */
struct uuid record_row(int64_t id);

/* Commits when `status` is GH_OK, otherwise rolls back. Returns the outcome of both. */
enum gh_status GH_MUST_USE record_finish(struct db *db, enum gh_status status);

#define RECORD_SHORT_MAX 512
/* Room for a sealed short text; it must outlive the statement that uses it. */
struct record_box {
    uint8_t bytes[RECORD_SHORT_MAX + VAULT_OVERHEAD];
};
/* Seals a text into `box` and returns the parameter for it. Aborts on a text over RECORD_SHORT_MAX bytes, which is a
 * programming error. */
struct db_value record_seal(const struct vault *vault, const char *column, const struct uuid *row, const char *text,
                            struct record_box *box);
/* Opens a sealed column into a NUL-terminated text. NULL and erased values give "". GH_CORRUPT: it does not open, or
 * does not fit. */
enum gh_status GH_MUST_USE record_open(const struct vault *vault, const char *column, const struct uuid *row,
                                       struct db_rows *rows, int at, char *out, size_t size);

/* Opens a sealed picture. The caller wipes and frees *out. Fails like vault_open_box(), or with GH_NO_MEMORY. */
enum gh_status GH_MUST_USE record_open_photo(const struct vault *vault, const char *column, const struct uuid *id,
                                             struct bytes box, uint8_t **out, size_t *out_len);

#endif
