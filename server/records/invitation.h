/* Invitation links: a visitor fills in the personal data before the host submits. The answer becomes a person of the
 * draft. */
#ifndef GH_SERVER_RECORDS_INVITATION_H
#define GH_SERVER_RECORDS_INVITATION_H

#include <jansson.h>

#include "records/application_check.h"
#include "records/application_store.h"
#include "records/consent.h"

#define INVITATION_TOKEN_LEN 22 /* characters of base64url: 128 random bits */
#define INVITATION_TOKEN_SIZE (INVITATION_TOKEN_LEN + 1)
#define INVITATION_LABEL_SIZE 192 /* bytes with NUL: names the recipient of the link */

struct invitation {
    struct uuid id, application, person; /* person: nil until filled in, or after the host removes it */
    char label[INVITATION_LABEL_SIZE], token[INVITATION_TOKEN_SIZE];
    tick expires_at, filled_at; /* filled_at 0: not yet */
};

/* Makes a link for a draft or for an application that was sent back. Call inside a transaction. */
enum gh_status GH_MUST_USE invitation_add(struct db *db, const struct vault *vault, const struct uuid *application,
                                          const char *label, tick now, tick expires_at, struct invitation *out);
/* Selects the links of an application that are not cancelled, oldest first. The caller must end `rows` after any
 * outcome. */
enum gh_status GH_MUST_USE invitation_query(struct db *db, struct db_rows *rows, const struct uuid *application);
/* Reads the next link. GH_NOT_FOUND: no more rows. GH_CORRUPT: the token does not open. */
enum gh_status GH_MUST_USE invitation_next(struct db_rows *rows, const struct vault *vault, struct invitation *out);
/* Cancels a link of this applicant. GH_NOT_FOUND: not an open link of this applicant's applications. */
enum gh_status GH_MUST_USE invitation_cancel(struct db *db, const struct uuid *id, int64_t applicant, tick now);
/* Finds the link of a token. GH_NOT_FOUND: unknown or cancelled token, or one that expired before the visitor filled it
 * in. */
enum gh_status GH_MUST_USE invitation_find(struct db *db, const struct vault *vault, struct bytes token, tick now,
                                           struct invitation *out);

/* Appends the visitor to the draft and records the consent, in its own transaction. input: {"person": {...}, "plate":
 * ""}. consent: without `by`; where the visitor is under 14 it needs a guardian. GH_MALFORMED: `errors` says what is
 * wrong (paths "person.mobile", "plate", "consent.guardian"). GH_CONFLICT: filled in before, the draft is full, or the
 * application is no longer a draft. */
enum gh_status GH_MUST_USE invitation_fill(struct db *db, const struct vault *vault,
                                           const struct invitation *invitation, const json_t *input,
                                           const struct consent_given *consent, const struct check_context *context,
                                           tick now, struct field_errors *errors);

#endif
