/* The desk: the desk without its thread. Synchronous, so that tests drive it step by step with a clock of their
 * own; desk.c gives it a thread and a queue. Internal to kiosk/desk*.c and their tests. */
#ifndef GH_KIOSK_DESK_H
#define GH_KIOSK_DESK_H

#include "desk/thread.h"
#include "guard/pin.h"
#include "guard/throttle.h"
#include "os/trusted_time.h"

/* How often the stores are looked at again without a command, in milliseconds. */
enum { DESK_TEND_MS = 1000, DESK_STATUS_MS = 30000, DESK_PRUNE_MS = 3600000 };

/* What the desk knows of one pass that was presented. */
struct subject {
    struct facts facts;
    bool has_pass; /* facts.claims mean something */
    bool has_row;
    struct replica_pass row;
    uint8_t code_digest[16]; /* of a code that is not a verified pass */
    size_t candidate_count;
    struct replica_pass candidates[DESK_CANDIDATES_MAX];
    tick inside_since;
};

/* Who is in the vehicle on hand, beside what shown.riders says of them, in the same order. */
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

/* Plates of the vehicles that are expected today, in the clear while a guard is signed in. */
struct plate_list;
struct desk_expected {
    struct plate_list *list; /* owned; NULL: not read yet */
    uint64_t replica_version;
    tick day;
};

struct session {
    uint32_t guard, rights;
    uint64_t version; /* of the guard's record when signed in */
    char name[WIRE_NAME_MAX];
    uint8_t *data_key; /* DATA_KEY_LEN bytes from sodium_malloc, or NULL; owned */
    int64_t last_ms;   /* desk_ms() of the last command */
};

/* Who has applied in this run, as far as it takes to know them again. */
#define DESK_APPLICANTS 64
#define DESK_APPLICANT_HASH 16
struct desk_applicant {
    uint64_t number; /* 0: none */
    struct uuid id;
    int64_t at_ms;
    uint8_t hash[DESK_APPLICANT_HASH];
};

struct desk {
    struct desk_options options;

    struct journal *journal; /* owned, NULL while it can't be opened */
    enum gh_status journal_fault;
    bool journal_salvaged;
    struct replica *replica; /* owned, NULL while it can't be opened */
    enum replica_state replica_state;
    enum gh_status replica_fault;
    uint64_t replica_version, replica_inode;
    struct replica_stat held;
    uint64_t acknowledged; /* told to the journal in this run */
    struct policy policy;
    struct keyset keys;
    bool keys_held;
    struct wire_gate gates[GATE_COUNT];
    size_t guard_count;
    struct wire_guard guards[DESK_GUARDS_MAX];

    struct trusted_time time;
    tick saved_at;
    struct session session;
    struct throttle throttle;
    enum direction direction;
    bool unattended;

    struct desk_expected expected;
    uint8_t applicant_key[32];
    struct desk_applicant applicants[DESK_APPLICANTS];
    size_t applicant_next;
    struct walk_up walk_ups[DESK_WALK_UPS_MAX]; /* what a function just read */

    uint32_t scans; /* of this run */
    struct shown shown;
    struct subject subject;                         /* of shown */
    struct desk_visit visit;                        /* of shown, a vehicle */
    struct replica_pass group[DESK_RIDERS_MAX + 1]; /* what a function just read */
    struct entry entries[DESK_RIDERS_MAX + 1];      /* what a function is writing */
    int64_t scanned_ms;                             /* desk_ms() of the last code that was shown */
    struct desk_event event;                        /* the one being made; delivered from here */
    int64_t tended_ms, status_ms, pruned_ms;        /* pruned_ms 0: not yet */
    bool status_due;
};

/* Prepares *desk (caller's memory). The first command, or the first desk_tend(), opens the stores. GH_IO: libsodium
 * does not start. */
enum gh_status GH_MUST_USE desk_init(struct desk *desk, const struct desk_options *options);
void desk_destroy(struct desk *desk); /* wipes */
void desk_execute(struct desk *desk, const struct desk_command *command);
/* True for a command that the kiosk gives by itself: nobody waits for an answer. */
bool desk_is_quiet(enum command_kind kind);
/* What is due without a command: reopening stores, session time-out, a status. */
void desk_tend(struct desk *desk);

/* ---- decider_stores.c ---- */
void desk_open_stores(struct desk *desk); /* tries what is not open; looks for changes of what is */
void desk_close_stores(struct desk *desk);
void desk_send_status(struct desk *desk);
/* Drops entries that the server has had for long enough; only by a clock that can be trusted. */
void desk_prune(struct desk *desk);
/* journal_append with what every entry carries filled in: id, time, gate, direction, guard. Any error: not written. */
enum gh_status GH_MUST_USE desk_append(struct desk *desk, struct entry *entry);
/* The halves of it, for an entry that goes into the journal with something else. status: of writing it; handed on. */
enum gh_status GH_MUST_USE desk_prepare(struct desk *desk, struct entry *entry);
enum gh_status GH_MUST_USE desk_appended(struct desk *desk, const struct entry *entry, enum gh_status status);
/* The same for desk->entries, all of them or none. */
enum gh_status GH_MUST_USE desk_append_all(struct desk *desk, size_t count);
const struct wire_guard *desk_find_guard(const struct desk *desk, uint32_t guard);
tick desk_synced_at(const struct desk *desk);

