/* replica.db: what this booth knows of passes, revocations, gates, guards, policy and keys.
 *
 * One writer in one process (gatehouse-syncd, or `gatehouse replica import`); everybody else opens it to read and never
 * checkpoints (SQLite's WAL-reset bug, docs/architecture.md#stores). Can be deleted and is then rebuilt from the
 * server. Personal data: one sealed display field a pass; plates and persons only as keyed hashes. */
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
#include "wire/record.h"

#define REPLICA_BATCH_MAX 2000 /* records a transaction */

struct replica;

enum replica_mode { REPLICA_READ, REPLICA_WRITE };

/* What replica_find_* give: the pass as the server last told it. */
struct replica_pass {
    struct claims claims; /* live and holder as in the record */
    enum row_state state;
    uint64_t version;
    uint32_t unit;                     /* for replica_find_unit; 0: none */
    struct uuid group;                 /* the vehicle visit that binds a plate and its riders; nil for none */
    uint8_t person[PERSON_HASH_LEN];   /* keyed; zero when the pass has no person */
    uint8_t plate[PLATE_HASH_LEN];     /* keyed; zero when the pass has no vehicle */
    uint8_t display[WIRE_DISPLAY_MAX]; /* sealed; open with display_open() */
    size_t display_len;
};

/* Ages of what is held, as server times; 0 when never received. */
struct replica_ages {
    tick passes, revocations, keys, policy, guards;
};

struct replica_stat {
    uint64_t position;
    tick until;                 /* as in the last wire_end */
    char scope[WIRE_SCOPE_MAX]; /* as in the last wire_end */
    uint64_t acknowledged;      /* entries of this booth that the server has, up to this number */
    uint64_t epoch;
    uint64_t passes, revoked, blocked, barred, uses, guards, gates;
    struct replica_ages ages;
};

/* Opens and, for the writer, creates and migrates. REPLICA_READ on a missing file: GH_NOT_FOUND. A file that fails
 * `PRAGMA quick_check`: GH_CORRUPT (the writer then calls replica_set_aside). A newer schema than ours: GH_UNSUPPORTED.
 * Only a writer checks, and only a file below 64 MB (about 150,000 passes, half a second); see replica_check. A second
 * writer: GH_BUSY. */
enum gh_status GH_MUST_USE replica_open(const char *path, enum replica_mode mode, struct replica **out);
void replica_close(struct replica *replica); /* takes NULL */
/* The whole `PRAGMA quick_check`, however large the file: seconds for a million passes. GH_CORRUPT when it fails. */
enum gh_status GH_MUST_USE replica_check(struct replica *r);
/* Renames a damaged replica to PATH.damaged-N beside it, with its -wal and -shm. */
enum gh_status GH_MUST_USE replica_set_aside(const char *path, char *new_path, size_t new_path_size);

/* Look-ups: GH_OK, GH_NOT_FOUND, or a store error. A pass that was revoked before its row came is found too: state,
 * version and claims.pass_id are set, all else is zero. */
enum gh_status GH_MUST_USE replica_find_pass(struct replica *r, const struct uuid *pass_id, struct replica_pass *out);
/* Up to max rows; *count is how many there are in all. GH_OK also for none. */
enum gh_status GH_MUST_USE replica_find_by_number(struct replica *r, const char number[static SHORT_NUMBER_LEN],
                                                  struct replica_pass *out, size_t max, size_t *count);
/* Vehicle passes of a plate hash whose window meets [from, to]; revoked ones only where there is no other. The zero
 * hash (no plate) finds nothing, here and in replica_is_barred. */
enum gh_status GH_MUST_USE replica_find_by_plate(struct replica *r, const uint8_t hash[static PLATE_HASH_LEN],
                                                 tick from, tick to, struct replica_pass *out, size_t max,
                                                 size_t *count);
/* Every valid vehicle pass whose window meets [from, to], in no order; the first error of sink ends it and is returned.
 */
typedef enum gh_status (*replica_pass_sink)(void *context, const struct replica_pass *pass);
enum gh_status GH_MUST_USE replica_each_vehicle(struct replica *r, tick from, tick to, replica_pass_sink sink,
                                                void *context);
/* All passes of a vehicle visit: the vehicle first, then its riders in the order of their ids. */
enum gh_status GH_MUST_USE replica_find_group(struct replica *r, const struct uuid *group, struct replica_pass *out,
                                              size_t max, size_t *count);
