/* Looks whether another machine answers, and sends it nothing: a web server (TCP and TLS), a mail server (EHLO,
 * STARTTLS, sign-in, NOOP). */
#ifndef GH_SERVER_CLIENT_PROBE_H
#define GH_SERVER_CLIENT_PROBE_H

#include "base/tick.h"
#include "client/smtp_client.h"

#define PROBE_TIMEOUT_MS 8000 /* of a whole probe */
#define PROBE_ERROR_SIZE 96

enum probe_outcome {
    PROBE_REACHED = 0,
    PROBE_NO_NAME,       /* its name has no address */
    PROBE_NO_CONNECTION, /* refused, or no route */
    PROBE_TIMED_OUT,
    PROBE_NO_TLS,      /* no TLS was agreed, or STARTTLS is missing */
    PROBE_CERTIFICATE, /* its certificate is not trusted: issuer, name or time */
    PROBE_SIGN_IN,     /* it refuses our user or password */
    PROBE_OTHER        /* see error */
};

struct probe {
    enum probe_outcome outcome;
    tick ends_at;                 /* of the certificate's validity, trusted or not; 0: unknown */
    char error[PROBE_ERROR_SIZE]; /* the library's words; contains no part of the URL. "" when reached */
};

/* Connects to the host of a URL, with TLS for https://. Sends no request. ca_file: PEM of trust anchors, or NULL for
 * the system's. */
void probe_web(const char *url, const char *ca_file, struct probe *out);
/* Connects to a mail server as smtp_send() does, signs in where it has a user, and sends NOOP (RFC 5321, 4.1.1.9). */
void probe_mail(const struct smtp_server *server, struct probe *out);

#endif
