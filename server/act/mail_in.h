/* A mail arrives: it becomes a filing that waits for an officer, or is put aside. The sender of a mail without a usable
 * list gets one answer, where the mailbox's server vouches for the address. */
#ifndef GH_SERVER_ACT_MAIL_IN_H
#define GH_SERVER_ACT_MAIL_IN_H

#include "act/act.h"
#include "mail/judge.h"
#include "records/mail_filing.h"

#define MAIL_IN_DAY_MAX 20    /* mails from one sender that are read in 24 hours; further ones are put aside */
#define MAIL_IN_ANSWERS_MAX 3 /* answers to one sender in 24 hours */

struct mail_arrival {
    struct mail_place place;
    int64_t campus;      /* of the mailbox; 0: every campus */
    const char *trusted; /* authserv-id of the mailbox's server; "": none, so nobody is answered unasked */
    const char *own;     /* the system's own address; "": none */
    struct bytes raw;    /* of a mail that is too large: its head */
    bool too_large;
};

/* Takes a mail that is not known yet, in one transaction. *aside: why it was put aside, or MAIL_FINE. GH_CONFLICT:
 * another process took it. */
enum gh_status GH_MUST_USE mail_in_take(const struct act_context *context, const struct mail_arrival *arrival,
                                        enum mail_aside *aside);

/* Tells the sender how the filing stands, in the caller's transaction. reason: what the officer wrote, or "". */
enum gh_status GH_MUST_USE mail_in_tell(const struct act_context *context, const struct application *a,
                                        const char *reason);

#endif
