/* What the exchanges of the agent share. Private to sync/agent*.c. */
#ifndef GH_SYNC_AGENT_INTERNAL_H
#define GH_SYNC_AGENT_INTERNAL_H

#include "sync/agent.h"
#include "sync/backoff.h"
#include "token/attest.h"
#include "wire/health.h"
#include "json/json_read.h"

#define AGENT_ANSWER_MAX 65536      /* bytes of an answer that is not a stream */
#define AGENT_PUSH_MAX 500          /* entries in a request */
#define AGENT_PUSH_BYTES_MAX 900000 /* of a request; the server takes a megabyte */
#define AGENT_REPORT_EVERY_NS (60 * OS_SECOND_NS)
#define AGENT_LOOK_EVERY_NS (1 * OS_SECOND_NS) /* between two looks at the journal */
#define AGENT_BATCH_ENOUGH 1200                /* records that are worth a transaction */
#define AGENT_PULL_GAP_NS (1 * OS_SECOND_NS)   /* between two answers without a change */
#define AGENT_SLOWEST 4096                     /* bytes a second that the weakest network carries up */
#define AGENT_SILENCE_NS (4 * OS_SECOND_NS)    /* beyond a ping's due time */
#define AGENT_SILENCES_MAX 2                   /* then one answer gets all patience: a proxy may keep pings back */
#define AGENT_CLAIM_NS (OS_SECOND_NS / 2)      /* for a claim: the kiosk waits 0.3 s */
#define AGENT_PATIENCE_NS (25 * OS_SECOND_NS)  /* without a byte, beyond the long poll */

struct agent_exchange {
    bool running;
    int64_t began_ns, moved_ns; /* the last byte */
    int64_t first_ns;           /* the first byte of the answer; 0: none yet */
    int64_t sending_ns;         /* that its body may take on the weakest network */
    int64_t due_ns;
    struct backoff backoff;
    uint8_t nonce[HTTP_NONCE_LEN];
    char answer[AGENT_ANSWER_MAX]; /* body of an answer that is not a stream */
    size_t answer_len;
};

/* The pieces of a stream, each taken only when the server has signed for it (agent_pieces.c). */
struct agent_pieces {
    char line[ATTEST_KEYS_TEXT_MAX + sizeof ATTEST_KEYS_MARK]; /* before a piece: key set, or what is attested */
    size_t line_len;
    bool has_keys;
    struct keyset keys; /* of this answer; the root signed them */
    struct attest_claims claims;
    uint8_t *body; /* owned; ATTEST_PIECE_MAX */
    size_t body_len;
    bool in_body;
    uint64_t taken;                      /* pieces of this answer */
    uint64_t since, to;                  /* as asked; as the first piece says */
    uint8_t lineage[ATTEST_LINEAGE_LEN]; /* held, or as the first piece says; zero: not known */
};

struct agent_pull {
    struct agent_pieces pieces;
    bool pinged;       /* this server sends empty lines while it waits: its silence means a dead link */
    unsigned silences; /* answers in a row that fell silent */
    char line[WIRE_LINE_MAX];
    size_t line_len;
    struct wire_record *batch; /* owned; REPLICA_BATCH_MAX */
    size_t count;
    uint64_t received;
    bool ended;        /* the record "end" was read; it is written once the signed time is checked */
    bool guards_again; /* all guards were asked for again */
    bool counted;      /* the server said how many of our entries it has: */
    uint64_t counted_to;
    enum sync_problem problem; /* why the rest of the answer is ignored */
};

/* The outbox of a kind. */
struct agent_box {
    struct box next; /* to send, or under way; number 0: none may go */
    bool forgotten;  /* the replica remembers no answers about this kind */
};

struct agent {
    struct agent_options options;
    struct replica *replica;
    struct replica *next; /* a first sync fills it beside; NULL: none is under way */
    bool next_refused;    /* the server refused that one too: no haste */
    struct journal *journal;
    struct agent_state state;
    enum agent_wish wish;
    struct agent_exchange exchanges[AGENT_SLOTS];
    enum sync_problem problems[AGENT_SLOTS]; /* of each, that stands */
    struct agent_pull pull;
    struct entry *entries;             /* owned; AGENT_PUSH_MAX, of the push under way */
    char *body;                        /* owned; AGENT_PUSH_BYTES_MAX */
    struct agent_box boxes[BOX_KINDS]; /* by kind, [0]: BOX_WALK_UP */
    struct journal_origin origin;      /* of the journal, at the last look */
    struct replica_upload upload;      /* as in the replica, at the last look */
    int64_t pushed_ns;                 /* when the server last answered a push */
    int64_t guards_again_ns;           /* when the server was last asked for all guards again; 0: not in this run */
    unsigned relabelled;               /* labels since an acknowledgement */
    uint8_t pulled_label[JOURNAL_IDENTITY_LEN], pushed_label[JOURNAL_IDENTITY_LEN]; /* of the last request */
    bool own_forked, forked_by_answer; /* as the server's record of this booth says; as an older server answered */
    bool revoked;
    int disk_percent, temperature;
    char checks[HEALTH_TEXT_SIZE];
    int64_t looked_ns;
    bool key_wanted;     /* somebody asked for another key */
    bool key_by_next;    /* the next request about it is signed with the new one */
    struct uuid claimed; /* the pass that AGENT_CLAIM is about; nil: it releases one, and nobody waits */
};

/* agent_exchange.c */
int64_t agent_now_ns(const struct agent *agent); /* CLOCK_BOOTTIME nanoseconds */
tick agent_wall(const struct agent *agent);      /* by the server's clock where it is known */

/* Signs and starts. body empty: a GET. */
enum gh_status GH_MUST_USE agent_send(struct agent *agent, enum agent_slot slot, const char *method, const char *target,
                                      const char *content_type, struct bytes body);
