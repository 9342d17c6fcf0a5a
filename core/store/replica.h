/* replica.db: what this booth knows of passes, revocations, gates, guards, policy and keys.
 *
 * One process writes it (gatehouse-syncd, or `gatehouse replica import`). All others open it to read and never
 * checkpoint (SQLite's WAL-reset bug, docs/architecture.md#stores). It can be deleted: sync fills it again from the
 * server. Personal data: one sealed display field a pass; plates only as keyed hashes. */
#ifndef GH_STORE_REPLICA_H
#define GH_STORE_REPLICA_H

#include "base/bytes.h"
#include "base/tick.h"
#include "base/uuid.h"
#include "token/short_number.h"
#include "token/token.h"
#include "verdict/facts.h"
#include "verdict/policy.h"
#include "wire/box.h"
#include "wire/entry.h"
#include "wire/record.h"

#define REPLICA_BATCH_MAX 2000 /* records a transaction */

struct replica;

enum replica_mode { REPLICA_READ, REPLICA_WRITE };

/* A pass as the server last sent it. */
struct replica_pass {
    struct claims claims; /* live as in the record; holder: its first 12 bits */
    enum row_state state;
    uint64_t version;
    uint32_t unit;                     /* for replica_find_unit; 0: none */
    struct uuid group;                 /* the vehicle visit that binds a plate and its riders; nil for none */
    bool barred;                       /* its person is on the barred list */
    tick barred_until;                 /* when that ends; 0: when the server says so */
    uint8_t plate[PLATE_HASH_LEN];     /* keyed; zero when the pass has no vehicle */
    uint8_t display[WIRE_DISPLAY_MAX]; /* sealed; open with display_open() */
    size_t display_len;
};

/* Server times of the newest data here; 0 when never received. */
struct replica_ages {
    tick passes, revocations, keys, policy, guards;
    tick presence; /* who is inside, and the booths of the campus */
};

struct replica_stat {
    uint64_t position;
    tick until;                  /* as in the last wire_end */
    char scope[WIRE_SCOPE_MAX];  /* as in the last wire_end */
    uint64_t presence_position;  /* who is inside is complete up to here */
    struct wire_history history; /* rows may reach up to here; lineage zero: the server did not say */
    uint64_t acknowledged;       /* the server has the entries of this booth up to this number */
    bool own_known, own_forked;  /* the server's record of this booth came; it says that somebody must look */
    uint64_t own_acknowledged;   /* as in that record */
    uint64_t epoch;
    uint64_t passes, revoked, blocked, uses, guards, gates;
    uint64_t barred;       /* plates, and passes of persons */
    uint64_t pin_guards;   /* guards who sign in without a badge */
    uint64_t loose_guards; /* guards whose verifier needs no hardware secret */
    uint64_t old_guards;   /* guards whose record wraps no campus key */
    struct replica_ages ages;
};

/* Whether this booth's journal continues the one that the server has. */
enum replica_fork {
    REPLICA_FORK_NONE = 0,
    REPLICA_FORK_FOUND,   /* it does not: the booth hands everything up again under another label */
    REPLICA_FORK_REPORTED /* and the server has taken entries of it */
};

/* How far the server has the entries of this booth. */
struct replica_upload {
    bool has_journal;                      /* false: nobody has looked at the journal yet */
    uint8_t journal[JOURNAL_IDENTITY_LEN]; /* the identity that the rest is about */
    uint8_t label[JOURNAL_IDENTITY_LEN];   /* names it to the server; usually the identity itself */
    uint64_t acknowledged;                 /* up to this number */
    bool proved;                           /* the server has that entry with this hash: */
    uint8_t hash[ENTRY_HASH_LEN];
    uint64_t highest; /* that the server ever acknowledged to this replica, of any journal */
    enum replica_fork fork;
};

/* Opens; a writer also creates, migrates and checks, but only files below 64 MB (about 150,000 passes, half a second;
 * see replica_check()). GH_NOT_FOUND: a missing file, for REPLICA_READ. GH_CORRUPT: the file fails `PRAGMA
 * quick_check`; the writer then calls replica_set_aside(). GH_UNSUPPORTED: a newer schema. GH_BUSY: a second writer. */
enum gh_status GH_MUST_USE replica_open(const char *path, enum replica_mode mode, struct replica **out);
void replica_close(struct replica *replica); /* takes NULL */
/* GH_OK: the open replica stands under its path. GH_GONE: it was deleted, moved, replaced or cut (store/sql.h); close
 * it and open it anew. */
enum gh_status GH_MUST_USE replica_in_place(struct replica *r);
/* Runs `PRAGMA quick_check` on a file of any size: seconds for a million passes. GH_CORRUPT when it fails. */
enum gh_status GH_MUST_USE replica_check(struct replica *r);
/* Renames a damaged replica to PATH.damaged-N beside it, with its -wal and -shm. */
enum gh_status GH_MUST_USE replica_set_aside(const char *path, char *new_path, size_t new_path_size);

/* Finds a pass: GH_OK, GH_NOT_FOUND, or a store error. Also finds a pass that was revoked before its row came: state,
 * version and claims.pass_id are set, the rest is zero. */
