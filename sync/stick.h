/* A booth without a network: what the server has comes on a USB stick, entries and boxes go back on it, under the same
 * checks and with the same acknowledgement (docs/sync-protocol.md).
 *
 * It works in small steps, so that its caller's loop goes on. A snapshot is copied and checked whole before any record
 * is written: a stick can be pulled out, or give other bytes when it is read again. */
#ifndef GH_SYNC_STICK_H
#define GH_SYNC_STICK_H

#include "os/clock.h"
#include "store/journal_box.h"
#include "store/replica.h"

/* gatehouse-<device>*.snapshot comes, gatehouse-<device>.entries goes. */
#define STICK_PREFIX "gatehouse-"
#define STICK_ENTRIES_A_SEAL 500

enum stick_outcome {
    STICK_RUNNING = 0,
    STICK_DONE,
    STICK_NONE,        /* no folder that could be a stick */
    STICK_NO_SNAPSHOT, /* none for this booth; entries were written all the same, also after those below */
    STICK_FORGED,      /* not signed by a key of our root, or altered, or cut */
    STICK_OTHER_BOOTH, /* made for another booth */
    STICK_OLDER,       /* than the replica */
    STICK_NEWER,       /* genuine, with something that this version does not know: update the booth first */
    STICK_UNREADABLE,
    STICK_NOT_WRITTEN, /* the stick is full, or can't be written: the entries stay here */
    STICK_DISK_FULL,
    STICK_STORE /* replica or journal can't be read or written */
};
/* Returns a stable identifier such as "no-snapshot". */
const char *stick_outcome_name(enum stick_outcome outcome);

struct stick_options {
    const char *folders; /* patterns between colons; borrowed */
    const char *state;   /* folder for the copy; borrowed */
    struct uuid device;
    const uint8_t *secret_key, *root_public; /* borrowed */
    struct os_clock clock;
};

struct stick_state {
    enum stick_outcome outcome;
    unsigned percent;
    uint64_t written; /* entries on the stick */
    tick made_at;     /* the server's time when the snapshot was made; 0: none was taken */
};

struct stick;

enum gh_status GH_MUST_USE stick_begin(const struct stick_options *options, struct stick **out);
/* Works for some milliseconds. Stores are borrowed for the call; a NULL replica ends the exchange with STICK_STORE.
 * next: see stick_wants_next(), else NULL. Returns false when the exchange has ended. */
bool stick_step(struct stick *stick, struct replica *replica, struct replica *next, struct journal *journal);
/* Returns true while a checked snapshot fills a second replica: hand an empty one to the next step, and the same one to
 * those that follow. At its end it becomes the content of the replica. */
bool stick_wants_next(const struct stick *stick);
/* Ends the reading of the snapshot: no second replica could be opened. Entries are written all the same. */
void stick_give_up(struct stick *stick, enum gh_status status);
/* Returns true once after that. The agent has to read the replica anew. */
bool stick_took_over(struct stick *stick);
void stick_state(const struct stick *stick, struct stick_state *out);
void stick_end(struct stick *stick); /* takes NULL; removes the copy */

#endif
