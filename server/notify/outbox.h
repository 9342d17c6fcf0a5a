/* The outbox. A message is written in the same transaction as the event that it reports. Later a worker of any server
 * process sends it.
 *
 * A worker claims a message and commits the claim before it sends. If the process dies in between, the claim expires
 * and the message may have been accepted. It is then sent once more, marked maybe_twice, and never a third time.
 * Recipient and text are sealed.
 *
 * A message may wait behind another one, as an e-mail behind a WeCom message: it goes out when that one fails, or has
 * not gone out within OUTBOX_FALLBACK_AFTER, and is skipped when it has. */
#ifndef GH_SERVER_NOTIFY_OUTBOX_H
#define GH_SERVER_NOTIFY_OUTBOX_H

#include "base/tick.h"
#include "db/db.h"
#include "notify/channel.h"
#include "vault/vault.h"

#define OUTBOX_RECIPIENT_SIZE 128
#define OUTBOX_TEXT_SIZE 512
#define OUTBOX_CLAIM (2 * TICK_MINUTE) /* longer than any provider's timeout */
#define OUTBOX_RETRY_FIRST (10 * TICK_SECOND)
#define OUTBOX_RETRY_CAP (30 * TICK_MINUTE)
#define OUTBOX_TRIES_MAX 40                     /* most of a day, with the waits between */
#define OUTBOX_FALLBACK_AFTER (5 * TICK_MINUTE) /* a message behind another one waits so long for it */

/* The channels that messages name. */
#define CHANNEL_NAME_SMS "sms"
#define CHANNEL_NAME_EMAIL "email"
#define CHANNEL_NAME_WECOM "wecom"             /* to a member */
#define CHANNEL_NAME_WECOM_GROUP "wecom-group" /* to the guards' group */

struct message_new {
    const char *channel;                   /* CHANNEL_NAME_… */
    const char *purpose;                   /* "pass-issued" */
    const char *dedupe;                    /* unique: the same event is reported only once */
    const struct uuid *application, *pass; /* NULL for none */
    const char *recipient, *text;
    const struct message_words *words; /* NULL: none */
    int64_t campus;                    /* of a message without an application; 0: none */
    struct bytes person_hash;          /* of its visitor's document, for erasure; no data: none */
    const struct uuid *id;             /* NULL: the outbox makes one */
    const struct uuid *behind;         /* NULL: none; otherwise this message goes out where that one does not */
};

/* Writes a message in the caller's transaction. An existing message with the same `dedupe` stays as it is, and the
 * result is GH_OK. GH_TOO_LONG: recipient or text. */
enum gh_status GH_MUST_USE outbox_put(struct db *db, const struct vault *vault, const struct message_new *message,
                                      tick now);

/* Skips a message that nobody needs any more, with those behind it. *unsent: whether it had not been sent. In the
 * caller's transaction. */
enum gh_status GH_MUST_USE outbox_skip(struct db *db, const struct uuid *id, tick now, bool *unsent);
/* Counts the messages to the guards' group of a campus (0: to the group of all others) that were sent after `since` or
 * are being sent, by any process. */
enum gh_status GH_MUST_USE outbox_sent_to_group(struct db *db, int64_t campus, tick since, int64_t *count);

struct outgoing {
    struct uuid id;
    char channel[16], purpose[32], recipient[OUTBOX_RECIPIENT_SIZE], text[OUTBOX_TEXT_SIZE];
    struct message_words words;
    int64_t tries, campus; /* campus: of a message without an application; 0: none */
    bool maybe_twice;
};

/* Claims the message that is due longest. only: names of channels with a comma before and behind each (",wecom,"), or
 * "" for all. The caller wipes *out. GH_NOT_FOUND: nothing is due. */
enum gh_status GH_MUST_USE outbox_claim(struct db *db, const struct vault *vault, const char *only, tick now,
                                        struct outgoing *out);
/* Stores the outcome of a try: sent, failed, or waiting for the next try. Does nothing when another process has begun a
 * later try. A message that went out spares those that wait behind it, or the one before it; one that failed sends them
 * now. */
enum gh_status GH_MUST_USE outbox_settle(struct db *db, const struct outgoing *message, enum channel_outcome outcome,
                                         const struct channel_result *result, tick now);
/* Stores the provider's delivery report. GH_NOT_FOUND: no such message, or the provider has not taken it. */
enum gh_status GH_MUST_USE outbox_report(struct db *db, const struct uuid *id, bool delivered, tick now);
/* Derives what a gateway must send with its report on one message: a keyed hash of the message's id, the same in every
 * process with this vault. A gateway logs it, so that it is good for this message alone. id: UUID text. */
#define OUTBOX_REPORT_KEY_SIZE 33
#define OUTBOX_RESENDS_MAX 3 /* to one recipient a day */
void outbox_report_key(const struct vault *vault, const char *id, char out[static OUTBOX_REPORT_KEY_SIZE]);
/* Resends a settled message because a person asked for it: adds a new message with the same text, its id in *made.
 * GH_CONFLICT: the message is still waiting or being sent. GH_NOT_FOUND: no such message, or it is erased.
 * GH_DENIED: this recipient got OUTBOX_RESENDS_MAX repetitions today. */
enum gh_status GH_MUST_USE outbox_resend(struct db *db, const struct uuid *id, const struct vault *vault, tick now,
                                         struct uuid *made);

#endif
