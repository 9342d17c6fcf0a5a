/* One record of the stream that fills a replica: a line of newline-delimited JSON (RFC 8259, RFC 7493). Both ends
 * encode and decode it here, from one table of members for each type (record.c). docs/sync-protocol.md has the forms.
 *
 * A line is {"t":"pass", ...}. Unknown members, repeated members and unknown words are refused, so that a booth never
 * half-understands a record. A "mark" may stand between records. The last line of a stream is an "end" with the new
 * position and the server's time. `gatehouse replica import` reads the same lines from a file. */
#ifndef GH_WIRE_RECORD_H
#define GH_WIRE_RECORD_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/tick.h"
#include "base/uuid.h"
#include "token/token.h"
#include "verdict/closed_days.h"
#include "verdict/facts.h"
#include "verdict/policy.h"
#include "wire/box_kind.h"
#include "wire/history.h"
#include "wire/roll_call.h"
#include "wire/seal.h"

#define WIRE_LINE_MAX 8192 /* bytes of a line, without its newline */
#define WIRE_DISPLAY_MAX 640
#define WIRE_NOTE_SEALED 256
#define WIRE_PINYIN_MAX 192
#define WIRE_NAME_MAX 96 /* bytes of UTF-8, with NUL: unit, gate and guard names */
/* The last second of the year 9999: adding days to any time can't overflow. */
#define WIRE_SECONDS_MAX INT64_C(253402300799)
#define PLATE_HASH_LEN 16
#define GUARD_SALT_LEN 16
#define GUARD_VERIFIER_LEN 32
#define GUARD_WRAPPED_ONE 72    /* nonce 24 + data key 32 + tag 16 */
#define GUARD_CAMPUS_KEYS_MAX 8 /* beside the data key, each 32 bytes */
#define GUARD_WRAPPED_MAX (GUARD_WRAPPED_ONE + 32 * GUARD_CAMPUS_KEYS_MAX)
/* Bounds of a guard's Argon2id cost: no record may weaken or freeze a sign-in. */
#define GUARD_OPS_MAX 10
#define GUARD_MEM_KIB_MIN 8192
#define GUARD_MEM_KIB_MAX 262144

enum wire_type {
    WIRE_PASS = 1, /* a pass, new or changed */
    WIRE_REVOKE,   /* a pass id that is revoked for good, known to the booth or not */
    WIRE_BAR,      /* a plate hash on the barred list, or off it */
    WIRE_USE,      /* an admission at another gate */
    WIRE_GATE,
    WIRE_UNIT,
    WIRE_GUARD,
    WIRE_POLICY,
    WIRE_KEYSET,
    WIRE_WALK_UP,     /* how far an application made at this gate has come */
    WIRE_BOX_SETTLED, /* the server has settled a box that came on a stick */
    WIRE_PRESENCE,    /* whether somebody is inside the campus */
    WIRE_BOOTH,       /* when the server last heard of a booth of the campus */
    WIRE_ROLL_CALL,   /* a roll call of the campus began or ended */
    WIRE_ROLL_ROW,    /* a person or vehicle of the running roll call */
    WIRE_CLOSED_DAYS, /* days on which the campus takes no visitors, all of them at once */
    WIRE_HISTORY,     /* up to which point of which history of the server this stream reads */
    WIRE_MARK,        /* everything up to a position has come: where a stream that is cut goes on */
    WIRE_END
};

