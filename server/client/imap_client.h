/* Reads a mailbox (RFC 3501) with libcurl: lists the mails of INBOX, fetches them, and moves them to another folder. */
#ifndef GH_SERVER_CLIENT_IMAP_CLIENT_H
#define GH_SERVER_CLIENT_IMAP_CLIENT_H

#include <stdbool.h>

#include "base/bytes.h"

#define IMAP_ERROR_SIZE 96
#define IMAP_DONE_FOLDER "Gatehouse" /* where mails lie once they are taken */

/* A mail server. The caller owns the texts. */
struct imap_server {
    const char *url; /* "imaps://HOST:993", or "imap://HOST:143" (STARTTLS, see imap_needs_tls()) */
    const char *user, *password;
    const char *without_tls; /* hosts that may be called without TLS (base/plain_call.h); NULL: none */
    const char *ca_file;     /* PEM of additional trust anchors, or NULL */
};

/* Returns whether the connection must be encrypted: always, unless the server is on this machine or in without_tls. */
bool imap_needs_tls(const struct imap_server *server);

struct imap_client;
/* Makes a client; the first call connects. The caller closes *out. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE imap_open(const struct imap_server *server, struct imap_client **out);
void imap_close(struct imap_client *client); /* takes NULL */
/* Returns the reason of the last failure for the log. */
const char *imap_error(const struct imap_client *client);

/* All of these fail with GH_UNAVAILABLE: no connection, sign-in refused, or the server refuses the command.
 * GH_MALFORMED: an answer that is not understood. GH_NO_MEMORY. */

/* Finds the UIDVALIDITY of INBOX: while it stays, a UID names the same mail. */
enum gh_status GH_MUST_USE imap_validity(struct imap_client *client, int64_t *validity);
/* Lists the lowest UIDs of mails that are not deleted, at most `max`. */
enum gh_status GH_MUST_USE imap_list(struct imap_client *client, int64_t *uids, size_t max, size_t *count);
/* Finds the size of a mail in bytes. */
enum gh_status GH_MUST_USE imap_size(struct imap_client *client, int64_t uid, int64_t *size);
/* Fetches a mail, or its head alone. *out: owned by the caller. GH_TOO_LONG: over `max` bytes. */
enum gh_status GH_MUST_USE imap_fetch(struct imap_client *client, int64_t uid, bool head, size_t max, uint8_t **out,
                                      size_t *len);
/* Moves a mail to IMAP_DONE_FOLDER, which is made when it is missing. A server without MOVE (RFC 6851) copies it and
 * marks it as deleted. */
enum gh_status GH_MUST_USE imap_put_away(struct imap_client *client, int64_t uid);

#endif
