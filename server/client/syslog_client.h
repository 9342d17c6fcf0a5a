/* A connection to a syslog collector: TLS (RFC 5425), or plain TCP (RFC 6587) on this machine. Frames count their
 * octets.
 *
 * Syslog has no acknowledgement. syslog_client_settled() says that the collector's machine has all bytes; what its
 * program had not read when it ended is lost, so the caller repeats the last lines after a connection broke. */
#ifndef GH_SERVER_CLIENT_SYSLOG_CLIENT_H
#define GH_SERVER_CLIENT_SYSLOG_CLIENT_H

#include <stdbool.h>

#include "base/bytes.h"

#define SYSLOG_HOST_SIZE 256
#define SYSLOG_ERROR_SIZE 160

struct syslog_target {
    char host[SYSLOG_HOST_SIZE]; /* name or address; IPv6 in brackets */
    int port;
    bool plain;
    const char *ca_file; /* certificate authorities; NULL: the system's */
};

/* Reads "HOST:PORT", or "tcp:ADDRESS:PORT" for plain TCP. Returns false for any other text. */
bool syslog_target_read(const char *text, struct syslog_target *out);

struct syslog_client;
/* Connects, and checks the collector's certificate and name. error gets the library's words for the log. The caller
 * closes *out. GH_UNAVAILABLE: no connection. */
enum gh_status GH_MUST_USE syslog_client_open(const struct syslog_target *target, struct syslog_client **out,
                                              char error[static SYSLOG_ERROR_SIZE]);
/* Sends one message as a frame. Waits up to 10 s while the line is full. GH_UNAVAILABLE: the connection is lost. */
enum gh_status GH_MUST_USE syslog_client_send(struct syslog_client *client, struct bytes message);
/* Waits up to wait_ms until the collector's machine has acknowledged all bytes. GH_UNAVAILABLE: it has not, or it has
 * closed the connection. */
enum gh_status GH_MUST_USE syslog_client_settled(struct syslog_client *client, int wait_ms);
void syslog_client_close(struct syslog_client *client); /* takes NULL */

#endif
