/* The outbox: messages are written in the same transaction as what they tell of, and sent afterwards by workers of any
 * server process.
 *
 * A message is claimed and the claim committed before it is sent; so a process that dies in between leaves a claim that
 * ends, and the message counts as "may have been taken": it is sent once more, marked maybe_twice, and never a third
 * time. Recipient and text are sealed. */
#ifndef GH_SERVER_NOTIFY_OUTBOX_H
#define GH_SERVER_NOTIFY_OUTBOX_H

#include "base/tick.h"
#include "db/db.h"
#include "notify/channel.h"
#include "vault/vault.h"

#define OUTBOX_RECIPIENT_SIZE 128
#define OUTBOX_TEXT_SIZE 512
#define OUTBOX_CLAIM (2 * TICK_MINUTE) /* longer than any provider's time-out */
#define OUTBOX_RETRY_FIRST (10 * TICK_SECOND)
#define OUTBOX_RETRY_CAP (30 * TICK_MINUTE)
#define OUTBOX_TRIES_MAX 40 /* most of a day */

struct message_new {
    const char *channel;                   /* "sms", "email" */
    const char *purpose;                   /* "pass-issued" */
    const char *dedupe;                    /* unique: the same thing is never told twice */
    const struct uuid *application, *pass; /* NULL for none */
    const char *recipient, *text;
};

/* In the caller's transaction. A message with the same dedupe is left as it is, and that is GH_OK. GH_TOO_LONG. */
enum gh_status GH_MUST_USE outbox_put(struct db *db, const struct vault *vault, const struct message_new *message,
                                      tick now);

struct outgoing {
    struct uuid id;
    char channel[16], purpose[32], recipient[OUTBOX_RECIPIENT_SIZE], text[OUTBOX_TEXT_SIZE];
    int64_t tries;
    bool maybe_twice;
};

/* Claims the message that has waited longest. GH_NOT_FOUND: nothing is due. The caller wipes *out. */
enum gh_status GH_MUST_USE outbox_claim(struct db *db, const struct vault *vault, tick now, struct outgoing *out);
/* Writes down what came of it. */
enum gh_status GH_MUST_USE outbox_settle(struct db *db, const struct outgoing *message, enum channel_outcome outcome,
                                         const struct channel_result *result, tick now);
/* The provider's later word on a message that it took. GH_NOT_FOUND. */
enum gh_status GH_MUST_USE outbox_report(struct db *db, const struct uuid *id, bool delivered, tick now);
/* What a gateway must say with its reports: a keyed hash, the same in every process that has this vault. */
#define OUTBOX_REPORT_SECRET_SIZE 33
void outbox_report_secret(const struct vault *vault, char out[static OUTBOX_REPORT_SECRET_SIZE]);
/* Sends a failed or sent message again because a person asked to: a new message with the same text. GH_CONFLICT: it has
 * not been settled yet. */
enum gh_status GH_MUST_USE outbox_resend(struct db *db, const struct uuid *id, const struct vault *vault, tick now,
                                         struct uuid *made);

#endif
