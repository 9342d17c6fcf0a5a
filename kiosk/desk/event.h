/* What passes between the desk's thread and the screen: commands in, events out, all plain values. Events carry their
 * data; the threads share no field. The screens make the texts for people. Here are only numbers, times, names as
 * synced, and stable identifiers. */
#ifndef GH_KIOSK_DESK_EVENT_H
#define GH_KIOSK_DESK_EVENT_H

#include "base/bytes.h"
#include "os/hardware.h"
#include "people/keyed_hash.h"
#include "plates/plate_decode.h"
#include "store/journal_box.h"
#include "store/replica.h"
#include "verdict/verdict.h"
#include "walk_up/form.h"
#include "wire/enrol_code.h"
#include "wire/note.h"

#define DESK_RIDERS_MAX 60    /* of one vehicle, with those who show a code beside it */
#define DESK_CANDIDATES_MAX 8 /* offered for one plate or number; candidate_count says how many there are */
#define DESK_GUARDS_MAX 64    /* of one booth */
#define DESK_LAST_MAX 5       /* newest entries in every status */
#define DESK_LOG_PAGE 40      /* rows in one log event */
#define DESK_PIN_MAX 16       /* bytes of a PIN with NUL */
#define DESK_SEARCH_MAX 64    /* bytes of a search text with NUL */
#define DESK_PLATE_MAX 24     /* bytes of a plate in UTF-8 with NUL */
#define DESK_ENROL_MAX (ENROL_CODE_TEXT_MAX + 1) /* bytes of a scanned code of enrolment with NUL */
#define DESK_UNITS_MAX 12                        /* units that fit what was typed */
#define DESK_NEAR_MAX 6                          /* expected plates that come near what was typed */
#define DESK_ROLL_PAGE 60                        /* people in one event of a roll call */
#define DESK_ROLL_SHOWN 600                      /* of a longer list the screen has those to be found first */
#define DESK_WALK_UPS_MAX 40                     /* of this gate, newest first */
#define DESK_AWAY_MAX 8                          /* booths that the server does not hear, named in a status */
#define DESK_BOOTHS_MAX 64                       /* of one campus */
#define DESK_HOLDER_TRIES 3                      /* wrong tails until the scan is locked */

/* What a verdict shows of one pass. personal is false while nobody is signed in, or when the booth has no row. */
struct pass_card {
    struct uuid pass_id;
    char number[SHORT_NUMBER_TEXT_SIZE];
    enum pass_kind kind;
    enum pass_uses uses;
    tick not_before, expires;
    uint16_t gates;
    uint8_t home_gate;
    bool live;
    bool personal;
    struct display display; /* zeroed unless personal */
    enum row_state row;
};

/* How far a scan has come. */
enum scan_state {
    SCAN_NONE = 0,
    SCAN_WAITING,    /* amber or red, journaled as shown; the guard decides */
    SCAN_TO_CONFIRM, /* green; the guard confirms it with a touch first */
    SCAN_ADMITTED,   /* green, or let in after a check; in the journal */
    SCAN_REFUSED,
    SCAN_OVERRIDDEN, /* let in against the verdict */
    SCAN_TAKEN_BACK,
    SCAN_WENT_OUT /* exit recorded */
};

/* Somebody in a vehicle: a rider of its visit, or a person who showed a code beside it. */
struct shown_rider {
    struct pass_card pass; /* zeroed for a code that is not a pass */
    enum verdict_colour colour;
    enum verdict_reason reason;
    bool joined;   /* not a rider of this visit */
    bool by_code;  /* showed a code */
    bool can_mark; /* may go with the vehicle */
    bool here;     /* marked: goes with it, or has gone */
    bool inside;
};

