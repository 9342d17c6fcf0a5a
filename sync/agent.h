/* The sync core. It decides what to ask the server and when, writes what comes into the replica, and hands up what the
 * gate recorded.
 *
 * It has one thread and no socket, clock or file. Stores are borrowed, requests go out through ops, and the caller says
 * what time it is and what arrived. So the daemon and the simulation run the same code. */
#ifndef GH_SYNC_AGENT_H
#define GH_SYNC_AGENT_H

#include "os/clock.h"
#include "os/random.h"
#include "store/journal_box.h"
#include "store/replica.h"
#include "sync/problem.h"
#include "token/keyset.h"
#include "wire/http_signature.h"
#include "wire/sync_link.h"

#define AGENT_HOST_MAX 272
#define AGENT_PROGRAM_MAX 32

/* Requests that may run at once, one in each slot. Their order says which problem is shown first. */
enum agent_slot {
    AGENT_PULL = 0,
    AGENT_PUSH,
    AGENT_BOX, /* BOX_WALK_UP; the other kinds follow in their order */
    AGENT_REPORT = AGENT_BOX + BOX_KINDS,
    AGENT_KEY,   /* another key of the booth: begins with agent_rotate_key() */
    AGENT_CLAIM, /* while a visitor waits: begins with agent_claim() */
    AGENT_SLOTS
};

struct agent_request {
    const char *method, *target; /* "/device/changes?since=0" */
    const char *content_type;    /* NULL without a body */
    struct bytes body;
    struct http_signed signature;
    char digest[HTTP_DIGEST_TEXT]; /* "" without a body */
};

/* How a request ended. */
struct agent_outcome {
    enum sync_problem network; /* SYNC_NO_PROBLEM when an answer came whole; else what went wrong on the way */
    int status;                /* of HTTP; 0 without one */
    bool is_json, is_lines;    /* by Content-Type: JSON or problem details; newline-delimited JSON */
    int64_t retry_after_s;     /* 0: not asked for */
    struct bytes time;         /* Gatehouse-Time; empty without one */
    struct bytes seal, keys;   /* Gatehouse-Seal and Gatehouse-Keys (token/attest.h); empty without one */
};

struct agent_ops {
    void *context; /* borrowed */
    /* Sends; everything is borrowed for the call. After GH_OK, agent_data and agent_done follow for this slot: later,
     * not from within the call. */
    enum gh_status (*start)(void *context, enum agent_slot slot, const struct agent_request *request);
    void (*cancel)(void *context, enum agent_slot slot); /* then nothing follows */
    /* Hands over the answer to agent_claim(), also from within it. NULL: nobody asks. */
    void (*claimed)(void *context, const struct sync_claim *claim);
    /* Keeps a secret key on disk: beside the booth's own, or, once `confirmed`, in its place. NULL: the booth keeps its
     * key. */
    enum gh_status (*keep_key)(void *context, const uint8_t *secret_key, bool confirmed);
};

struct agent_identity {
    struct uuid device;
    uint8_t secret_key[SECRET_KEY_LEN];
    bool has_next; /* next_key is to replace it, and the server has not confirmed it yet */
    uint8_t next_key[SECRET_KEY_LEN];
    uint8_t root_public[PUBLIC_KEY_LEN];
    char host[AGENT_HOST_MAX]; /* as the Host field has it: "visit.example.edu.cn", "127.0.0.1:8443" */
};

/* What a screen shows of sync; plain values. */
struct agent_state {
    enum sync_problem problem; /* that stands now; SYNC_NO_PROBLEM: up to date, or on the way */
    bool syncing;              /* records are arriving */
    bool empty;                /* the replica has not been whole yet: a first sync is due or under way */
    uint64_t received;         /* records of the answer under way */
    uint64_t position, acknowledged, waiting;
    uint64_t epoch;            /* of the key set that is held */
    uint64_t boxes[BOX_KINDS]; /* of each kind, [0]: BOX_WALK_UP, that the server does not have yet */
    tick contact_at;           /* the server's time when it last answered; 0: never */
    int64_t contact_ns;        /* CLOCK_BOOTTIME then */
    bool clock_known;          /* the server has proved its time in this run: */
    tick server_time;          /* its time ... */
    int64_t server_time_ns;    /* ... at this boot reading */
    int64_t next_try_ns;       /* CLOCK_BOOTTIME of the next pull; 0: one is under way */
    bool gap, aside;           /* as the server said of our entries */
    bool forked;               /* this journal does not continue the one that the server has, or there are two */
    bool other_history;        /* the server tells another history than the replica, which serves until a first sync */
};

