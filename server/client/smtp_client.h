/* Mail to a server (RFC 5321), through libcurl: one message to one recipient. */
#ifndef GH_SERVER_CLIENT_SMTP_CLIENT_H
#define GH_SERVER_CLIENT_SMTP_CLIENT_H

#include "base/bytes.h"

#define SMTP_ERROR_SIZE 96

/* Texts are borrowed. */
struct smtp_server {
    const char *url; /* "smtp://mail.example.edu.cn:587" (STARTTLS where it is offered) or "smtps://…:465" */
    const char *user, *password; /* "" for none */
    const char *ca_file;         /* PEM of additional trust, or NULL */
};

enum smtp_outcome {
    SMTP_NOT_TAKEN = 0, /* no connection, or "try later" (4xx, and refusals of our own sign-in) */
    SMTP_TAKEN,
    SMTP_REFUSED,    /* for good: 5xx to the recipient or the message */
    SMTP_ANSWER_LOST /* the message went out, and no answer came back */
};

/* from, to: addresses without brackets. message: RFC 5322, lines ended by CR LF. error: why it was not taken, for the
 * log; "" when it was. */
enum smtp_outcome smtp_send(const struct smtp_server *server, const char *from, const char *to, struct bytes message,
                            char error[static SMTP_ERROR_SIZE]);

#endif