/* One scan's verdict. The desk sends it whole each time that anything in it changes. */
struct shown {
    uint32_t scan; /* 1, 2, 3, ... of this run */
    enum scan_state state;
    struct verdict verdict;
    enum presented_as presented_as;
    enum direction direction;
    uint8_t gate;
    tick at;
    struct uuid entry;    /* the ADMIT, SHOWN or EXIT entry; nil when it could not be written */
    enum gh_status fault; /* why the verdict is store-error or a decision was not kept; GH_OK otherwise */
    bool paper_log;       /* the journal can't be written: the guard writes admissions into the paper log */
    bool has_pass;
    struct pass_card pass;      /* only when has_pass */
    char plate[DESK_PLATE_MAX]; /* that was looked up, as on the metal; empty when has_pass */
    bool gun_changed;           /* REASON_NOT_A_PASS because the scanner gun changes letters */
    struct use use;             /* of an already-used pass: when and where */
    bool inside;
    tick inside_since;
    uint8_t inside_gate;   /* by which they came in */
    bool can_check_holder; /* the claims carry a holder check and the booth has the key */
    bool holder_matched;
    unsigned holder_tries_left; /* DESK_HOLDER_TRIES, ..., 0: locked for this scan */
    bool can_admit;             /* the admit touch is allowed now (never on red) */
    bool can_override;          /* the guard signed in has the right */
    bool second_guard_needed;   /* an override asks for another guard's PIN */
    bool can_take_back;
    tick take_back_until; /* trusted time */
    bool marks;           /* a vehicle: the guard confirms the riders before it goes */
    bool by_rider;        /* the code of a rider brought it up: nobody has seen its plate yet */
    unsigned codes;       /* shown beside it so far; the colour of the last one */
    enum verdict_colour last_code;
    unsigned missed;    /* riders beyond DESK_RIDERS_MAX */
    size_t rider_count; /* those who need a look come first */
    struct shown_rider riders[DESK_RIDERS_MAX];
    size_t candidate_count;
    struct pass_card candidates[DESK_CANDIDATES_MAX];
    int64_t captured_ns, decided_ns; /* CLOCK_MONOTONIC; captured_ns 0 for typed evidence */
};

/* True while the guard still has to confirm the riders. */
static inline bool shown_asks_who(const struct shown *shown)
{
    return shown->marks && (shown->state == SCAN_WAITING || shown->state == SCAN_TO_CONFIRM);
}

/* Returns how many of the riders are marked. */
static inline size_t shown_here(const struct shown *shown)
{
    size_t count = 0;
    for (size_t i = 0; i < shown->rider_count; i++)
        count += shown->riders[i].here;
    return count;
}

/* Returns whether "select all" marks this rider: nothing is open about this rider but what is open about the vehicle.
 */
static inline bool shown_goes_with_all(const struct shown *shown, const struct shown_rider *rider)
{
    return rider->can_mark && (rider->colour == VERDICT_GREEN || rider->reason == shown->verdict.reason);
}

/* True when the guard may mark riders: before confirming them, or before overriding a red vehicle. */
static inline bool shown_takes_marks(const struct shown *shown)
{
    bool red = shown->verdict.colour == VERDICT_RED && shown->can_override && shown->rider_count > 0;
    return shown_asks_who(shown) || red;
}

/* A row of the log: an entry with what the screen shows beside it. */
struct log_row {
    uint64_t number;
    struct uuid entry, pass_id;
    tick at;
    enum entry_kind kind;
    enum verdict_colour colour;
    enum verdict_reason reason;
    enum presented_as presented_as;
    enum direction direction;
    enum override_reason override_reason;
    char pass_number[SHORT_NUMBER_TEXT_SIZE]; /* empty without a pass */
    char guard_name[WIRE_NAME_MAX];           /* empty: nobody, or no longer known */
    char note[ENTRY_NOTE_MAX];
    bool has_kind;
    enum pass_kind pass_kind;
    unsigned riders; /* let in with the vehicle */
    bool taken_back, inside, can_take_back;
    bool presence; /* a row of who is inside: inside, vehicle, gate and at say who, by which gate, and since when */
    bool vehicle;  /* of presence, or without a pass; else a person */
    bool lone_car; /* of presence: a vehicle whose riders are not known */
    bool overdue;  /* of presence: the pass has expired */
    uint8_t gate;
    bool personal;
    char name[WIRE_NAME_MAX], plate[DESK_PLATE_MAX]; /* empty unless personal */
    char unit_zh[WIRE_NAME_MAX], unit_en[WIRE_NAME_MAX];
};