/* ---- decider_time.c ---- */
void desk_init_time(struct desk *desk);
/* Keeps the floor on disk, when it has moved by a minute. A failure is tried again and harms nothing else. */
void desk_save_time(struct desk *desk);
void desk_learn_time(struct desk *desk, enum time_source source, tick at);
tick desk_now(struct desk *desk, bool *trusted);
int64_t desk_ms(const struct desk *desk); /* of CLOCK_BOOTTIME: goes on while suspended */

/* ---- decider_facts.c ---- */
void desk_look_at_code(struct desk *desk, struct bytes text, struct subject *out);
/* The candidates of a typed number or plate; with exactly one, it is the pass. GH_MALFORMED for a typing error. */
enum gh_status GH_MUST_USE desk_look_up_number(struct desk *desk, const char *typed, struct subject *out);
enum gh_status GH_MUST_USE desk_look_up_plate(struct desk *desk, const char *typed, struct subject *out);
/* The passes of an application made here, those that were not let in yet first, as if a number was typed: the guard
 * compares the ID. GH_NOT_FOUND: it has none. */
enum gh_status GH_MUST_USE desk_look_at_walk_up(struct desk *desk, const struct uuid *walk_up, struct subject *out);
/* One pass of the replica as evidence of that kind. GH_NOT_FOUND and store errors. */
enum gh_status GH_MUST_USE desk_look_at_pass(struct desk *desk, const struct uuid *pass_id,
                                             enum presented_as presented_as, struct subject *out);
void desk_fill_card(const struct desk *desk, const struct replica_pass *row, struct pass_card *out);
/* Opens a row's display field; false while nobody is signed in or on any failure. */
bool desk_open_display(const struct desk *desk, const struct replica_pass *row, struct display *out);

/* ---- decider_near.c ---- */
void desk_near(struct desk *desk, const struct desk_command *command);
/* The expected vehicles of the day into desk->expected, unless they are there already. */
enum gh_status GH_MUST_USE desk_read_expected(struct desk *desk);
void desk_forget_expected(struct desk *desk); /* wipes */

/* ---- decider_car.c ---- */
void desk_car(struct desk *desk, const struct desk_command *command);

/* ---- decider_shown.c ---- */
/* Decides, journals, and sends what is to be shown. */
void desk_show(struct desk *desk, int64_t captured_ns);
void desk_show_alone(struct desk *desk, int64_t captured_ns); /* a rider without the vehicle */
void desk_send_shown(struct desk *desk);
void desk_fail(struct desk *desk, enum command_kind command, enum gh_status status);
void desk_done(struct desk *desk, enum command_kind command);
bool desk_may(const struct desk *desk, uint32_t right);

/* ---- decider_visit.c ---- */
/* The subject is a rider's: becomes its vehicle, where vehicles come through. */
void desk_bring_up_car(struct desk *desk);
/* Fills in who is in the vehicle on hand, and whether the guard is to say so. Empty for anything else. */
void desk_show_riders(struct desk *desk);
/* A code shown while the guard says who is in a vehicle. False: it has nothing to do with that. */
bool desk_join(struct desk *desk, const struct subject *seen);
void desk_mark(struct desk *desk, const struct desk_command *command);
void desk_on_foot(struct desk *desk, const struct desk_command *command);
/* Writes the entry about the scan on hand, and one for everybody who is ticked, at once. Fills in *entry. */
enum gh_status GH_MUST_USE desk_append_visit(struct desk *desk, struct entry *entry);

/* ---- decider_decisions.c ---- */
void desk_holder(struct desk *desk, const struct desk_command *command);
void desk_admit(struct desk *desk, const struct desk_command *command);
void desk_refuse(struct desk *desk, const struct desk_command *command);
void desk_override(struct desk *desk, const struct desk_command *command);
void desk_take_back(struct desk *desk, const struct desk_command *command);
void desk_exit(struct desk *desk, const struct desk_command *command);

/* ---- decider_sign_in.c ---- */
void desk_load_throttle(struct desk *desk);
void desk_sign_in(struct desk *desk, const struct desk_command *command);
void desk_sign_out(struct desk *desk);
/* Wipes the session without an entry: at exit, and when there was none. */
void desk_end_session(struct desk *desk);
/* Ends the session of a guard who was idle for too long or whose record is gone. */
void desk_check_session(struct desk *desk);
/* A second guard's PIN for an override. GH_DENIED after having sent the sign-in event that says why. */
enum gh_status GH_MUST_USE desk_check_second(struct desk *desk, const struct desk_command *command);

/* ---- desk_walk_up.c ---- */
void desk_units(struct desk *desk, const struct desk_command *command);
void desk_submit_walk_up(struct desk *desk, const struct desk_command *command);
void desk_walk_ups(struct desk *desk, const struct desk_command *command);
void desk_open_walk_up(struct desk *desk, const struct desk_command *command);
/* Lets in before an approval, where policy allows it. */
void desk_emergency(struct desk *desk, const struct desk_command *command);
/* Drops the boxes of what the server has settled. */
void desk_settle_walk_ups(struct desk *desk);
void desk_prune_walk_ups(struct desk *desk, tick now);
void desk_count_walk_ups(struct desk *desk, struct booth_status *out);

/* ---- desk_car_picture.c ---- */
void desk_car_picture(struct desk *desk, const struct desk_command *command);
/* Drops the pictures that the server has; those whose time is over. */
void desk_settle_car_pictures(struct desk *desk);
void desk_prune_car_pictures(struct desk *desk, tick now);

/* ---- decider_log.c ---- */
void desk_log(struct desk *desk, const struct desk_command *command);
/* The newest rows for the scan screen. */
size_t desk_last_rows(struct desk *desk, struct log_row *out, size_t max);

#endif
