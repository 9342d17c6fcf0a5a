/* Messages between the sync daemon and its clients on the booth (kiosk, command line) over the local socket: lines of
 * JSON, each from a table of members as in record.h.
 *
 * The daemon sends its status to every client when something in it changes, and at least every five seconds. Clients
 * send commands. The answer to a claim goes to every client, too. */
#ifndef GH_WIRE_SYNC_LINK_H
#define GH_WIRE_SYNC_LINK_H

#include "wire/record.h"

#define SYNC_LINE_MAX 2048
#define SYNC_WAIT_MAX 20    /* seconds of a long poll: a screen says "offline" after 30 s without an answer */
#define SYNC_SERVER_MAX 256 /* bytes of a URL with NUL */
#define SYNC_CODE_MAX 32
#define SYNC_WORD_MAX 32
#define SYNC_FINGERPRINT_MAX 32
#define SYNC_ROOT_MAX 33 /* of a root key's fingerprint, with NUL */

struct sync_status {
    bool enrolled, revoked, wiped; /* wiped: keys and replica were deleted after every entry was handed up */
    char device[UUID_TEXT_SIZE];   /* "" before enrolment */
    char server[SYNC_SERVER_MAX];
    char fingerprint[SYNC_FINGERPRINT_MAX]; /* of this booth's key; the server shows the same */
    char problem[SYNC_WORD_MAX];            /* sync/problem.h: "none", "unreachable", ... */
    char enrolment[SYNC_WORD_MAX];          /* of the last try: "", "running", "done", "bad-code", a problem */
    bool syncing;                           /* records are arriving: received says how many */
    uint64_t received, position, acknowledged, waiting;
    uint64_t applications;          /* walk-ups of this gate that the server does not have yet */
    tick contact_at;                /* the server's time when it last answered; 0: not in this run */
    uint32_t contact_ago, next_try; /* seconds; next_try 0: a request is under way */
    bool clock_known;
    tick server_time; /* by the server's signed time, now; only when clock_known */
    bool gap, forked, aside;
    bool other_history;        /* the server was restored: a first sync fills a second replica, the old one serves */
    uint64_t enrol_tries;      /* enrolments begun in this run of the daemon */
    uint64_t stick_tries;      /* exchanges with a stick begun in this run of the daemon */
    char stick[SYNC_WORD_MAX]; /* of the last exchange with a stick: "", sync/stick.h */
    uint64_t stick_percent, stick_written; /* how far it is; entries that are on the stick */
    tick stick_at;                         /* when the snapshot was made, by the server's time */
};

enum sync_command_kind {
    SYNC_COMMAND_NOW = 1, /* ask the server at once, whatever failed before */
    SYNC_COMMAND_ENROL,
    SYNC_COMMAND_STICK,
    SYNC_COMMAND_LOOK,  /* the journal has a new entry */
    SYNC_COMMAND_CLAIM, /* ask the server for a single-use pass that is about to be admitted; struct sync_claim answers
                         */
    SYNC_COMMAND_RELEASE, /* it was not admitted; no answer */
    SYNC_COMMAND_ROTATE,  /* replace the booth's key: the fingerprint in the status changes */
    SYNC_COMMAND_WRAPPED  /* a guard's sign-in has opened the campus key: the key file of an older version can go */
};

struct sync_command {
    enum sync_command_kind kind;
    char server[SYNC_SERVER_MAX], code[SYNC_CODE_MAX]; /* of ENROL */
    char root[SYNC_ROOT_MAX]; /* of ENROL: the server's root key must have this fingerprint; "": whichever it has */
    struct uuid pass;         /* of CLAIM and RELEASE */
};

enum sync_claim_outcome {
    SYNC_CLAIM_UNKNOWN = 0, /* nobody could be asked, or the server does not know the pass: the booth alone decides */
    SYNC_CLAIM_GRANTED,
    SYNC_CLAIM_HELD /* another booth is admitting the pass or has used it */
};

/* Returns the outcome's name on the wire and in logs. */
const char *sync_claim_name(enum sync_claim_outcome outcome);

struct sync_claim {
    struct uuid pass;
    enum sync_claim_outcome outcome;
    uint8_t gate; /* of the other booth */
    tick at;      /* when that booth asked or admitted */
};

/* Returns true when they differ in more than what time alone changes (contact_ago, next_try, server_time). */
bool sync_status_is_news(const struct sync_status *now, const struct sync_status *then);

/* As wire_record_decode() and wire_record_encode(); SYNC_LINE_MAX + 1 bytes always suffice. */
enum gh_status GH_MUST_USE sync_status_decode(struct bytes line, struct sync_status *out,
                                              char why[static WIRE_ERROR_SIZE]);
enum gh_status GH_MUST_USE sync_status_encode(const struct sync_status *status, char *line, size_t size);
enum gh_status GH_MUST_USE sync_command_decode(struct bytes line, struct sync_command *out,
                                               char why[static WIRE_ERROR_SIZE]);
enum gh_status GH_MUST_USE sync_command_encode(const struct sync_command *command, char *line, size_t size);
enum gh_status GH_MUST_USE sync_claim_decode(struct bytes line, struct sync_claim *out,
                                             char why[static WIRE_ERROR_SIZE]);
enum gh_status GH_MUST_USE sync_claim_encode(const struct sync_claim *claim, char *line, size_t size);

#endif