enum replica_state {
    REPLICA_STATE_OPEN = 0,
    REPLICA_STATE_MISSING,   /* no file yet: not synced, or not enrolled */
    REPLICA_STATE_DAMAGED,   /* fails its checks; syncd rebuilds it */
    REPLICA_STATE_NEWER,     /* written by a newer version of Gatehouse */
    REPLICA_STATE_UNREADABLE /* any other error of the system */
};

/* A booth of the campus that the server has not heard lately. */
struct booth_away {
    uint8_t gate;
    char name[WIRE_NAME_MAX];
    tick heard; /* 0: never */
};

/* The roll call of the campus, as this booth knows it. */
struct roll_status {
    bool running;
    bool alone; /* started or ended here, and the server has not said yet that it has it */
    tick at;
    char by[WIRE_NAME_MAX];              /* who started it; may be empty */
    tick ended;                          /* of the last one, where none runs. While one runs: a guard ended it here, and
                                          * the server lets it run on. 0: neither */
    char ended_by[WIRE_NAME_MAX];        /* may be empty */
    unsigned total, found, people, cars; /* people and cars: how many of each are still to be found */
};

struct guard_name {
    uint32_t guard;
    bool badge; /* signs in with a badge, then the PIN */
    char name[WIRE_NAME_MAX];
};

/* The state of the booth. The desk sends it when something in it has changed, and at least every 30 s. */
struct booth_status {
    uint8_t gate, campus;
    enum direction direction;
    struct wire_gate gates[GATE_COUNT]; /* name_zh empty: not known */
    enum replica_state replica;
    enum gh_status replica_fault;
    enum verdict_freshness freshness;
    struct replica_stat held; /* zeroed unless the replica is open */
    bool keys_held;           /* a key set that the root key vouches for */
    enum gh_status journal;   /* GH_OK when entries can be written; GH_FULL, GH_GONE, GH_CORRUPT, ... */
    bool journal_salvaged;    /* was damaged; the old file stands aside */
    bool journal_put_back;    /* its file was moved, deleted or cut under the running kiosk, and was saved whole */
    struct journal_counts counts;
    unsigned persons_inside, vehicles_inside; /* of the campus, as far as this booth knows */
    bool presence_old;                        /* what other gates did since held.ages.presence is not known here */
    size_t away_count;                        /* booths whose entries may be missing; up to DESK_AWAY_MAX in away */
    struct booth_away away[DESK_AWAY_MAX];
    unsigned disk_used_percent; /* of the file system of the journal; warned from 80 */
    bool clock_trusted;
    tick now; /* trusted time, or the best guess, when this was sent */
    struct policy policy;
    bool closed_today; /* the campus takes no visitors today, as far as this booth knows */
    uint32_t guard;    /* 0: nobody is signed in */
    uint32_t rights;
    char guard_name[WIRE_NAME_MAX];
    bool personal;       /* the data key is in memory */
    bool campus_wrapped; /* the guards' PINs open the campus key: its file can go (campus.h) */
    size_t guard_count;
    struct guard_name guards[DESK_GUARDS_MAX]; /* who may sign in */
    struct roll_status roll_call;
    unsigned walk_ups_waiting, walk_ups_approved; /* of a day; approved: not all of them in yet */
    size_t last_count;
    struct log_row last[DESK_LAST_MAX]; /* newest first */
};

struct log_query {
    bool inside_only;             /* who is inside the campus now: persons first, then vehicles */
    int colour;                   /* enum verdict_colour or -1 */
    uint64_t before_number;       /* 0: from the newest; with inside_only, how many rows to leave out */
    char search[DESK_SEARCH_MAX]; /* part of masked name, plate, short number or reason's name; empty: all */
};

struct log_page {
    struct log_query query; /* the query that this answers */
    size_t count;
    bool more;
    struct log_row rows[DESK_LOG_PAGE];
};

/* One to be found in a roll call: a person, or a car whose riders are not known. */
struct roll_item {
    struct uuid id; /* as of presence */
    bool vehicle;
    tick since;
    uint8_t gate;
    enum roll_mark mark;
    bool mine; /* a guard of this booth ticked, and may take it back */
    bool left; /* gone out by a gate since */
    bool personal;
    char name[WIRE_NAME_MAX],
        plate[DESK_PLATE_MAX]; /* empty unless personal; plate also of the car they came in with */
    char unit_zh[WIRE_NAME_MAX], unit_en[WIRE_NAME_MAX];
};

