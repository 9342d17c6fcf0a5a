/* Applications in the database: loaded and stored as a whole, personal data sealed, with an append-only history. */
#ifndef GH_SERVER_RECORDS_APPLICATION_STORE_H
#define GH_SERVER_RECORDS_APPLICATION_STORE_H

#include <jansson.h>

#include "db/db.h"
#include "records/application.h"
#include "vault/vault.h"

/* Loads an application. The caller frees *out with application_free(). GH_NOT_FOUND: no such application. */
enum gh_status GH_MUST_USE application_load(struct db *db, const struct vault *vault, const struct uuid *id,
                                            struct application *out);
/* Inserts a draft with version 1. Gives it an id, unless it has one, and a number ("26112400017": date and counter).
 * Call inside a transaction. */
enum gh_status GH_MUST_USE application_insert(struct db *db, const struct vault *vault, struct application *a, tick now,
                                              int zone_minutes);
/* Stores an application if its version is still `expected`, and increments a->version. New elements get ids. `content`:
 * stores the lists too, otherwise only the fields of the application itself. GH_ROLLBACK: another change came first.
 * Call inside a transaction. */
enum gh_status GH_MUST_USE application_update(struct db *db, const struct vault *vault, struct application *a,
                                              int64_t expected, bool content);
/* Stores an approved application that an amendment changed, with the lists, and increments a->version. Elements without
 * an id are new. Stored elements that *a no longer has stay for the passes that name them, marked as dropped: no other
 * function loads them, and erasure finds them. GH_ROLLBACK: another change came first. Call inside a transaction. */
enum gh_status GH_MUST_USE application_amend(struct db *db, const struct vault *vault, struct application *a, tick now);
/* Deletes a draft with its history. Call inside a transaction. */
enum gh_status GH_MUST_USE application_delete(struct db *db, const struct uuid *id);

/* An entry of the history. `version` is the version that this action made. `changes` is borrowed and may be NULL. */
struct history_entry {
    const struct uuid *application;
    int64_t version;
    tick at;
    int64_t account, for_account; /* account 0: the system; for_account 0: acted for nobody else */
    int64_t to_account;           /* who it was handed to; 0: nobody */
    const char *role, *action, *from_state, *to_state, *remark, *address;
    const json_t *changes;
};
/* Appends an entry to the history, with its changes sealed. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE history_append(struct db *db, const struct vault *vault, const struct history_entry *entry);
/* Finds since when an application has been in its state: the time of the last entry that led there, or handed it over.
 */
enum gh_status GH_MUST_USE history_since(struct db *db, const struct uuid *application, enum flow_state state,
                                         tick *since);
/* Returns the history as the array of the JSON interface, oldest first. *out: a new reference. */
enum gh_status GH_MUST_USE history_load(struct db *db, const struct vault *vault, const struct uuid *application,
                                        json_t **out);

/* Stores the state before a change that the applicant must confirm. Replaces an earlier proposal. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE proposal_keep(struct db *db, const struct vault *vault, const struct application *before,
                                         const json_t *changes);
/* Loads the proposed changes. *changes: a new reference, or NULL when there is no proposal. */
enum gh_status GH_MUST_USE proposal_load(struct db *db, const struct vault *vault, const struct uuid *application,
                                         json_t **changes);
/* Restores the lists and fields from before the proposal into *a. GH_NOT_FOUND: no proposal. GH_CORRUPT: the stored
 * state does not fit. */
enum gh_status GH_MUST_USE proposal_restore(struct db *db, const struct vault *vault, struct application *a);
/* Deletes the proposal, if there is one. */
enum gh_status GH_MUST_USE proposal_drop(struct db *db, const struct uuid *application);

#endif
