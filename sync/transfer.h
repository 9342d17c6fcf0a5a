/* HTTPS through libcurl's multi interface: a few requests side by side, in one loop with other descriptors.
 *
 * Redirects are not followed, nothing but HTTP(S) is spoken, compressed bodies are unpacked as they come. */
#ifndef GH_SYNC_TRANSFER_H
#define GH_SYNC_TRANSFER_H

#include <poll.h>
#include <sys/types.h>

#include "sync/agent.h"

/* Beside the agent's: the one request of an enrolment. */
#define TRANSFER_ENROL AGENT_SLOTS
#define TRANSFER_SLOTS (AGENT_SLOTS + 1)

struct transfer_options {
    const char *server;            /* "https://visit.example.edu.cn", without a path; borrowed */
    const char *ca_file, *proxy;   /* NULL or "": the system's */
    const char *certificate, *key; /* of this client, PEM; NULL or "": none */
    /* What arrives, from within transfer_run. data: another status than GH_OK ends the request without done. */
    enum gh_status (*data)(void *context, int slot, int status, struct bytes data);
    void (*done)(void *context, int slot, const struct agent_outcome *outcome);
    void *context;
};

struct transfers;

/* GH_MALFORMED: not an http or https URL without a path. */
enum gh_status GH_MUST_USE transfers_new(const struct transfer_options *options, struct transfers **out);
void transfers_free(struct transfers *transfers); /* takes NULL */
/* What the Host field says: host, and port unless it is the scheme's own. */
const char *transfers_host(const struct transfers *transfers);

/* Certificates are checked as of this time; 0: of this machine's clock. For requests that are started from now on. */
void transfers_judge_at(struct transfers *transfers, tick at);

/* One request a slot at a time. */
enum gh_status GH_MUST_USE transfers_start(struct transfers *transfers, int slot, const struct agent_request *request);
void transfers_cancel(struct transfers *transfers, int slot);
/* Waits up to wait_ms for these requests or for one of fds (revents as in poll), then works. */
enum gh_status GH_MUST_USE transfers_run(struct transfers *transfers, struct pollfd *fds, size_t count, int wait_ms);

#endif