/* Returns whether nobody has to look for them any more. */
static inline bool roll_item_found(const struct roll_item *item)
{
    return item->left || item->mark == ROLL_SAFE || item->mark == ROLL_AWAY;
}

/* A part of the list: people by gate and time, then cars. */
struct roll_page {
    struct roll_status status;
    size_t first; /* how many stand before */
    size_t count;
    bool more;
    struct roll_item items[DESK_ROLL_PAGE];
};

/* Units that fit a search, the best first. */
struct unit_page {
    char search[FORM_SEARCH_SIZE];
    size_t count, total;
    struct wire_unit units[DESK_UNITS_MAX];
};

/* Today's vehicles whose plates come near what was typed, the nearest first. */
struct near_page {
    char typed[DESK_PLATE_MAX]; /* as the guard typed it or the camera read it */
    bool seen;                  /* the vehicle camera read it, and the car waits */
    size_t count;
    char plates[DESK_NEAR_MAX][DESK_PLATE_MAX];
};

/* An application was submitted, and is on disk. */
struct walk_up_receipt {
    uint64_t number;
    char link[WALK_UP_LINK_LEN + 1]; /* of the application's page; "" when again */
    bool again;                      /* this person has applied already: number is that application's */
};

struct walk_up_row {
    struct uuid id;
    uint64_t number;
    tick at;
    bool sent; /* the server has it; until then nothing more is known */
    enum walk_up_state state;
    enum walk_up_reason reason;
    tick state_at;
    char note[WIRE_NOTE_MAX];       /* why people refused it; "" when nobody is signed in who may read it */
    size_t passes, entered;         /* of an approved one: how many passes it has, and how many of them were let in */
    enum emergency_state emergency; /* whether they were let in before an approval, and what the office says about it */
};

struct walk_up_page {
    size_t count;
    struct walk_up_row rows[DESK_WALK_UPS_MAX];
};

enum command_kind {
    COMMAND_SCAN = 1, /* code, captured_ns: read by the camera or a scanner gun */
    COMMAND_NUMBER,   /* text: short number as typed */
    COMMAND_PLATE,    /* text: plate as typed */
    COMMAND_NEAR,     /* text: a plate as far as it was typed */
    COMMAND_CAR,      /* text, views: a plate that the vehicle camera read; on: the same for a second */
    COMMAND_CHOOSE,   /* id: pass of one candidate */
    COMMAND_HOLDER,   /* text: last six of the ID document as typed */
    COMMAND_MARK,     /* id: pass of a rider, nil for all; on: is in the vehicle */
    COMMAND_ON_FOOT,  /* the rider whose code brought up the vehicle comes without it */
    COMMAND_ADMIT,    /* the amber or to-be-confirmed scan on screen */
    COMMAND_REFUSE,
    COMMAND_OVERRIDE,  /* reason, text: remark, second_guard and pin where policy wants them */
    COMMAND_TAKE_BACK, /* id: an admission's entry */
    COMMAND_EXIT,      /* id: an admission's entry, or nil with pass in pass_id */
    COMMAND_DISMISS,   /* the screen no longer shows the scan; wipes it */
    COMMAND_SIGN_IN,   /* guard, pin */
    COMMAND_SIGN_OUT,
    COMMAND_LOG, /* query */
    COMMAND_DIRECTION,
    COMMAND_UNATTENDED,  /* unattended: scans need nobody signed in and show nothing personal; needs the right */
    COMMAND_REFRESH,     /* answer with a status */
    COMMAND_SERVER_TIME, /* at: the time that the server has signed */
    COMMAND_UNITS,       /* text: part of a unit's name, pinyin or initials */
    COMMAND_WALK_UP,     /* form, english: submit it; nobody needs to be signed in */
    COMMAND_WALK_UPS,
    COMMAND_OPEN_WALK_UP, /* id: the passes of an approved application, as if looked up by hand */
    COMMAND_EMERGENCY,    /* id: an application that waits; reason, text: who allowed it, photo; second_guard and pin
                             where policy wants them: let in now */
    COMMAND_ROLL_CALL,    /* query.before_number: how many people to leave out */
    COMMAND_ROLL_START,   /* start a roll call of the campus here */
    COMMAND_ROLL_END,     /* end the one that runs */
    COMMAND_ROLL_TICK,    /* id: of a roll_item; on: is safe, else take this booth's tick back */
    COMMAND_CAR_PICTURE,  /* id: an entry; photo: of its vehicle, where the policy has it kept */
    COMMAND_KEYS          /* root_public, campus_key, hardware: as enrolment left them */
};

