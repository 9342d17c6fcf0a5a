/* gatehouse-syncd: one loop over the network, the local socket and signals, around the sync core. */
#ifndef GH_SYNC_DAEMON_H
#define GH_SYNC_DAEMON_H

#include "config/config.h"
#include "os/file.h"
#include "os/key_file.h"
#include "os/log.h"
#include "sync/agent.h"
#include "sync/enrolment.h"
#include "sync/link.h"
#include "sync/stick.h"
#include "sync/transfer.h"

struct daemon {
    struct booth_config config;
    struct os_clock clock;
    struct os_log log;
    struct link link;
    int signals; /* descriptor of signalfd; -1: none */

    struct enrolment enrolment;
    char address[CONFIG_PATH_MAX]; /* of the server; the transfers borrow it */
    struct transfers *transfers;   /* owned; NULL: no server is known */
    struct agent *agent;           /* owned; NULL: not enrolled, or wiped */
    struct replica *replica;       /* owned; NULL: can't be opened now */
    struct replica *next;          /* owned, beside the replica; NULL: no first sync is under way */
    struct journal *journal;       /* owned, to read; NULL: not there yet */
    uint64_t journal_identity;     /* of its file: a salvaged journal is another one */
    bool journal_foreign;          /* the journal that lies there is of another booth: nothing of it goes up */
    bool fork_logged;
    uint64_t epoch_logged; /* of the key set */
    int64_t stores_ns, pruned_ns, health_ns, sent_ns, link_ns;
    enum gh_status replica_fault, link_fault, next_fault;

    struct enrolling *enrolling;        /* owned; NULL: none is under way */
    char enrolment_word[SYNC_WORD_MAX]; /* of the last try */
    struct replica *stick_next;         /* owned, filled by a snapshot; NULL: none is being read */
    struct stick *stick;                /* owned; NULL: no exchange is under way */
    struct stick_state stick_shown;
    uint64_t enrol_tries, stick_tries;
    uint8_t stick_root[PUBLIC_KEY_LEN];
    struct sync_status sent;
    struct sync_claim claim; /* the answer that goes to the clients next */
    bool claim_due;
    enum sync_problem logged;
    bool agent_due;  /* enrolled, and no agent yet */
    bool plain_http; /* there is none because the server's address is http:// of another machine */
    bool stopping;
};

/* Opens what can be opened, and retries the rest later. GH_BUSY: another daemon serves the socket. */
enum gh_status GH_MUST_USE daemon_open(struct daemon *daemon, const struct booth_config *config);
/* Runs until SIGTERM or SIGINT. */
enum gh_status GH_MUST_USE daemon_run(struct daemon *daemon);
void daemon_close(struct daemon *daemon);

/* Starts to enrol with server, code and root of the command; the status says how it ended. */
void daemon_enrol(struct daemon *daemon, const struct sync_command *command);

/* daemon_stick.c */
void daemon_stick_begin(struct daemon *daemon); /* the status says how it ended */
void daemon_stick_work(struct daemon *daemon);  /* one step of an exchange */
void daemon_stick_status(const struct daemon *daemon, struct sync_status *out);

/* daemon_stores.c */
void daemon_tend_stores(struct daemon *daemon); /* opens what is closed, prunes, measures */
void daemon_close_stores(struct daemon *daemon);
/* Deletes the replica; the next daemon_tend_stores opens an empty one. */
void daemon_delete_replica(struct daemon *daemon);
/* Opens the replica beside for the agent, also one that an earlier run began; empty: a new one. What fails is tried
 * again with the agent's wish. */
void daemon_open_next(struct daemon *daemon, bool empty);
void daemon_drop_next(struct daemon *daemon); /* closes and deletes it */
/* Deletes the campus key that an older version kept in the clear, once every guard's record has it wrapped. */
void daemon_drop_campus_key(struct daemon *daemon);
/* Deletes keys and replica for good. The enrolment stays, marked, so that the screen can say why. */
void daemon_wipe(struct daemon *daemon);

#endif