struct wire_pass {
    struct claims claims; /* live is always false here */
    uint64_t version;
    enum row_state state;
    uint32_t unit;
    struct uuid group;
    struct uuid walk_up; /* the walk-up application that it came from; nil for none */
    bool barred;         /* its person is on the barred list */
    tick barred_until;   /* when that ends, whole seconds; 0: when the server says so */
    uint8_t plate[PLATE_HASH_LEN];
    uint8_t display[WIRE_DISPLAY_MAX];
    size_t display_len;
};
struct wire_revoke {
    struct uuid pass_id;
    uint64_t version;
    tick at;
};
struct wire_bar {
    bool plate; /* false: a person, of older servers only; booths drop it */
    bool lifted;
    tick until; /* when it ends, whole seconds; 0: when the server says so */
    uint64_t version;
    uint8_t hash[PLATE_HASH_LEN];
};
struct wire_use {
    struct uuid entry_id, pass_id;
    tick at;
    uint8_t gate;
    bool taken_back;
};
struct wire_gate {
    uint8_t gate, campus;
    uint64_t version;
    char name_zh[WIRE_NAME_MAX], name_en[WIRE_NAME_MAX], campus_zh[WIRE_NAME_MAX], campus_en[WIRE_NAME_MAX];
};
struct wire_unit {
    uint32_t unit;
    uint64_t version;
    char name_zh[WIRE_NAME_MAX], name_en[WIRE_NAME_MAX];
    char pinyin[WIRE_PINYIN_MAX]; /* words to find it by, lower case: full pinyin and initials; may be empty */
};
enum guard_right { GUARD_ADMIT = 1, GUARD_OVERRIDE = 2, GUARD_SETTINGS = 4 };
struct wire_guard {
    uint32_t guard;
    uint64_t version;
    bool active;
    uint32_t rights; /* enum guard_right, or-ed */
    char name[WIRE_NAME_MAX];
    uint8_t salt[GUARD_SALT_LEN], verifier[GUARD_VERIFIER_LEN]; /* Argon2id, see guard/pin.h */
    uint32_t ops, mem_kib;                                      /* Argon2id cost */
    bool badge;                                                 /* Argon2id also takes the secret of a badge */
    bool bound; /* the verifier, too, needs the hardware secret of the booth */
    uint8_t wrapped[GUARD_WRAPPED_MAX];
    size_t wrapped_len; /* the keys, openable with the PIN: 0, or GUARD_WRAPPED_ONE and 32 for each campus key */
};
struct wire_policy {
    uint64_t version;
    struct policy policy;
};
struct wire_keyset {
    uint8_t signed_set[KEYSET_BYTES_MAX];
    size_t len;
    uint8_t sealing[SEALING_KEY_LEN]; /* beside a set of version 1, which lists none; zero: none */
};
enum walk_up_state {
    WALK_UP_RECEIVED = 0, /* by the server, which has said nothing more yet; never on the wire */
    WALK_UP_UNIT,         /* waits for the unit */
    WALK_UP_SECURITY,     /* waits for the security office */
    WALK_UP_APPROVED,
    WALK_UP_REFUSED,
    WALK_UP_ENDED, /* withdrawn, cancelled or expired */
    WALK_UP_STATE_COUNT
};
const char *walk_up_state_name(enum walk_up_state state); /* "unit-review"; "unknown" outside the enum */
/* Why the server refused an application before anybody looked at it. */
enum walk_up_reason {
    WALK_UP_BY_PEOPLE = 0, /* or not refused at all */
    WALK_UP_UNREADABLE,
    WALK_UP_INCOMPLETE,
    WALK_UP_BARRED,
    WALK_UP_QUOTA, /* nobody is taken any more on this day: the unit's quota is used up, or the campus is closed */
    WALK_UP_OVER,  /* arrived after it had expired */
    WALK_UP_REASON_COUNT
};
const char *walk_up_reason_name(enum walk_up_reason reason);
/* Return the value of that name; the first for any other word. */
enum walk_up_state walk_up_state_from_name(struct bytes name);
enum walk_up_reason walk_up_reason_from_name(struct bytes name);
/* What the security office says of an admission before the approval. */
enum emergency_state {
    EMERGENCY_NONE = 0, /* there was none */
    EMERGENCY_OPEN,
    EMERGENCY_CONFIRMED,
    EMERGENCY_OBJECTED,
    EMERGENCY_STATE_COUNT
};
const char *emergency_state_name(enum emergency_state state);      /* "open"; "" for none */
enum emergency_state emergency_state_from_name(struct bytes name); /* none for any other word */
struct wire_walk_up {
    struct uuid id;
    uint64_t version;
    enum walk_up_state state;
    enum walk_up_reason reason;
    tick at; /* since when it is in this state */
    enum emergency_state emergency;
    uint8_t note[WIRE_NOTE_SEALED]; /* why people refused it (note.h) */
    size_t note_len;                /* 0: none, or the booth did not ask for notes */
};
/* Sent only to booths that carry boxes on a stick: an older booth refuses this record. */
struct wire_box_settled {
    enum box_kind kind;
    struct uuid id;
};
/* An admission without an exit counts for so long after the end of its pass, or after itself without a pass. */
#define PRESENCE_KEPT (7 * TICK_DAY)
/* A booth that the server has not heard for so long may hold entries that nobody else knows. Booths ask every minute.
 */
