/* The desk as one struct, divided into the parts that it consists of. Only data: what a file does with them stands in
 * that file's header. Each floor uses only those above it in this list (tests/lint checks it):
 *
 *   has   clock, card, expected, session, presence, stores, outbox, entries, facts, claim
 *   says  say, visit, shown, log_rows, walk_up_rows, roll_list, status
 *   does  one file for a group of commands: scan, beside, decisions, near, car, log, units, walk_up, emergency,
 *         car_picture, roll_call, booth; pin and sign_in
 *   top   commands: the table of them, and what is due without one; thread: a queue around it */
#ifndef GH_KIOSK_DESK_DESK_H
#define GH_KIOSK_DESK_DESK_H

#include "desk/options.h"
#include "guard/pin.h"
#include "guard/throttle.h"
#include "os/trusted_time.h"

/* ---- What it has ---- */

/* The two stores, each open or with the fault that keeps it closed. */
struct desk_stores {
    struct journal *journal;      /* owned; NULL while it can't be opened */
    enum gh_status journal_fault; /* of opening it or of the last entry; GH_OK while it is open */
    bool journal_salvaged;        /* was damaged; the old file stands aside */
    struct journal *lost;         /* owned, open: its file is gone, and it must be put back; else NULL */
    int64_t lost_tried_ms;        /* desk_boot_ms() of the last try */
    bool journal_put_back;        /* in this run */
    bool journal_known;           /* what the replica says of our entries is about this journal */
    struct replica *replica;      /* owned; NULL while it can't be opened */
    enum replica_state replica_state;
    enum gh_status replica_fault;
    uint64_t replica_version, replica_inode; /* of what was read last */
    struct replica_stat held;                /* zeroed while the replica is closed */
};

/* What every scan needs of the replica, kept in memory. What can't be read stays as it was. */
struct desk_synced {
    struct policy policy;
    struct closed_days closed;
    struct keyset keys;
    bool keys_held; /* the root key vouches for them */
    struct wire_gate gates[GATE_COUNT];
    size_t guard_count;
    struct wire_guard guards[DESK_GUARDS_MAX];
    uint64_t presence_covers;  /* of our own entries, the server's presence covers those up to this number */
    size_t away_count, others; /* booths of the campus beside this one; those not heard lately */
    struct booth_away away[DESK_AWAY_MAX];
};

/* Who is inside, kept from one look to the next, so that a scan reads no more than what has changed since. */
struct desk_inside {
    struct wire_presence *list; /* owned; by subject */
    size_t count;
    bool known;
    bool stale;       /* the replica has changed since */
    int64_t again_ms; /* until then a stale list is good enough for the counts; desk_boot_ms() */
    uint64_t number;  /* of our last entry in it */
};

/* The badge that was scanned last, for the PIN that follows. Wiped after use. */
#define DESK_BADGE_MS 120000
struct desk_badge {
    struct badge badge; /* guard 0: none */
    int64_t at_ms;      /* desk_boot_ms() */
};

struct desk_clock {
    struct trusted_time time;
    bool saved, saved_by_server; /* on disk in this run; with an answer of the server */
    int64_t saved_ms;            /* desk_boot_ms() then */
};

/* What the guard has set the booth to. */
struct desk_mode {
    enum direction direction;
    bool unattended;
};

struct session {
    uint32_t guard, rights; /* guard 0: nobody is signed in */
    uint64_t version;       /* of the guard's record when signed in */
    char name[WIRE_NAME_MAX];
    struct pin_keys *keys;              /* from sodium_malloc, or NULL: no data key; owned */
    uint8_t wrapped[GUARD_WRAPPED_MAX]; /* of the guard's record that `keys` was opened from */
    int64_t last_ms;                    /* desk_boot_ms() of the last command */
};

/* Plates of the vehicles that are expected today, in the clear while a guard is signed in. */
struct plate_list;
struct desk_expected {
    struct plate_list *list; /* owned; NULL: not read yet */
    uint64_t replica_version;
    tick day;
};

/* The people who applied in this run, as keyed hashes: enough to know somebody again. */
#define DESK_APPLICANTS 64
#define DESK_APPLICANT_HASH 16
struct desk_applicant {
    uint64_t number; /* 0: none */
    struct uuid id;
    int64_t at_ms;
    uint8_t hash[DESK_APPLICANT_HASH];
};
struct desk_applicants {
    uint8_t key[32];
    struct desk_applicant list[DESK_APPLICANTS]; /* a ring */
    size_t next;
};

/* ---- The scan on hand ---- */

/* What the desk knows of one pass that was presented. */
struct subject {
    struct facts facts;
    bool has_pass; /* facts.claims mean something */
    bool has_row;
    struct replica_pass row;
    uint8_t code_digest[16];     /* of a code that is not a verified pass */
    char plate[DESK_PLATE_MAX];  /* that was looked up, as on the metal */
    uint8_t car[PLATE_HASH_LEN]; /* its hash, without a pass; zero: no campus key */
    bool gun_changed;            /* almost a pass: the scanner gun has changed its letters */
    size_t candidate_count;
    struct replica_pass candidates[DESK_CANDIDATES_MAX];
    tick inside_since;
};

/* The people in the vehicle, in the order of shown.riders: what an entry needs beside that. */
struct desk_rider {
    struct claims claims;
    struct uuid group;
    enum presented_as presented_as;
    struct verdict verdict;
    uint8_t code_digest[16];
};
struct desk_visit {
    struct desk_rider riders[DESK_RIDERS_MAX];
    struct subject rider; /* of by_rider: whose code it was */
    bool by_rider;
};

struct desk_scan {
    uint32_t count; /* of this run */
    struct shown shown;
    struct subject subject;  /* of shown */
    struct desk_visit visit; /* of shown, a vehicle */
    int64_t seen_ms;         /* desk_boot_ms() of the last code that was shown */
    bool claimed;            /* the server may keep the pass for this booth (claim.h) */
};

/* ---- Room to work in ---- */

/* Too large for the stack. Each function that uses one fills it first. */
struct desk_scratch {
    struct box walk_ups[DESK_WALK_UPS_MAX];         /* read from the journal */
    struct replica_pass group[DESK_RIDERS_MAX + 1]; /* read from the replica */
    struct entry entries[DESK_RIDERS_MAX + 1];      /* about to be written */
    struct wire_presence riders[DESK_RIDERS_MAX];   /* inside with a vehicle */
};

/* When what is due without a command was done last, in desk_boot_ms(); 0: not yet. */
struct desk_chores {
    int64_t tended_ms, status_ms, pruned_ms;
    bool status_due; /* something that a status tells has changed */
};

struct desk {
    struct desk_options options;
    struct desk_stores stores;
    struct desk_synced synced;
    struct desk_clock clock;
    struct desk_mode mode;
    struct session session;
    bool campus_wrapped;      /* the key file of an older version is not needed any more */
    struct throttle throttle; /* of wrong PINs */
    struct desk_badge badge;
    struct desk_expected expected;
    struct desk_inside inside;
    struct desk_applicants applicants;
    struct desk_scan scan;
    struct desk_chores chores;
    struct desk_scratch scratch;
    struct desk_event event; /* the one being made; delivered from here */
};

#endif
