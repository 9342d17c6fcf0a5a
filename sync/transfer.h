/* HTTPS through libcurl's multi interface: a few requests side by side, in one loop with other descriptors.
 *
 * It speaks HTTP(S) alone, follows no redirect, and unpacks compressed bodies as they come. */
#ifndef GH_SYNC_TRANSFER_H
#define GH_SYNC_TRANSFER_H

#include <poll.h>
#include <sys/types.h>

#include "sync/agent.h"
#include "token/attest.h"

/* The request of an enrolment has a slot beside the agent's. */
#define TRANSFER_ENROL AGENT_SLOTS
#define TRANSFER_SLOTS (AGENT_SLOTS + 1)

struct transfer_options {
    const char *server;            /* "https://visit.example.edu.cn", without a path; borrowed */
    const char *ca_file, *proxy;   /* NULL or "": the system's */
    const char *certificate, *key; /* of this client, PEM; NULL or "": none */
    bool plain_http;               /* http:// may go beyond this machine */
    /* Called from within transfers_run(). data: any status but GH_OK ends the request, without done. */
    enum gh_status (*data)(void *context, int slot, int status, struct bytes data);
    void (*done)(void *context, int slot, const struct agent_outcome *outcome);
    void *context;
};

struct transfers;

/* Makes an empty set. GH_MALFORMED: the server is not an http or https URL without a path. GH_DENIED: it is an http URL
 * of another machine, and plain_http is off. */
enum gh_status GH_MUST_USE transfers_new(const struct transfer_options *options, struct transfers **out);
void transfers_free(struct transfers *transfers); /* takes NULL */
/* Returns the Host field: host, and port unless it is the scheme's own. */
const char *transfers_host(const struct transfers *transfers);

/* Checks the certificates of requests that start from now on as of this time; 0: by this machine's clock. */
void transfers_judge_at(struct transfers *transfers, tick at);

/* Starts a request; each slot has one at a time. */
enum gh_status GH_MUST_USE transfers_start(struct transfers *transfers, int slot, const struct agent_request *request);
void transfers_cancel(struct transfers *transfers, int slot);
/* Waits up to wait_ms for these requests or for one of fds (revents as in poll), then works. */
enum gh_status GH_MUST_USE transfers_run(struct transfers *transfers, struct pollfd *fds, size_t count, int wait_ms);

#endif
