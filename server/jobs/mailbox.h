/* Reads the mailbox for filings (act/mail_in.h): a thread that looks every so often. Of several server processes the
 * one with the lease looks.
 *
 * A mail is stored first and moved out of INBOX then. One that could not be moved is known by its UID, so it is neither
 * lost nor read twice. */
#ifndef GH_SERVER_JOBS_MAILBOX_H
#define GH_SERVER_JOBS_MAILBOX_H

#include "client/imap_client.h"
#include "db/db.h"
#include "meters/meters.h"
#include "os/clock.h"
#include "os/log.h"
#include "vault/vault.h"

#define MAILBOX_ROUND_MAX 50 /* mails in one round; the next one continues */

struct mailbox_options {
    struct db_pool *pool; /* all pointers are borrowed */
    const struct vault *vault;
    const struct imap_server *server;
    int64_t campus;      /* whose officers see the mails; 0: all */
    const char *trusted; /* authserv-id of the mailbox's server (RFC 8601), or "" */
    const char *own;     /* the system's own address, or "" */
    int every_seconds;
    struct meters *meters;
    struct os_clock clock;
    struct os_log log;
};

/* Counts of one round. */
struct mailbox_report {
    int64_t taken, aside;
};
/* Reads the mailbox once. error gets the client's words, or "". GH_BUSY: another process has the lease. */
enum gh_status GH_MUST_USE mailbox_round(const struct mailbox_options *options, struct mailbox_report *report,
                                         char error[static IMAP_ERROR_SIZE]);

struct mailbox;
/* Starts the thread: one round at once, then one every so often. */
enum gh_status GH_MUST_USE mailbox_start(const struct mailbox_options *options, struct mailbox **out);
/* Begins the next round now. Takes NULL. */
void mailbox_wake(struct mailbox *mailbox);
/* Stops after the current mail. Takes NULL. */
void mailbox_stop(struct mailbox *mailbox);

#endif
