/* The barred list: persons (by document) and plates that may not enter. Applications are checked against it when they
 * are submitted and approved (watch.h). Booths check it at the gate (replicate/changes.h). */
#ifndef GH_SERVER_RECORDS_BARRED_H
#define GH_SERVER_RECORDS_BARRED_H

#include <jansson.h>

#include "db/scope.h"
#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"

#define BARRED_LABEL_SIZE 192  /* bytes with NUL: 60 Chinese characters fit */
#define BARRED_REASON_SIZE 640 /* bytes with NUL: 200 Chinese characters fit */

/* Adds an entry and audits it without the person's name. input: {"kind": "person"|"plate", "document_kind",
 * "document_number", "plate", "label", "reason", "until", "campus" (0: all; absent: the campus of a scope of one)}.
 * GH_MALFORMED: `errors` says what is wrong. */
enum gh_status GH_MUST_USE barred_add(const struct audit_act *act, const struct scope *scope, const struct vault *vault,
                                      const json_t *input, struct field_errors *errors, struct uuid *id);
/* What barred_put() did. */
enum barred_put { BARRED_ADDED = 0, BARRED_REPLACED, BARRED_SAME };
/* As barred_add(), in the caller's transaction, for lists. An entry in force for the same person or plate and campus is
 * replaced; with the same reason and end it stays. */
enum gh_status GH_MUST_USE barred_put(const struct audit_act *act, const struct scope *scope, const struct vault *vault,
                                      const json_t *input, struct field_errors *errors, enum barred_put *how);
/* Lifts an entry and audits it. GH_NOT_FOUND: no such entry within scope, or lifted before. */
enum gh_status GH_MUST_USE barred_lift(const struct audit_act *act, const struct scope *scope, const struct uuid *id);
/* Lifts the entries that have expired by `now`, so that booths replicate it. *lifted: how many. Runs its own
 * transaction. */
enum gh_status GH_MUST_USE barred_sweep(struct db *db, tick now, int64_t *lifted);

enum barred_column {
    BARRED_COLUMN_ID,
    BARRED_COLUMN_PLATE_HASH, /* NULL: an entry for a person */
    BARRED_COLUMN_PLATE,
    BARRED_COLUMN_DOCUMENT, /* masked */
    BARRED_COLUMN_LABEL,    /* sealed as "barred.label" */
    BARRED_COLUMN_REASON,
    BARRED_COLUMN_UNTIL, /* NULL: no end */
    BARRED_COLUMN_CREATED_AT,
    BARRED_COLUMN_CAMPUS,     /* 0: all */
    BARRED_COLUMN_MAY_CHANGE, /* 1: the entry is within scope; 0: of all campuses, so only shown */
    BARRED_COLUMN_LIFTED_AT   /* NULL: not lifted, and not yet swept after its end */
};
/* Ended entries keep no name and no document. */
enum barred_state { BARRED_IN_FORCE = 0, BARRED_ENDED };
/* Selects the entries within scope and of all campuses in this state at `now`, newest first. The caller must end
 * `rows` after any outcome. */
enum gh_status GH_MUST_USE barred_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                        enum barred_state state, tick now, int64_t limit);
/* Selects one entry by id, in force or not. The caller must end `rows` after any outcome. */
enum gh_status GH_MUST_USE barred_one_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                            const struct uuid *id);

#endif