enum gh_status GH_MUST_USE replica_find_pass(struct replica *r, const struct uuid *pass_id, struct replica_pass *out);
/* Finds up to max passes by their short number; *count is how many there are. GH_OK also for none. */
enum gh_status GH_MUST_USE replica_find_by_number(struct replica *r, const char number[static SHORT_NUMBER_LEN],
                                                  struct replica_pass *out, size_t max, size_t *count);
/* Finds the vehicle passes of a plate hash whose window meets [from, to]; revoked ones only if there is no other. The
 * zero hash (no plate) finds nothing, here and in replica_plate_is_barred(). */
enum gh_status GH_MUST_USE replica_find_by_plate(struct replica *r, const uint8_t hash[static PLATE_HASH_LEN],
                                                 tick from, tick to, struct replica_pass *out, size_t max,
                                                 size_t *count);
/* Gives sink every valid vehicle pass whose window meets [from, to], in no order. The first error of sink ends it and
 * is returned. */
typedef enum gh_status (*replica_pass_sink)(void *context, const struct replica_pass *pass);
enum gh_status GH_MUST_USE replica_each_vehicle(struct replica *r, tick from, tick to, replica_pass_sink sink,
                                                void *context);
/* Finds all passes of a vehicle visit: the vehicle first, then its riders in the order of their ids. */
enum gh_status GH_MUST_USE replica_find_group(struct replica *r, const struct uuid *group, struct replica_pass *out,
                                              size_t max, size_t *count);
/* proved: a time that has surely come, so that bars that ended before it bar no more; 0 where the clock is not trusted.
 */
enum gh_status GH_MUST_USE replica_plate_is_barred(struct replica *r, const uint8_t hash[static PLATE_HASH_LEN],
                                                   tick proved, bool *barred);
/* Finds the earliest use at any gate that was not taken back. out->used is false when there is none. */
enum gh_status GH_MUST_USE replica_find_use(struct replica *r, const struct uuid *pass_id, struct use *out);
/* Lists the uses of a pass that were not taken back, also this booth's own, up to max, the earliest first; *count is
 * how many there are. */
enum gh_status GH_MUST_USE replica_uses(struct replica *r, const struct uuid *pass_id, struct wire_use *out, size_t max,
                                        size_t *count);

/* Finds what the server says of a subject: inside or gone. GH_NOT_FOUND: nothing. */
enum gh_status GH_MUST_USE replica_find_presence(struct replica *r, const struct uuid *subject,
                                                 struct wire_presence *out);
/* Lists who is inside the campus at `now`, up to max, newest first; *count is how many there are. */
enum gh_status GH_MUST_USE replica_inside(struct replica *r, tick now, struct wire_presence *out, size_t max,
                                          size_t *count);
/* Lists the booths of the campus by gate, up to max, with this one; *count is how many there are. */
enum gh_status GH_MUST_USE replica_booths(struct replica *r, struct wire_booth *out, size_t max, size_t *count);

/* Finds the roll call that runs on the campus. GH_NOT_FOUND: none, as far as the server has said. */
enum gh_status GH_MUST_USE replica_running_roll_call(struct replica *r, struct wire_roll_call *out);
/* Finds the roll call of the campus that ended last. GH_NOT_FOUND: none of which the server has said when. */
enum gh_status GH_MUST_USE replica_ended_roll_call(struct replica *r, struct wire_roll_call *out);
/* Returns the newest version of all roll calls and rows that the server has sent; 0: none. */
enum gh_status GH_MUST_USE replica_roll_call_version(struct replica *r, uint64_t *out);
/* Finds a roll call by its id, whatever its state. GH_NOT_FOUND: the server has said nothing of it. */
enum gh_status GH_MUST_USE replica_find_roll_call(struct replica *r, const struct uuid *id, struct wire_roll_call *out);
/* Gives sink the people and vehicles of the running roll call, by subject. The first error of sink ends it and is
 * returned. */
typedef enum gh_status (*replica_roll_sink)(void *context, const struct wire_roll_row *row);
enum gh_status GH_MUST_USE replica_each_roll_row(struct replica *r, replica_roll_sink sink, void *context);

/* Finds the row of a subject in the running roll call. GH_NOT_FOUND: not in it, or none runs. */
enum gh_status GH_MUST_USE replica_find_roll_row(struct replica *r, const struct uuid *subject,
                                                 struct wire_roll_row *out);

enum gh_status GH_MUST_USE replica_stat(struct replica *r, struct replica_stat *out);
enum gh_status GH_MUST_USE replica_policy(struct replica *r, struct policy *out); /* defaults when none was synced */
/* Reads the days on which the campus takes no visitors; none when none were synced. */
enum gh_status GH_MUST_USE replica_closed_days(struct replica *r, struct closed_days *out);
/* Reads the newest key set and verifies it again with root_public. GH_NOT_FOUND: there is none. */
enum gh_status GH_MUST_USE replica_keyset(struct replica *r, const uint8_t root_public[static PUBLIC_KEY_LEN],
                                          struct keyset *out);
