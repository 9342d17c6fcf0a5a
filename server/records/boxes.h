/* Rows that opened boxes (core/wire/box.h) leave in the database, with pictures sealed under the vault's key. One table
 * defines for each kind how a picture is sealed, opened, erased with its application and expired. */
#ifndef GH_SERVER_RECORDS_BOXES_H
#define GH_SERVER_RECORDS_BOXES_H

#include "db/scope.h"
#include "vault/vault.h"
#include "wire/box.h"

/* Seals a picture under the vault's key for the column of its kind. The caller frees *out. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE boxes_seal_photo(const struct vault *vault, enum box_kind kind, const struct uuid *id,
                                            struct bytes photo, uint8_t **out, size_t *out_len);
/* Opens the picture of a box. The caller wipes and frees *out (seal_wipe). GH_NOT_FOUND: no such box within
 * scope, or no picture. */
enum gh_status GH_MUST_USE boxes_open_photo(struct db *db, const struct vault *vault, const struct scope *scope,
                                            enum box_kind kind, const struct uuid *id, uint8_t **out, size_t *out_len);

/* Erases the personal data in boxes of an application. Call inside a transaction. */
enum gh_status GH_MUST_USE boxes_erase(struct db *db, const struct uuid *application);
/* Erases boxes without an application that are older than `before`. */
enum gh_status GH_MUST_USE boxes_erase_lone(struct db *db, tick before);
/* Deletes pictures past the time that the settings keep them, and old notes to booths about carried boxes. */
enum gh_status GH_MUST_USE boxes_sweep(struct db *db, tick now);

#endif
