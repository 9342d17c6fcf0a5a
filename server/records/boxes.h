/* What opened boxes (core/wire/box.h) leave in the server's tables: pictures under the vault's key. One table says for
 * each kind how a picture is sealed, opened, erased with its application and deleted in time. */
#ifndef GH_SERVER_RECORDS_BOXES_H
#define GH_SERVER_RECORDS_BOXES_H

#include "db/db.h"
#include "vault/vault.h"
#include "wire/box.h"

/* Seals a picture under the vault's key for the column of its kind. *out: owned by the caller (free). */
enum gh_status GH_MUST_USE boxes_seal_photo(const struct vault *vault, enum box_kind kind, const struct uuid *id,
                                            struct bytes photo, uint8_t **out, size_t *out_len);
/* Opens the picture of that box. *out: owned by the caller (seal_wipe). GH_NOT_FOUND: no such box, or it has none. */
enum gh_status GH_MUST_USE boxes_open_photo(struct db *db, const struct vault *vault, enum box_kind kind,
                                            const struct uuid *id, uint8_t **out, size_t *out_len);

/* Erases what boxes say of the people of an application. Inside the caller's transaction. */
enum gh_status GH_MUST_USE boxes_erase(struct db *db, const struct uuid *application);
/* Erases what belongs to no application and happened before that time. */
enum gh_status GH_MUST_USE boxes_erase_lone(struct db *db, tick before);
/* Deletes pictures that the settings keep no longer, and old notes to booths about carried boxes. */
enum gh_status GH_MUST_USE boxes_sweep(struct db *db, tick now);

#endif
