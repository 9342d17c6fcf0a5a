/* Decides what becomes of a mail: a filing, or put aside with a reason. Takes the visitors' list out of it. Pure. */
#ifndef GH_SERVER_MAIL_JUDGE_H
#define GH_SERVER_MAIL_JUDGE_H

#include "mail/mime.h"

/* Why a mail is put aside. Stable identifiers: mail_aside_name(). */
enum mail_aside {
    MAIL_FINE = 0,
    MAIL_TOO_LARGE,
    MAIL_NESTED,
    MAIL_MALFORMED,
    MAIL_NO_SENDER,
    MAIL_LOOP,      /* written by a machine, a mailing list, or by this system */
    MAIL_FORGED,    /* the mailbox's server found that the sender is forged */
    MAIL_UNCHECKED, /* a trusted server is named, and did not judge this mail */
    MAIL_BOMB,      /* a list unpacks to more than the limits */
    MAIL_OFTEN,     /* too many from this sender today */
    MAIL_TWICE,     /* a mail with this Message-ID is there */
    MAIL_ASIDE_COUNT
};
/* Returns "too-large", "loop" ...; "" for MAIL_FINE. */
const char *mail_aside_name(enum mail_aside aside);
/* Reads such an identifier. Returns MAIL_ASIDE_COUNT for any other word. */
enum mail_aside mail_aside_of(struct bytes name);

/* Judges a mail by what mail_read() returned. trusted: as given to it; own: the system's own address, "" for none. */
enum mail_aside mail_judge(const struct mime_mail *mail, enum gh_status read, const char *trusted, const char *own);

/* What is wrong with the lists of a mail. */
enum mail_list_fault {
    MAIL_LIST_FINE = 0,
    MAIL_LIST_NONE,
    MAIL_LIST_OLD_FORMAT,
    MAIL_LIST_UNREADABLE,
    MAIL_LIST_LOCKED
};
const char *mail_list_fault_name(enum mail_list_fault fault);

/* Writes the first list that can be read as a text for flow/import.h, else the text of the mail where it looks like a
 * list. size: IMPORT_TEXT_MAX + 1 is enough. *file: the index of the list, or -1. Returns MAIL_BOMB or MAIL_FINE. */
enum mail_aside mail_list(const struct mime_mail *mail, char *out, size_t size, int *file, enum mail_list_fault *fault);

#endif
