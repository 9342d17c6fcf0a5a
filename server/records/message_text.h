/* Texts of messages that administrators wrote (flow/message_kind.h), in versions (records/text_version.h). */
#ifndef GH_SERVER_RECORDS_MESSAGE_TEXT_H
#define GH_SERVER_RECORDS_MESSAGE_TEXT_H

#include "flow/message_kind.h"
#include "records/text_version.h"

struct message_text_key {
    enum message_kind kind;
    enum message_form form;
    enum words_language language;
};

/* Loads the newest version; "" where the built-in text counts, which is version 0 until an administrator has written
 * one. */
enum gh_status GH_MUST_USE message_text_load(struct db *db, const struct message_text_key *key,
                                             char out[static MESSAGE_TEMPLATE_SIZE], int64_t *version);
/* Stores a text without fault as text_version_store() does. "": back to the built-in text. */
enum gh_status GH_MUST_USE message_text_store(const struct audit_act *act, const struct message_text_key *key,
                                              int64_t version, const char *written);
/* Selects the versions of a text as text_version_history() does. */
enum gh_status GH_MUST_USE message_text_history(struct db *db, struct db_rows *rows,
                                                const struct message_text_key *key);
/* Writes the subject under which the audit trail names a text: "setting:message.pass-issued.sms.zh". */
void message_text_subject(const struct message_text_key *key, char out[static AUDIT_SUBJECT_SIZE]);

#endif
