/* Texts that administrators write, in versions: those of the pages (records/page_text.h) and of messages
 * (records/message_text.h). Each save is a version with its author and an audit record; none is deleted. */
#ifndef GH_SERVER_RECORDS_TEXT_VERSION_H
#define GH_SERVER_RECORDS_TEXT_VERSION_H

#include "records/audit.h"

#define TEXT_NAME_SIZE 48 /* bytes with NUL */

/* Which text: its stable name ("hall", "message.pass-issued.sms") and language. Borrowed. */
struct text_key {
    const char *name;
    bool english;
};

/* Loads the newest version. GH_NOT_FOUND: nobody has written one; GH_TOO_LONG: it does not fit. */
enum gh_status GH_MUST_USE text_version_load(struct db *db, const struct text_key *key, char *out, size_t size,
                                             int64_t *version);
/* Stores the version after `version`, with an audit record about `subject`, in one transaction. GH_ROLLBACK: somebody
 * else has stored it. */
enum gh_status GH_MUST_USE text_version_store(const struct audit_act *act, const struct text_key *key,
                                              const char *subject, int64_t version, const char *written);
/* Columns of text_version_history(). */
enum { TEXT_VERSION_NUMBER = 0, TEXT_VERSION_WRITTEN, TEXT_VERSION_AT, TEXT_VERSION_BY };
/* Selects the versions of a text, newest first; at most 50. The caller must end `rows` after any outcome. */
enum gh_status GH_MUST_USE text_version_history(struct db *db, struct db_rows *rows, const struct text_key *key);

#endif
