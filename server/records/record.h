/* What the records share: ids, sealed columns. */
#ifndef GH_SERVER_RECORDS_RECORD_H
#define GH_SERVER_RECORDS_RECORD_H

#include "base/tick.h"
#include "db/db.h"
#include "vault/vault.h"

/* A version 7 id of now. */
struct uuid record_id(tick now);
/* The row that sealed columns name where a table counts its rows. */
struct uuid record_row(int64_t id);

/* Commits when status is GH_OK, rolls back otherwise: the outcome of both. */
enum gh_status GH_MUST_USE record_finish(struct db *db, enum gh_status status);

#define RECORD_SHORT_MAX 512
/* Room for a sealed short text until its statement has run. */
struct record_box {
    uint8_t bytes[RECORD_SHORT_MAX + VAULT_OVERHEAD];
};
/* The parameter for a sealed text of at most RECORD_SHORT_MAX bytes (longer ones are a programmer's error). */
struct db_value record_seal(const struct vault *vault, const char *column, const struct uuid *row, const char *text,
                            struct record_box *box);
/* Opens a sealed column into a NUL-terminated text; NULL and an erased one give "". GH_CORRUPT when it does not open or
 * fit. */
enum gh_status GH_MUST_USE record_open(const struct vault *vault, const char *column, const struct uuid *row,
                                       struct db_rows *rows, int at, char *out, size_t size);

/* A sealed picture. *out: owned by the caller, who wipes and frees it. As vault_open_box(), and GH_NO_MEMORY. */
enum gh_status GH_MUST_USE record_open_photo(const struct vault *vault, const char *column, const struct uuid *id,
                                             struct bytes box, uint8_t **out, size_t *out_len);

#endif