#define PRESENCE_HEARD_WITHIN (3 * TICK_MINUTE)
#define ENTRY_PLATE_SEALED 64 /* bytes of a plate as entry_plate.h seals it */
/* Whether somebody is inside, as all entries of a campus say together (docs/sync-protocol.md#presence). */
struct wire_presence {
    struct uuid subject; /* the pass; without one the hash of the plate, else the admission: entry_subject() */
    struct uuid entry;   /* that decides */
    struct uuid car;     /* subject of the vehicle that a person came in with; nil: on foot */
    bool pass;           /* subject is a pass */
    uint8_t plate[ENTRY_PLATE_SEALED]; /* of a car without a pass, as entry_plate.h seals it; zero: not known */
    bool vehicle;                      /* else a person */
    bool inside;
    tick at; /* of the entry */
    uint8_t gate;
    tick until; /* an admission counts until then; whole seconds */
};
/* Comes for every booth of the campus with each answer that brings presence. */
struct wire_booth {
    struct uuid id;
    uint8_t gate;
    char name[WIRE_NAME_MAX];
    tick heard;            /* by the server; 0: never */
    bool own;              /* the booth that asked */
    uint64_t acknowledged; /* of its own entries, presence covers those up to this number */
    bool forked;           /* the server has seen two journals of this booth, and nobody has looked into it yet */
};
enum roll_call_state {
    ROLL_CALL_RUNS = 0,
    ROLL_CALL_ENDED,
    ROLL_CALL_MERGED, /* the booth that asked started it, and the server has made it part of another one */
    ROLL_CALL_STATE_COUNT
};
/* Sent only to booths that ask with roll_calls=1, as the next one. */
struct wire_roll_call {
    struct uuid id;
    uint64_t version;
    enum roll_call_state state;
    tick at;                      /* when it began */
    char by[WIRE_NAME_MAX];       /* a person's or a booth's name; may be empty */
    tick ended;                   /* 0: it runs, or the booth did not ask with roll_ends=1 */
    char ended_by[WIRE_NAME_MAX]; /* may be empty */
};
struct wire_roll_row {
    struct uuid roll_call, subject, car; /* as of presence */
    uint64_t version;
    bool pass, vehicle;
    tick since;
    uint8_t gate;
    enum roll_mark mark;               /* as all ticks that the server has say together */
    bool mine;                         /* a tick of the booth that asked decides */
    uint64_t counted;                  /* the server has this booth's ticks about this subject up to that number */
    uint8_t display[WIRE_DISPLAY_MAX]; /* sealed like that of a pass, with the subject and this version */
    size_t display_len;                /* 0: nobody knows a name or plate */
};
#define WIRE_SCOPE_MAX 40 /* bytes with NUL */
struct wire_mark {
    uint64_t position;
    tick until;                 /* passes that begin before this are here, of those up to position; 0: no end */
    char scope[WIRE_SCOPE_MAX]; /* the server's name for which passes it sends here; may be empty */
};
struct wire_end {
    uint64_t position;
    tick server_time;
    tick until; /* these two as in a mark */
    char scope[WIRE_SCOPE_MAX];
};

struct wire_record {
    enum wire_type type;
    union {
        struct wire_pass pass;
        struct wire_revoke revoke;
        struct wire_bar bar;
        struct wire_use use;
        struct wire_gate gate;
        struct wire_unit unit;
        struct wire_guard guard;
        struct wire_policy policy;
        struct wire_keyset keyset;
        struct wire_walk_up walk_up;
        struct wire_box_settled box_settled;
        struct wire_presence presence;
        struct wire_booth booth;
        struct wire_roll_call roll_call;
        struct wire_roll_row roll_row;
        struct closed_days closed_days;
        struct wire_history history;
        struct wire_mark mark;
        struct wire_end end;
    };
};

/* Returns the name as in "t"; "unknown" outside the enum. */
const char *wire_type_name(enum wire_type type);

/* Reads one line without its newline. On error *out is untouched and why names the member at fault, without quoting its
 * value. GH_TOO_LONG: line, text or blob over its limit; GH_MALFORMED: not JSON, missing member, wrong type or range;
 * GH_NOT_CANONICAL: upper-case hexadecimal or id, nil id; GH_UNSUPPORTED: unknown record, member or word. */
#define WIRE_ERROR_SIZE 120
enum gh_status GH_MUST_USE wire_record_decode(struct bytes line, struct wire_record *out,
                                              char why[static WIRE_ERROR_SIZE]);
/* Writes the line without newline, NUL-terminated; WIRE_LINE_MAX + 1 bytes always suffice. GH_TOO_LONG when size is too
 * small; GH_MALFORMED for a record that decode would refuse (times that are not whole seconds among them). On error
 * line is untouched. */
enum gh_status GH_MUST_USE wire_record_encode(const struct wire_record *record, char *line, size_t size);

#endif
