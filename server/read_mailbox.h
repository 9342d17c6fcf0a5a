/* Starts and stops the reading of the mailbox by the server's options (jobs/mailbox.h). */
#ifndef GH_SERVER_READ_MAILBOX_H
#define GH_SERVER_READ_MAILBOX_H

#include "http/server.h"
#include "jobs/mailbox.h"
#include "options.h"

struct read_mailbox {
    char password[128];
    struct imap_server imap;
    struct mailbox *mailbox; /* NULL: no mailbox is read */
};
/* Starts the thread where the options name a mailbox. *out must stay where it is. Returns false, and says why on
 * stderr, where the password can't be read or the thread did not start. */
bool read_mailbox_start(const struct options *options, const struct server *server, struct read_mailbox *out);
void read_mailbox_stop(struct read_mailbox *reading);

#endif