/* What enrolment gives a booth; secret, wiped after use. */
struct desk_keys {
    uint8_t root_public[PUBLIC_KEY_LEN];
    uint8_t campus_key[CAMPUS_KEY_LEN];
    bool has_campus_key;
    uint8_t hardware[HARDWARE_MAX]; /* what only this machine can give (guard/pin.h) */
    size_t hardware_len;            /* 0: none */
};

struct desk_command {
    enum command_kind kind;
    struct bytes code;   /* borrowed; desk_thread_submit() copies it */
    int64_t captured_ns; /* CLOCK_MONOTONIC of the frame, 0 for a scanner gun */
    uint32_t scan; /* the scan that HOLDER, MARK, ON_FOOT, ADMIT, REFUSE, OVERRIDE or CHOOSE is about; refused when
                      another one is on hand */
    struct uuid id;
    uint32_t guard, second_guard;
    enum override_reason reason;
    enum direction direction;
    bool unattended, on;
    tick at;
    struct desk_keys keys;
    struct walk_up_form form;
    bool english;
    char pin[DESK_PIN_MAX];
    char text[ENTRY_NOTE_MAX];
    struct log_query query;
    struct plate_views *views; /* owned like the photo */
    uint8_t *photo; /* JPEG, owned: the desk's once desk_thread_submit() has taken the command (free); NULL: none */
    size_t photo_len;
};

enum sign_in_result {
    SIGN_IN_OK = 0,
    SIGN_IN_WRONG,
    SIGN_IN_THROTTLED,
    SIGN_IN_ENDED,
    SIGN_IN_NOT_LOGGED,
    SIGN_IN_BADGE_WANTED, /* the guard has a badge, and none was scanned; no try was counted */
    SIGN_IN_NO_HARDWARE   /* the hardware secret that the PIN is bound to can't be read; no try was counted */
};

enum desk_event_kind {
    DESK_STATUS = 1,   /* status */
    DESK_SHOWN,        /* shown: a new scan's verdict, or a change of the one on screen */
    DESK_SIGNED,       /* sign_in */
    DESK_LOG,          /* log */
    DESK_ENROL,        /* enrol: a code was scanned that enrols a booth */
    DESK_BADGE,        /* badge: a guard's badge was scanned; the PIN follows */
    DESK_NEAR,         /* near */
    DESK_UNITS,        /* units */
    DESK_WALK_UP_SENT, /* receipt */
    DESK_WALK_UPS,     /* walk_ups */
    DESK_ROLL_CALL,    /* roll_call */
    DESK_DONE,         /* a command on the log succeeded: outcome */
    DESK_FAILED        /* a command failed: outcome */
};

struct desk_event {
    enum desk_event_kind kind;
    union {
        struct booth_status status;
        struct shown shown;
        struct log_page log;
        struct near_page near;
        struct unit_page units;
        struct walk_up_receipt receipt;
        struct walk_up_page walk_ups;
        struct roll_page roll_call;
        struct {
            enum sign_in_result result;
            unsigned wait_seconds; /* until the next try is allowed */
            bool second;           /* answers the second guard's PIN of an override */
        } sign_in;
        char enrol[DESK_ENROL_MAX]; /* as scanned; may hold a passphrase */
        uint32_t badge;             /* the guard's number; 0: damaged, or of nobody here */
        struct {
            enum command_kind command;
            enum gh_status status;
        } outcome;
    };
};

#endif
