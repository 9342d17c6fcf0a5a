/* Sync under deterministic simulation: the real agent, replica and journal of a booth, a model of the server that uses
 * the server's own rule for entries, and between them a network and a machine that fail as the seed says. One seed is
 * one run, the same every time.
 *
 * What must hold (docs/architecture.md#what-must-hold-and-where-it-is-tested): P1 no acknowledged entry lost, P2 none
 * twice, P3 convergence after healing, P4 no revoked pass becomes valid again, P5 an age is never younger than the
 * server's word, P6 the outbox drains, P7 a server that was set back to another history does not mix with what the
 * replica holds: the old replica serves unchanged until a first sync is complete, then every pass is as the server has
 * it, and the entries that it lost are with it again, P8 whatever became of the journal (lost, an older copy), every
 * entry in it reaches the server, and both sides say that it began again, P9 an entry leaves the booth as
 * soon as it is written, P10 the booth acts on the server's word alone, not on that of
 * somebody in between. */
#ifndef GH_TESTS_SIM_H
#define GH_TESTS_SIM_H

#include "devices/intake.h"
#include "os/clock.h"
#include "support/attester.h"
#include "sync/agent.h"

#define SIM_PASSES_MAX 64
#define SIM_ENTRIES_MAX 256
#define SIM_BOXES_MAX 64
#define SIM_LABELS_MAX 256
#define SIM_BODY_MAX 262144
#define SIM_POSITIONS_MAX 1024
#define SIM_LOST_MAX 256

/* Planted defects, which show that the checks can fail. */
enum mutant {
    MUTANT_NONE = 0,
    MUTANT_FORGET_ON_SEND,    /* the booth counts entries as acknowledged when they leave */
    MUTANT_ACK_BEFORE_COMMIT, /* the server acknowledges what it then loses */
    MUTANT_NO_DEDUPE,         /* the server stores what comes again */
    MUTANT_IGNORED_GAP,       /* the server accepts numbers beyond a gap that no booth declared */
    MUTANT_REORDER,           /* the server stores a batch in another order */
    MUTANT_CURSOR_FIRST,      /* the position comes before its rows */
    MUTANT_REVIVED,           /* a revocation is forgotten by the server, the pass is sent as valid */
    MUTANT_STUCK_OUTBOX,      /* answers to pushes never arrive */
    MUTANT_ROLLED_BACK,       /* the booth starts again with an empty replica for a server that knows less */
    MUTANT_POSITION_ONLY,     /* the server goes by the position alone, as before there were histories */
    MUTANT_SHORT_HISTORY,     /* the server names the point that an answer begins at, not the one it reads up to */
    MUTANT_LOST_FOR_GOOD,     /* the server does not say how many entries it has */
    MUTANT_EARLY_TAKE_OVER,   /* the booth takes the replica beside before it is complete */
    MUTANT_BOX_FORGOTTEN,     /* the kiosk drops a box when it leaves */
    MUTANT_BOX_LOST,          /* the server settles a box that it then loses */
    MUTANT_BOX_TWICE,         /* the server stores a box that comes again */
    MUTANT_BOX_STUCK,         /* answers to boxes never arrive */
    MUTANT_TOLD_LATE,         /* the kiosk does not tell the daemon of an entry */
    MUTANT_ONE_CHAIN,         /* the server counts the numbers of all journals of a booth as one chain */
    MUTANT_NOT_BY_HASH,       /* the server stores again what another journal has brought */
    MUTANT_ANY_JOURNAL,       /* the booth takes the acknowledged number for the journal that lies there */
    MUTANT_UNTOLD,            /* the server does not say that another journal appeared */
    MUTANT_UNVERIFIED,        /* the booth takes what somebody in between says for the server's word */
    MUTANT_COUNT
};

/* An entry that the kiosk wrote. */
struct sim_entry {
    struct uuid id;
    uint64_t number;
    bool held, saved;  /* in the journal; in the copy of the journal */
    bool acknowledged; /* the booth has counted it as received */
};

struct sim_pass {
    struct uuid id;
    uint64_t position, version;
    bool revoked;
};

struct sim_box {
    struct box box;
    unsigned stored;                 /* times, at the server */
    uint64_t position, version;      /* of a walk-up's record for the booth */
    bool let_in;                     /* the server has an emergency about it */
    bool dropped;                    /* by the kiosk */
    bool held, saved, saved_dropped; /* as of entries */
};

/* A journal as the server tells it apart. */
struct sim_label {
    char label[2 * JOURNAL_IDENTITY_LEN + 1];
    struct intake intake;
};

struct sim_server {
    struct sim_pass passes[SIM_PASSES_MAX];
    size_t pass_count;
    uint64_t position;
    struct sim_label labels[SIM_LABELS_MAX];
    size_t label_count;
    bool forked; /* it has seen another journal */
    uint8_t lineage[WIRE_LINEAGE_LEN];
    uint8_t stamps[SIM_POSITIONS_MAX][WIRE_STAMP_LEN]; /* by position */
    struct uuid stored[SIM_ENTRIES_MAX * 2];
    size_t stored_count;
    uint8_t root_secret[SECRET_KEY_LEN], sign_secret[SECRET_KEY_LEN], kid[KID_LEN];
    uint8_t signed_set[KEYSET_BYTES_MAX];
    size_t signed_len;
};

