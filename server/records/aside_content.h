/* What could not be used and is kept for review (table entry_aside): shown masked, and found, exported and erased with
 * the person that it names. */
#ifndef GH_SERVER_RECORDS_ASIDE_CONTENT_H
#define GH_SERVER_RECORDS_ASIDE_CONTENT_H

#include <jansson.h>

#include "records/subject.h"

#define ASIDE_CONTENT_MAX 4096 /* bytes kept of one content; more is cut off */

/* Opens a sealed content into out, NUL-terminated. The caller wipes it. Errors as vault_open_box(). */
enum gh_status GH_MUST_USE aside_open(const struct vault *vault, const struct uuid *id, struct bytes sealed,
                                      char out[static ASIDE_CONTENT_MAX + 1], size_t *len);
/* Returns a content as JSON without names, numbers and free texts: names and numbers are masked, what can't be judged
 * becomes "…". NULL: it is not JSON, so nothing of it may be shown, or there is no memory. The caller frees the text.
 */
char *aside_masked(struct bytes content);

/* Counts the contents and mails (records/mail_filing.h) that name the person in *count. */
enum gh_status GH_MUST_USE aside_count(struct db *db, const struct vault *vault, const struct subject *subject,
                                       int64_t *count);
/* Appends {"arrived_at", "code", "person": as typed} for each content or mail that names the person. */
enum gh_status GH_MUST_USE aside_export(struct db *db, const struct vault *vault, const struct subject *subject,
                                        json_t *list);
/* Deletes the contents and mails that name the person, within the caller's transaction. *count: how many. */
enum gh_status GH_MUST_USE aside_erase(struct db *db, const struct vault *vault, const struct subject *subject,
                                       int64_t *count);
/* Deletes contents and mails that arrived before a time. */
enum gh_status GH_MUST_USE aside_sweep(struct db *db, tick before);

#endif
