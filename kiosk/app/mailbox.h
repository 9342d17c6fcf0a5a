/* Events on their way from the desk's thread to the main one: a bounded list of copies and a call that wakes the
 * main loop. */
#ifndef GH_KIOSK_APP_MAILBOX_H
#define GH_KIOSK_APP_MAILBOX_H

#include "desk/event.h"

#define MAILBOX_MAX 64 /* events; the main thread takes them every frame, so that a full box means that it hangs */

struct mailbox;

/* wake: called after each put, on the putting thread; borrowed ctx. NULL without memory. */
struct mailbox *mailbox_new(void (*wake)(void *ctx), void *ctx);
void mailbox_free(struct mailbox *mailbox); /* wipes; takes NULL */
/* Copies the event. A full box makes the caller wait for room, because a verdict must not be lost; after
 * mailbox_close() it is dropped. */
void mailbox_put(struct mailbox *mailbox, const struct desk_event *event);
/* The oldest event, to be given back with mailbox_done; NULL when there is none. */
struct desk_event *mailbox_take(struct mailbox *mailbox);
void mailbox_done(struct desk_event *event); /* wipes and frees */
/* No event will be taken any more: nobody waits for room. */
void mailbox_close(struct mailbox *mailbox);

#endif