enum fault {
    FAULT_NONE,
    FAULT_LOST_REQUEST,
    FAULT_LOST_ANSWER,
    FAULT_CUT,
    FAULT_TWICE,
    FAULT_CAPTIVE,
    FAULT_BUSY,
    FAULT_STALL,
    FAULT_ALTERED /* somebody who ends TLS says something else */
};

struct sim_exchange {
    bool active;
    int64_t due_ns;
    enum fault fault;
    char target[512];
    char *body; /* owned */
    size_t body_len;
    char nonce[HTTP_NONCE_TEXT + 1];
};

struct sim {
    uint64_t seed, rng;
    enum mutant mutant;
    struct os_reading reading; /* of the booth */
    tick server_ahead;         /* of the booth's wall clock */
    bool healed;
    char folder[128], replica_path[160], journal_path[160], saved_path[160], next_path[160], saved_journal_path[160];
    char blank_path[160]; /* a replica without content, kept from seed to seed */
    bool has_saved, has_saved_journal;
    bool began_again; /* the journal was lost or replaced after the server had some of it */
    bool told;        /* the booth has said so */
    struct replica *replica, *next;
    struct journal *journal;
    struct agent *agent;
    struct agent_identity identity;
    struct sim_server server, backup;
    bool has_backup, went_back;
    struct uuid lost[SIM_LOST_MAX]; /* passes that the server has lost */
    size_t lost_count;
    bool complete; /* the replica had a whole answer, in this life of it */
    struct sim_exchange exchanges[AGENT_SLOTS];
    struct sim_entry written[SIM_ENTRIES_MAX]; /* in the order in which the kiosk wrote them */
    size_t written_count;
    struct sim_box boxes[SIM_BOXES_MAX]; /* in the order in which the kiosk made them */
    size_t box_count;
    uint64_t roll_ticks[SIM_BOXES_MAX]; /* of the box with the same index: the tick in it; 0: none */
    bool seen_revoked[SIM_PASSES_MAX];  /* the booth knew, in this life of its replica */
    bool boastful, set_back; /* a server that was set back sends its state as if it were news; it was asked */
    const char *failure;     /* NULL: all holds so far */
    char *answer;            /* owned; SIM_BODY_MAX */
    char seal[ATTEST_TEXT_MAX], keys[ATTEST_KEYS_TEXT_MAX];
    size_t answer_len;
};

uint32_t sim_random(struct sim *sim, uint32_t below);
tick sim_server_now(const struct sim *sim);
void sim_fail(struct sim *sim, const char *what); /* the first one counts */

/* sim_server.c: fills sim->answer and *outcome. */
void server_open(struct sim *sim);
void server_changes(struct sim *sim, const char *target, struct agent_outcome *outcome);
void server_entries(struct sim *sim, struct bytes body, const char *target, struct agent_outcome *outcome);
uint64_t server_take_position(struct sim *sim);
/* Whether the booth's replica follows the history that the server has now. */
bool server_tells(const struct sim *sim, const struct wire_history *point);
void server_back_up(struct sim *sim);
void server_go_back(struct sim *sim); /* to the backup, in a new lineage or not */
bool server_has_entry(const struct sim *sim, const struct uuid *id);
void server_mint(struct sim *sim);
void server_revoke(struct sim *sim);

/* sim_booth.c: machine and network. */
void booth_boot(struct sim *sim);
void booth_crash(struct sim *sim);
void booth_admit(struct sim *sim);
void booth_grant_wish(struct sim *sim); /* as the daemon does */
void booth_follow(struct sim *sim);     /* the kiosk looks at the replica */
void booth_wrote(struct sim *sim, const struct entry *entry);
void network_deliver(struct sim *sim);

/* sim_seal.c: signs the answer, unless somebody in between has said something else instead. */
void link_seal(struct sim *sim, enum agent_slot slot, const struct sim_exchange *x, struct agent_outcome *outcome);

/* sim_box.c: the outbox, from the kiosk to the server. */
void booth_seal(struct sim *sim); /* makes a box of some kind */
void booth_drop_settled(struct sim *sim);
void booth_forget_box(struct sim *sim, const char *target); /* a defect: as if it were settled */
struct sim_box *server_find_box(struct sim *sim, const char *target);
void server_box(struct sim *sim, const char *target, struct bytes body, struct agent_outcome *outcome);
void server_boxes_go_back(struct sim *sim); /* boxes survive at the server, under new positions */
const struct sim_box *server_next_walk_up(const struct sim *sim, uint64_t after); /* by position; NULL: no more */
void check_boxes(struct sim *sim);
void check_boxes_in_the_end(struct sim *sim);

/* True when everything held. */
bool sim_run(struct sim *sim, uint64_t seed, enum mutant mutant, const char *folder);

#endif
