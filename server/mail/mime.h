/* Reads one mail (RFC 5322, MIME): who sent it, its text, and the lists that are attached. Everything in a mail is
 * hostile until shown otherwise: each loop has a limit, and nothing is followed, opened or run. Pure. */
#ifndef GH_SERVER_MAIL_MIME_H
#define GH_SERVER_MAIL_MIME_H

#include "base/bytes.h"

#define MIME_MAIL_MAX ((size_t)10 * 1024 * 1024)
#define MIME_HEAD_MAX ((size_t)64 * 1024) /* of the mail, and of each part */
#define MIME_DEPTH_MAX 5                  /* parts within parts */
#define MIME_PARTS_MAX 50
#define MIME_LISTS_MAX 4
#define MIME_ADDRESS_SIZE 128 /* an outbox's recipient */
#define MIME_SUBJECT_SIZE 256
#define MIME_ID_SIZE 256
#define MIME_NAME_SIZE 128
#define MIME_TEXT_SIZE ((size_t)32 * 1024) /* of the text for reading; a longer one is cut */

enum mime_list_kind { MIME_LIST_XLSX = 0, MIME_LIST_TEXT, MIME_LIST_XLS /* the old format, which is not read */ };

struct mime_list {
    enum mime_list_kind kind;
    char name[MIME_NAME_SIZE]; /* of the file */
    char charset[32];          /* of MIME_LIST_TEXT; "": not said */
    uint8_t *data;             /* owned, decoded */
    size_t len;
};

enum mime_authentication { MIME_NOT_CHECKED = 0, MIME_AUTHENTIC, MIME_FORGED };

struct mime_mail {
    char from[MIME_ADDRESS_SIZE]; /* in lower case; "": none, or not exactly one */
    char from_name[MIME_NAME_SIZE];
    char subject[MIME_SUBJECT_SIZE];
    char id[MIME_ID_SIZE];                   /* Message-ID with its brackets; "": none that can be answered */
    bool automatic;                          /* an answer of a machine, a mailing list or a bulk mail */
    bool own;                                /* written by this system */
    enum mime_authentication authentication; /* as the trusted server of the mailbox found (RFC 8601, DMARC) */
    char *text;                              /* owned, UTF-8, for reading; never NULL after mail_read() */
    size_t part_count, list_count;
    struct mime_list lists[MIME_LISTS_MAX]; /* further ones are left out */
};

/* Parses a mail. trusted: the authserv-id whose Authentication-Results count, or "" for none. GH_TOO_LONG: over
 * MIME_MAIL_MAX, MIME_HEAD_MAX or MIME_PARTS_MAX. GH_UNSUPPORTED: nested deeper than MIME_DEPTH_MAX. GH_MALFORMED: not
 * a mail. GH_NO_MEMORY. Whatever the status, *out holds what was read, and the caller frees it with mail_free(). */
enum gh_status GH_MUST_USE mail_read(struct bytes raw, const char *trusted, struct mime_mail *out);
/* Wipes and frees what a mail owns, and zeroes it. */
void mail_free(struct mime_mail *mail);

#endif
