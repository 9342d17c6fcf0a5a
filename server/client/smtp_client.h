/* Sends mail through a server (RFC 5321) with libcurl: one message to one recipient. */
#ifndef GH_SERVER_CLIENT_SMTP_CLIENT_H
#define GH_SERVER_CLIENT_SMTP_CLIENT_H

#include <stdbool.h>

#include "base/bytes.h"

#define SMTP_ERROR_SIZE 96

/* A mail server. The caller owns the texts. */
struct smtp_server {
    const char *url;             /* "smtp://HOST:587" (STARTTLS, see smtp_needs_tls()) or "smtps://HOST:465" */
    const char *user, *password; /* "" for none */
    const char *without_tls;     /* hosts that may be called without TLS (base/plain_call.h); NULL: none */
    const char *ca_file;         /* PEM of additional trust anchors, or NULL */
};

enum smtp_outcome {
    SMTP_NOT_TAKEN = 0, /* no connection, a temporary refusal (4xx), or our sign-in was refused: retry later */
    SMTP_TAKEN,
    SMTP_REFUSED,    /* permanently: 5xx for the recipient or the message */
    SMTP_ANSWER_LOST /* the message was sent, but no reply came back */
};

/* Returns whether a message to this server must travel encrypted: with a password always, without one unless the server
 * is on this machine or in without_tls. */
bool smtp_needs_tls(const struct smtp_server *server);
/* Sends one message. from, to: addresses without brackets. message: RFC 5322, lines end in CR LF. error gets the
 * reason for the log, or "" after SMTP_TAKEN. */
enum smtp_outcome smtp_send(const struct smtp_server *server, const char *from, const char *to, struct bytes message,
                            char error[static SMTP_ERROR_SIZE]);

#endif
