/* A channel that delivers messages: an SMS gateway or a mail server. */
#ifndef GH_SERVER_NOTIFY_CHANNEL_H
#define GH_SERVER_NOTIFY_CHANNEL_H

#include "client/http_client.h"
#include "client/smtp_client.h"
#include "notify/message_words.h"
#include "vault/vault.h"

#define CHANNEL_TEXT_SIZE 96

enum channel_outcome {
    CHANNEL_TRY_LATER = 0, /* not accepted: no connection, or the provider is busy */
    CHANNEL_ACCEPTED,
    CHANNEL_REFUSED, /* permanently: a number that does not exist, a text that is not allowed */
    CHANNEL_UNKNOWN  /* sent, but the provider's answer was lost: it may have accepted the message */
};

struct channel_result {
    char reference[CHANNEL_TEXT_SIZE]; /* the provider's, when accepted */
    char error[CHANNEL_TEXT_SIZE];     /* for the outbox page and the log; without personal data */
};

/* All pointers are borrowed for the call. */
struct channel_message {
    const char *id;      /* UUID text */
    const char *purpose; /* "pass-issued" */
    const char *recipient, *text;
    const struct message_words *words; /* NULL: none */
    int64_t campus;                    /* of a message without an application; 0: none */
};

struct channel {
    const char *name; /* "kannel"; literal */
    enum channel_outcome (*send)(void *context, const struct channel_message *message, struct channel_result *result);
    void *context; /* borrowed */
};

/* Kannel's sendsms interface (Kannel user's guide, "Using the HTTP interface to send SMS"): POST, coding 2, UTF-8. */
struct sms_kannel {
    struct http_client client;
    const char *url; /* "http://127.0.0.1:13013/cgi-bin/sendsms" */
    const char *user, *password;
    const char *from;          /* sender, or "" for the gateway's own */
    const char *report_url;    /* where Kannel reports deliveries: "http://…/hooks/kannel", or "" for none */
    const struct vault *vault; /* of the keys of reports */
};
/* Returns the channel of a Kannel gateway. Borrows `kannel`. */
struct channel channel_kannel(struct sms_kannel *kannel);

/* E-mail through an SMTP server. */
struct mail {
    const struct smtp_server *server; /* borrowed */
    const char *from;                 /* "gatehouse@example.edu.cn" */
    /* smtp_send(), or a test's replacement */
    enum smtp_outcome (*send)(const struct smtp_server *server, const char *from, const char *to, struct bytes message,
                              char error[static SMTP_ERROR_SIZE]);
};
/* Returns the channel of an SMTP server. Borrows `mail`. */
struct channel channel_mail(struct mail *mail);

#endif
