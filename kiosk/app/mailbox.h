/* Events on their way from the desk's thread to the main one: a bounded list of copies and a call that wakes the
 * main loop. */
#ifndef GH_KIOSK_APP_MAILBOX_H
#define GH_KIOSK_APP_MAILBOX_H

#include "desk/event.h"

#define MAILBOX_MAX 64 /* events; the main thread takes them in every frame: a full box means that it hangs */

struct mailbox;

/* Returns an empty mailbox, or NULL without memory. It calls wake after each put, on the putting thread; ctx is
 * borrowed. */
struct mailbox *mailbox_new(void (*wake)(void *ctx), void *ctx);
void mailbox_free(struct mailbox *mailbox); /* wipes; takes NULL */
/* Copies the event. A full box makes the caller wait for room, because a verdict must not be lost. After
 * mailbox_close() the event is dropped. */
void mailbox_put(struct mailbox *mailbox, const struct desk_event *event);
/* Returns the oldest event, which mailbox_done() takes back, or NULL. */
struct desk_event *mailbox_take(struct mailbox *mailbox);
void mailbox_done(struct desk_event *event); /* wipes and frees */
/* Says that nobody takes events any more: mailbox_put() no longer waits. */
void mailbox_close(struct mailbox *mailbox);

#endif