/* Records a failure or a success of slot, and when it is due again. */
void agent_failed(struct agent *agent, enum agent_slot slot, enum sync_problem problem, int64_t retry_after_s);
void agent_succeeded(struct agent *agent, enum agent_slot slot, int64_t due_ns);
/* Forgets a failure of slot: what failed was settled in another way. */
void agent_relieve(struct agent *agent, enum agent_slot slot);
/* Chooses the problem that is shown. */
void agent_tell_problem(struct agent *agent);
/* Checks the signed time of an answer and goes by it. Any status but GH_OK: it proves nothing. */
enum gh_status GH_MUST_USE agent_learn_time(struct agent *agent, enum agent_slot slot, struct bytes text);
/* Returns the JSON of an answer, which the caller gives back with json_decref(). NULL: it has none. */
json_t *agent_answer_json(const struct agent_exchange *exchange);
/* Copies the "code" of problem details; "" for none. size: of out, with NUL. */
void agent_problem_code(const struct agent_exchange *exchange, char *out, size_t size);

/* agent_attest.c */
/* Reads the key set of an answer: the root signed it, and it is no older than the one that is held. */
enum gh_status GH_MUST_USE agent_read_keys(const struct agent *agent, struct bytes text, struct keyset *out);
/* Tells whether the server has signed this answer to this request: status and body. */
bool agent_is_attested(const struct agent *agent, enum agent_slot slot, const struct agent_outcome *outcome);

/* agent_pieces.c */
void agent_pieces_begin(struct agent *agent, const struct replica_stat *stat);
/* What to do with what the server has signed for, and with an empty line between pieces. */
struct agent_pieces_sink {
    enum gh_status (*lines)(struct agent *agent, struct bytes lines);
    void (*pinged)(struct agent *agent);
};
/* Takes bytes of a stream. GH_BAD_SIGNATURE: the server did not sign for them, or for another request, or a piece is
 * missing. */
enum gh_status GH_MUST_USE agent_pieces_data(struct agent *agent, struct bytes data,
                                             const struct agent_pieces_sink *sink);
/* Tells whether the stream has stopped between two pieces. */
bool agent_pieces_whole(const struct agent *agent);

/* agent_pull.c */
bool agent_pull_waits(const struct agent *agent, enum agent_slot slot);
void agent_pull_start(struct agent *agent, enum agent_slot slot);
enum gh_status agent_pull_data(struct agent *agent, struct bytes data);
void agent_pull_done(struct agent *agent, enum agent_slot slot, const struct agent_outcome *outcome);
/* Keeps what came up to the last mark of an answer that broke off, so that a weak network makes progress. */
void agent_pull_keep(struct agent *agent);

/* agent_push.c */
bool agent_push_waits(const struct agent *agent, enum agent_slot slot);
void agent_push_start(struct agent *agent, enum agent_slot slot);
void agent_push_done(struct agent *agent, enum agent_slot slot, const struct agent_outcome *outcome);
/* Counts the entries that wait. GH_OK, or the journal's trouble. */
enum gh_status GH_MUST_USE agent_count_waiting(struct agent *agent);

/* agent_journal.c: all need the replica and the journal. */
/* Looks which journal this is. One that does not continue what the server has gets a new label, under which everything
 * is handed up again. */
enum gh_status GH_MUST_USE agent_follow_journal(struct agent *agent);
/* Gives the journal a new label: the server has other entries under this one. */
enum gh_status GH_MUST_USE agent_journal_differs(struct agent *agent);
/* Tells whether the next push must begin with the entry that counts as acknowledged, so that the server compares it. */
bool agent_needs_proof(const struct agent *agent);
/* Takes the server's word that it has the entries up to number, where hash is that entry's hash, or NULL from an older
 * server. A hash that is not ours gives the journal a new label. GH_MALFORMED: no such entry was ever written. */
enum gh_status GH_MUST_USE agent_acknowledge(struct agent *agent, uint64_t number, const uint8_t *hash);
/* Takes the server's record of this booth from the pull that ends: it has the entries up to acknowledged. */
enum gh_status GH_MUST_USE agent_take_own_record(struct agent *agent, uint64_t acknowledged);

/* agent_report.c */
bool agent_report_waits(const struct agent *agent, enum agent_slot slot);
void agent_report_start(struct agent *agent, enum agent_slot slot);
void agent_report_done(struct agent *agent, enum agent_slot slot, const struct agent_outcome *outcome);

/* agent_key.c */
bool agent_key_waits(const struct agent *agent, enum agent_slot slot);
void agent_key_start(struct agent *agent, enum agent_slot slot);
void agent_key_done(struct agent *agent, enum agent_slot slot, const struct agent_outcome *outcome);
void agent_key_failed(struct agent *agent, enum agent_slot slot, enum sync_problem problem, int64_t retry_after_s);

/* agent_claim.c */
bool agent_claim_waits(const struct agent *agent, enum agent_slot slot);
void agent_claim_start(struct agent *agent, enum agent_slot slot);
/* Ends the exchange, whatever became of it: a claim that fails is no trouble of the booth's. */
void agent_claim_done(struct agent *agent, enum agent_slot slot, const struct agent_outcome *outcome);

/* agent_box.c */
/* Counts the boxes of each kind and finds the next that may go. As agent_count_waiting(). */
enum gh_status GH_MUST_USE agent_look_for_boxes(struct agent *agent);
bool agent_box_waits(const struct agent *agent, enum agent_slot slot);
void agent_box_start(struct agent *agent, enum agent_slot slot);
void agent_box_done(struct agent *agent, enum agent_slot slot, const struct agent_outcome *outcome);

#endif
