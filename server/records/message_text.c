/* Loads and stores the texts of messages. */
#include "records/message_text.h"

#include <stdio.h>

static void write_name(const struct message_text_key *key, char out[static TEXT_NAME_SIZE])
{
    (void)snprintf(out, TEXT_NAME_SIZE, "message.%s.%s", message_kind_row(key->kind)->name,
                   message_form_name(key->form));
}

enum gh_status message_text_load(struct db *db, const struct message_text_key *key,
                                 char out[static MESSAGE_TEMPLATE_SIZE], int64_t *version)
{
    char name[TEXT_NAME_SIZE];
    write_name(key, name);
    enum gh_status status = text_version_load(db, &(struct text_key){name, key->language == WORDS_ENGLISH}, out,
                                              MESSAGE_TEMPLATE_SIZE, version);
    if (status != GH_NOT_FOUND)
        return status;
    out[0] = '\0';
    *version = 0;
    return GH_OK;
}

void message_text_subject(const struct message_text_key *key, char out[static AUDIT_SUBJECT_SIZE])
{
    char name[TEXT_NAME_SIZE];
    write_name(key, name);
    (void)snprintf(out, AUDIT_SUBJECT_SIZE, "setting:%s.%s", name, key->language == WORDS_ENGLISH ? "en" : "zh");
}

enum gh_status message_text_store(const struct audit_act *act, const struct message_text_key *key, int64_t version,
                                  const char *written)
{
    char name[TEXT_NAME_SIZE], subject[AUDIT_SUBJECT_SIZE];
    write_name(key, name);
    message_text_subject(key, subject);
    return text_version_store(act, &(struct text_key){name, key->language == WORDS_ENGLISH}, subject, version, written);
}

enum gh_status message_text_history(struct db *db, struct db_rows *rows, const struct message_text_key *key)
{
    char name[TEXT_NAME_SIZE];
    write_name(key, name);
    return text_version_history(db, rows, &(struct text_key){name, key->language == WORDS_ENGLISH});
}