/* What the owner of the stores must do. The agent goes on after agent_set_stores(). */
enum agent_wish {
    AGENT_WISH_NONE = 0,
    AGENT_WISH_FRESH_REPLICA, /* delete it and open an empty one */
    AGENT_WISH_NEXT_REPLICA,  /* open another one beside it for agent_set_next(); an empty one where one is open */
    AGENT_WISH_DROP_NEXT,     /* that one has done its work: delete it, and agent_set_next() to NULL */
    AGENT_WISH_WIPE           /* revoked, and the server has every entry: wipe keys and replica, and stop */
};

struct agent;

struct agent_options {
    struct agent_ops ops;
    struct os_clock clock;
    struct os_random random;
    struct agent_identity identity; /* copied */
    char program[AGENT_PROGRAM_MAX];
    const char *hardware;  /* where the hardware secret lies: a literal "none", "file" or "tpm"; NULL: don't say */
    unsigned wait_seconds; /* of a long poll */
    unsigned ping_seconds; /* between two empty lines while the server has nothing; 0: none wished */
};

enum gh_status GH_MUST_USE agent_new(const struct agent_options *options, struct agent **out);
void agent_free(struct agent *agent); /* cancels; takes NULL; wipes the key */

/* Sets the stores, borrowed until the next call. NULL: can't be opened; what needs it waits. */
void agent_set_stores(struct agent *agent, struct replica *replica, struct journal *journal);
/* Sets the replica beside, which a first sync fills while the other one serves. Borrowed until the next call, the next
 * AGENT_WISH_DROP_NEXT or AGENT_WISH_NEXT_REPLICA. NULL: none, or it can't be opened; the agent asks again. */
void agent_set_next(struct agent *agent, struct replica *next);
/* Sets machine figures for the next report: -1 and INT32_MIN when unknown. */
void agent_set_health(struct agent *agent, int disk_percent, int temperature_tenths);
/* Sets what `gatehouse doctor` found (wire/health.h) for the next report; "" when unknown. Copies it. */
void agent_set_checks(struct agent *agent, const char *checks);

/* Starts what is due and cancels what stalls. Call it again at the time that it returns (CLOCK_BOOTTIME nanoseconds),
 * and whenever something happened. */
int64_t agent_tick(struct agent *agent);
/* Forgets the back-off: there are new entries, or somebody wants news now. */
void agent_poke(struct agent *agent);

/* Looks at the journal in the next agent_tick(), not when its second is over: there is a new entry, and other gates
 * must know of it soon. Back-off goes on. */
void agent_look(struct agent *agent);

/* Asks the server for a single-use pass that is about to be admitted. The answer follows through ops.claimed, within
 * AGENT_CLAIM_NS, and at once while the server is known to be out of reach. A question that still runs gets no answer
 * any more. release: the pass was not admitted; nothing follows. */
void agent_claim(struct agent *agent, const struct uuid *pass, bool release);

/* Replaces the booth's key: makes another one and registers it with the server. The key before goes on until the server
 * has confirmed the new one. */
void agent_rotate_key(struct agent *agent);

/* Takes a piece of an answer's body. status: of HTTP. Any status but GH_OK: cancel the request, the rest is useless. */
enum gh_status GH_MUST_USE agent_data(struct agent *agent, enum agent_slot slot, int status, struct bytes data);
void agent_done(struct agent *agent, enum agent_slot slot, const struct agent_outcome *outcome);

const struct agent_state *agent_state(const struct agent *agent); /* borrowed; valid until the next call */
/* Returns the server's time now: its last signed answer, advanced by CLOCK_BOOTTIME; 0 before the first one. A wall
 * clock that jumps does not move it. */
tick agent_server_time(const struct agent *agent);
enum agent_wish agent_wish(const struct agent *agent);

#endif
