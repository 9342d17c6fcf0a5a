/* Applications in the database: loaded and stored whole, personal data sealed, and their append-only history. */
#ifndef GH_SERVER_RECORDS_APPLICATION_STORE_H
#define GH_SERVER_RECORDS_APPLICATION_STORE_H

#include <jansson.h>

#include "db/db.h"
#include "records/application.h"
#include "vault/vault.h"

/* GH_NOT_FOUND. The caller frees *out. */
enum gh_status GH_MUST_USE application_load(struct db *db, const struct vault *vault, const struct uuid *id,
                                            struct application *out);
/* Inserts a draft: gives it an id, unless it has one, and a number ("26112400017": day and a count); version becomes 1.
 * Inside a transaction. */
enum gh_status GH_MUST_USE application_insert(struct db *db, const struct vault *vault, struct application *a, tick now,
                                              int zone_minutes);
/* Stores the whole application if its version is still expected, and sets a->version one higher; new elements get their
 * ids. GH_ROLLBACK: somebody else was faster. Inside a transaction. content: also the lists, else only the frame. */
enum gh_status GH_MUST_USE application_update(struct db *db, const struct vault *vault, struct application *a,
                                              int64_t expected, bool content);
/* A draft for good, with its history. Inside a transaction. */
enum gh_status GH_MUST_USE application_delete(struct db *db, const struct uuid *id);

/* A line of the history; a->version is the version that it made. changes: borrowed, may be NULL. */
struct history_entry {
    const struct uuid *application;
    int64_t version;
    tick at;
    int64_t account, for_account; /* 0: the system; nobody else */
    const char *role, *action, *from_state, *to_state, *remark, *address;
    const json_t *changes;
};
enum gh_status GH_MUST_USE history_append(struct db *db, const struct vault *vault, const struct history_entry *entry);
/* A new reference: the array of the JSON interface, oldest first. */
enum gh_status GH_MUST_USE history_load(struct db *db, const struct vault *vault, const struct uuid *application,
                                        json_t **out);

/* What stood before a change that the applicant is asked to confirm. */
enum gh_status GH_MUST_USE proposal_keep(struct db *db, const struct vault *vault, const struct application *before,
                                         const json_t *changes);
/* changes: a new reference, or NULL when there is none. */
enum gh_status GH_MUST_USE proposal_load(struct db *db, const struct vault *vault, const struct uuid *application,
                                         json_t **changes);
/* Puts back what stood before, into *a (its lists and frame). */
enum gh_status GH_MUST_USE proposal_restore(struct db *db, const struct vault *vault, struct application *a);
enum gh_status GH_MUST_USE proposal_drop(struct db *db, const struct uuid *application);

#endif
