/* Lists of messages for the office. The caller must end the rows after any outcome. */
#ifndef GH_SERVER_NOTIFY_OUTBOX_LIST_H
#define GH_SERVER_NOTIFY_OUTBOX_LIST_H

#include "base/uuid.h"
#include "db/scope.h"

/* Messages of one channel ("sms", "email") in one state. */
struct outbox_figures {
    int64_t waiting, failed;
    tick oldest; /* when the oldest waiting one was written; 0: none waits */
};
enum gh_status GH_MUST_USE outbox_figures(struct db *db, const char *channel, struct outbox_figures *out);

enum message_column {
    MESSAGE_ID,
    MESSAGE_CHANNEL,
    MESSAGE_PURPOSE,
    MESSAGE_RECIPIENT, /* masked */
    MESSAGE_STATE,
    MESSAGE_TRIES,
    MESSAGE_MAYBE_TWICE,
    MESSAGE_ERROR,
    MESSAGE_CREATED_AT,
    MESSAGE_SETTLED_AT,  /* NULL: not settled yet */
    MESSAGE_APPLICATION, /* its number; NULL: none */
    MESSAGE_BODY         /* sealed as "message.body" */
};
/* Selects the messages about applications within scope, newest first. The scope of all also has messages without an
 * application. state: "" for any. */
enum gh_status GH_MUST_USE messages_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                          const char *state, int64_t limit);
/* Selects one message. The caller must check who may see it. */
enum gh_status GH_MUST_USE message_query(struct db *db, struct db_rows *rows, const struct uuid *id);
/* Returns the applicant and the campus of the message's application. GH_NOT_FOUND: no such message, or it has no
 * application. */
enum gh_status GH_MUST_USE message_owner(struct db *db, const struct uuid *id, int64_t *applicant, int64_t *campus);

enum pass_message_column {
    PASS_MESSAGE_ID,
    PASS_MESSAGE_CHANNEL,
    PASS_MESSAGE_STATE,
    PASS_MESSAGE_ERROR,
    PASS_MESSAGE_MAYBE_TWICE,
    PASS_MESSAGE_AT /* when it was settled, otherwise when it was written */
};
/* Selects the newest message about a pass, or with the link that shows it, to its holder. */
enum gh_status GH_MUST_USE outbox_newest_of_pass(struct db *db, struct db_rows *rows, const struct uuid *pass);

/* Selects the reminders to deciders that were put at a moment: channel, state, number of messages. The caller ends rows
 * after any outcome. */
enum gh_status GH_MUST_USE outbox_reminders_at(struct db *db, struct db_rows *rows, const struct uuid *application,
                                               tick at);

#endif
