/* The barred list: persons, by their document, and plates that are not let in. Applications are held against it when
 * they are submitted and approved (watch.h), booths when somebody stands at the gate (replicate/changes.h). */
#ifndef GH_SERVER_RECORDS_BARRED_H
#define GH_SERVER_RECORDS_BARRED_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"

#define BARRED_LABEL_SIZE 192  /* bytes with NUL: 60 Chinese characters fit */
#define BARRED_REASON_SIZE 640 /* bytes with NUL: 200 of them */

/* input: {"kind": "person"|"plate", "document_kind", "document_number", "plate", "label", "reason", "until"}.
 * GH_MALFORMED with errors. Audited, without the person's name. */
enum gh_status GH_MUST_USE barred_add(const struct audit_act *act, const struct vault *vault, const json_t *input,
                                      struct field_errors *errors, struct uuid *id);
/* GH_NOT_FOUND when there is no such entry, or none that still stands. Audited. */
enum gh_status GH_MUST_USE barred_lift(const struct audit_act *act, const struct uuid *id);
/* Lifts what ended by now, so that booths learn of it. *lifted: how many. In a transaction of its own. */
enum gh_status GH_MUST_USE barred_sweep(struct db *db, tick now, int64_t *lifted);

enum barred_column {
    BARRED_COLUMN_ID,
    BARRED_COLUMN_PLATE_HASH, /* NULL: a person */
    BARRED_COLUMN_PLATE,
    BARRED_COLUMN_DOCUMENT, /* masked */
    BARRED_COLUMN_LABEL,    /* sealed as "barred.label" */
    BARRED_COLUMN_REASON,
    BARRED_COLUMN_UNTIL, /* NULL: for good */
    BARRED_COLUMN_CREATED_AT
};
/* Selects what stands at now, the newest first. The caller ends the rows after any outcome. */
enum gh_status GH_MUST_USE barred_query(struct db *db, struct db_rows *rows, tick now, int64_t limit);
enum gh_status GH_MUST_USE barred_one_query(struct db *db, struct db_rows *rows, const struct uuid *id);

#endif