/* Appends the newest key set as the root signed it. GH_NOT_FOUND: there is none. */
enum gh_status GH_MUST_USE replica_signed_keyset(struct replica *r, struct writer *out);
enum gh_status GH_MUST_USE replica_gates(struct replica *r, struct wire_gate *out, size_t max, size_t *count);
enum gh_status GH_MUST_USE replica_guards(struct replica *r, struct wire_guard *out, size_t max, size_t *count);
/* Finds a unit by its id, for the display of a pass. */
enum gh_status GH_MUST_USE replica_find_unit(struct replica *r, uint32_t unit, struct wire_unit *out);
/* Lists the units, up to max, for a choice; *count is how many there are. */
enum gh_status GH_MUST_USE replica_units(struct replica *r, struct wire_unit *out, size_t max, size_t *count);
/* Reads the public key that boxes are sealed to: that of the key set, or the one beside a set of version 1.
 * GH_NOT_FOUND: the server has sent none. */
enum gh_status GH_MUST_USE replica_sealing_key(struct replica *r, uint8_t out[static SEALING_KEY_LEN]);
/* Reads the state of an application from this booth. GH_NOT_FOUND: the server does not have it yet. */
enum gh_status GH_MUST_USE replica_find_walk_up(struct replica *r, const struct uuid *id, struct wire_walk_up *out);
/* Lists the ids of its passes, up to max; *count is how many there are. */
enum gh_status GH_MUST_USE replica_walk_up_passes(struct replica *r, const struct uuid *id, struct uuid *out,
                                                  size_t max, size_t *count);
/* Returns a number that changes when a commit of the writer becomes visible (PRAGMA data_version). */
enum gh_status GH_MUST_USE replica_data_version(struct replica *r, uint64_t *out);

/* Writer only: writes records in order, with the position behind them, in one transaction: all or nothing.
 * GH_ROLLBACK: a lower row version, epoch or position. GH_BAD_SIGNATURE: root_public did not sign the key set.
 * GH_CONFLICT: another key set of the same epoch, or a use that names another pass. GH_TOO_LONG: over
 * REPLICA_BATCH_MAX. *failed (may be NULL): the index of the record at fault; untouched when no record is. A record
 * with the version that is here changes nothing, so that a cut stream can start again. A revoked pass stays revoked
 * whatever comes later, and a revocation is never refused. Only WIRE_END moves ages. */
enum gh_status GH_MUST_USE replica_write(struct replica *r, const struct wire_record *records, size_t count,
                                         const uint8_t root_public[static PUBLIC_KEY_LEN], size_t *failed);
enum gh_status GH_MUST_USE replica_read_upload(struct replica *r, struct replica_upload *out);
/* Writer only: replaces everything but `highest`, which only rises. */
enum gh_status GH_MUST_USE replica_write_upload(struct replica *r, const struct replica_upload *upload);
/* Writer only: notes up to which number the server says it has the entries of this booth, without a proof. The number
 * may be lower than before: a server that lost entries asks for them again. */
enum gh_status GH_MUST_USE replica_acknowledge(struct replica *r, uint64_t number);
/* Writers only. A server that tells another history fills a second replica beside the one that serves, and the whole
 * content changes at once.
 * replica_seed(): gives an empty one the key set of the live one, so that an older set is refused there too.
 * replica_keep_presence(): copies who is inside and the booths in place of those that next has, for a snapshot that
 * brings neither, or counts the entries of another journal. replica_take_over(): replaces all of live by next, in one
 * commit that readers see at once. GH_FULL, GH_IO and other store errors leave live as it was. Takes about a second for
 * 100,000 passes. */
enum gh_status GH_MUST_USE replica_seed(struct replica *next, struct replica *live);
enum gh_status GH_MUST_USE replica_keep_presence(struct replica *next, struct replica *live);
enum gh_status GH_MUST_USE replica_take_over(struct replica *live, struct replica *next);
/* Writer only: notes that the server has received an application, or why it refuses it. Later records replace this. */
enum gh_status GH_MUST_USE replica_settle_walk_up(struct replica *r, const struct wire_walk_up *settled);
/* Writer only: notes that the server has settled a box (wire/box.h) at a time. reason: why a walk-up was refused at
 * once. */
enum gh_status GH_MUST_USE replica_settle_box(struct replica *r, const struct box *box, enum walk_up_reason reason,
                                              tick at);
/* Tells whether the server has the box, by its answer or by a record about the application. */
enum gh_status GH_MUST_USE replica_box_is_settled(struct replica *r, const struct box *box, bool *out);
/* Writer only: forgets the answers about boxes of a kind; none waits in the journal any more. */
enum gh_status GH_MUST_USE replica_forget_boxes(struct replica *r, enum box_kind kind);
/* Writer only: deletes passes that expired before `before`, with their sealed fields, uses and revocations.
 * Keeps revocations and uses of passes that never came for 400 days more. */
enum gh_status GH_MUST_USE replica_prune(struct replica *r, tick before, uint64_t *deleted);

#endif