enum gh_status GH_MUST_USE replica_is_barred(struct replica *r, const uint8_t person[static PERSON_HASH_LEN],
                                             const uint8_t plate[static PLATE_HASH_LEN], bool *person_barred,
                                             bool *plate_barred);
/* The earliest use at another gate that was not taken back. out->used false when there is none. */
enum gh_status GH_MUST_USE replica_find_use(struct replica *r, const struct uuid *pass_id, struct use *out);

enum gh_status GH_MUST_USE replica_stat(struct replica *r, struct replica_stat *out);
enum gh_status GH_MUST_USE replica_policy(struct replica *r, struct policy *out); /* defaults when none was synced */
/* The newest key set, verified again against root_public. GH_NOT_FOUND when there is none. */
enum gh_status GH_MUST_USE replica_keyset(struct replica *r, const uint8_t root_public[static PUBLIC_KEY_LEN],
                                          struct keyset *out);
enum gh_status GH_MUST_USE replica_gates(struct replica *r, struct wire_gate *out, size_t max, size_t *count);
enum gh_status GH_MUST_USE replica_guards(struct replica *r, struct wire_guard *out, size_t max, size_t *count);
/* Unit's names by id, for the display of a pass. */
enum gh_status GH_MUST_USE replica_find_unit(struct replica *r, uint32_t unit, struct wire_unit *out);
/* All units, for somebody to choose from; *count is how many there are in all. */
enum gh_status GH_MUST_USE replica_units(struct replica *r, struct wire_unit *out, size_t max, size_t *count);
/* What applications are sealed to. GH_NOT_FOUND when the server told none. */
enum gh_status GH_MUST_USE replica_sealing_key(struct replica *r, uint8_t out[static SEALING_KEY_LEN]);
/* How far an application of this booth has come. GH_NOT_FOUND: the server does not have it yet. */
enum gh_status GH_MUST_USE replica_find_walk_up(struct replica *r, const struct uuid *id, struct wire_walk_up *out);
/* Ids of its passes, up to max; *count is how many there are. */
enum gh_status GH_MUST_USE replica_walk_up_passes(struct replica *r, const struct uuid *id, struct uuid *out,
                                                  size_t max, size_t *count);
/* Changes whenever a commit by the writer becomes visible (PRAGMA data_version). */
enum gh_status GH_MUST_USE replica_data_version(struct replica *r, uint64_t *out);

/* Writer only: applies records in order in one transaction with the position that follows them. All or nothing.
 * GH_ROLLBACK for a lower row version, epoch or position; GH_BAD_SIGNATURE for a key set that root_public did not sign;
 * GH_CONFLICT for another key set of the same epoch, or a use that names another pass; GH_TOO_LONG over
 * REPLICA_BATCH_MAX. *failed (may be NULL) is the index of the record at fault; untouched when none is.
 * A record of a version that is held changes nothing (a stream that was cut begins again). A revoked pass stays revoked
 * whatever comes later, and a revocation is never refused. Ages move with WIRE_END alone. */
enum gh_status GH_MUST_USE replica_write(struct replica *r, const struct wire_record *records, size_t count,
                                         const uint8_t root_public[static PUBLIC_KEY_LEN], size_t *failed);
/* Writer only: entries of this booth up to number are with the server, in its own words. It may be lower than before: a
 * server that lost some asks for them again. */
enum gh_status GH_MUST_USE replica_acknowledge(struct replica *r, uint64_t number);
/* Writer only: the server has taken an application, or says why it can't use it; what it streams later replaces this.
 */
enum gh_status GH_MUST_USE replica_settle_walk_up(struct replica *r, const struct wire_walk_up *settled);
/* Writer only: the server has settled a box (wire/box.h). reason: of a walk-up that was refused at once. at: when. */
enum gh_status GH_MUST_USE replica_settle_box(struct replica *r, const struct box *box, enum walk_up_reason reason,
                                              tick at);
/* Returns whether the server has it, by its answer or by what it streams of the application. */
enum gh_status GH_MUST_USE replica_box_is_settled(struct replica *r, const struct box *box, bool *out);
/* Writer only: no box of that kind waits in the journal any more, so answers need not be remembered. */
enum gh_status GH_MUST_USE replica_forget_boxes(struct replica *r, enum box_kind kind);
/* Writer only: deletes passes that expired before `before`, with their sealed fields, uses and revocations.
 * Revocations and uses of passes that never came are kept for 400 days more. */
enum gh_status GH_MUST_USE replica_prune(struct replica *r, tick before, uint64_t *deleted);

#endif
