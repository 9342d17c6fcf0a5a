/* Versions of the notice about the handling of personal data (flow/notice_text.h). The text follows from the settings,
 * so that a changed setting makes a new version. A version is stored when somebody consents to it. */
#ifndef GH_SERVER_RECORDS_NOTICE_H
#define GH_SERVER_RECORDS_NOTICE_H

#include <jansson.h>

#include "db/db.h"
#include "flow/notice_text.h"

#define NOTICE_HASH_LEN 8
#define NOTICE_VERSION_SIZE (2 * NOTICE_HASH_LEN + 1) /* hash in hexadecimal digits, with NUL */

struct notice {
    enum words_language language;
    char version[NOTICE_VERSION_SIZE];
    char text[NOTICE_TEXT_SIZE];
};

/* Composes the notice of today's settings. */
enum gh_status GH_MUST_USE notice_now(struct db *db, enum words_language language, struct notice *out);
/* Makes a notice of a text that was shown elsewhere. GH_TOO_LONG: it does not fit. */
enum gh_status GH_MUST_USE notice_of(struct bytes text, enum words_language language, struct notice *out);
/* Stores a version unless it is stored, in the caller's transaction. *number: its number for people. */
enum gh_status GH_MUST_USE notice_keep(struct db *db, const struct notice *notice, tick now, int64_t *number);
/* Lists the stored versions for the privacy officer, newest first, with how many consents refer to each and how many
 * of them were withdrawn: a new reference. */
enum gh_status GH_MUST_USE notices_list(struct db *db, json_t **out);
/* Deletes versions that no consent refers to. */
enum gh_status GH_MUST_USE notice_sweep(struct db *db);

#endif
