/* Links by which visitors fill in their own data, before the host submits. What they send becomes a person of the
 * draft.
 */
#ifndef GH_SERVER_RECORDS_INVITATION_H
#define GH_SERVER_RECORDS_INVITATION_H

#include <jansson.h>

#include "records/application_check.h"
#include "records/application_store.h"

#define INVITATION_TOKEN_LEN 22 /* characters of base64url: 128 random bits */
#define INVITATION_TOKEN_SIZE (INVITATION_TOKEN_LEN + 1)
#define INVITATION_LABEL_SIZE 192 /* bytes with NUL: who the link is for */

struct invitation {
    struct uuid id, application, person; /* person nil: not filled in yet, or taken out of the draft since */
    char label[INVITATION_LABEL_SIZE], token[INVITATION_TOKEN_SIZE];
    tick expires_at, filled_at; /* filled_at 0: not yet */
};

/* For a draft, or one that was sent back. Inside a transaction. */
enum gh_status GH_MUST_USE invitation_add(struct db *db, const struct vault *vault, const struct uuid *application,
                                          const char *label, tick now, tick expires_at, struct invitation *out);
/* Steps through the links of an application that were not taken back, oldest first; rows from invitation_query. */
enum gh_status GH_MUST_USE invitation_query(struct db *db, struct db_rows *rows, const struct uuid *application);
enum gh_status GH_MUST_USE invitation_next(struct db_rows *rows, const struct vault *vault, struct invitation *out);
/* Takes a link back; only of this applicant's applications. GH_NOT_FOUND. */
enum gh_status GH_MUST_USE invitation_cancel(struct db *db, const struct uuid *id, int64_t applicant, tick now);
/* GH_NOT_FOUND for a token that is none, or was taken back, or has expired and was not filled in. */
enum gh_status GH_MUST_USE invitation_find(struct db *db, const struct vault *vault, struct bytes token, tick now,
                                           struct invitation *out);

/* input: {"person": {...}, "plate": ""}, appended to the draft, in a transaction of its own. GH_MALFORMED with errors
 * (paths "person.mobile", "plate"); GH_CONFLICT when it was filled in before, the draft is full, or is no draft any
 * more.
 */
enum gh_status GH_MUST_USE invitation_fill(struct db *db, const struct vault *vault,
                                           const struct invitation *invitation, const json_t *input,
                                           const struct check_context *context, tick now, struct field_errors *errors);

#endif
