/* Texts of messages with made-up data: what a preview, a sample and a test message show. */
#ifndef GH_SERVER_API_MESSAGE_DEMO_H
#define GH_SERVER_API_MESSAGE_DEMO_H

#include "http/request.h"
#include "notify/outbox.h"
#include "records/message_text.h"

/* Fills a text without fault about a made-up visit at the first campus and gate; "": the built-in text. GH_TOO_LONG:
 * even with short values it is too long for a message. */
enum gh_status GH_MUST_USE message_demo_write(struct request *rq, struct db *db, const struct message_text_key *key,
                                              const char *text, char out[static OUTBOX_TEXT_SIZE]);

#endif
