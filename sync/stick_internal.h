/* The stages of an exchange: find, copy, check, take in, write. Private to sync/stick*.c. */
#ifndef GH_SYNC_STICK_INTERNAL_H
#define GH_SYNC_STICK_INTERNAL_H

#include <sodium.h>
#include <stdio.h>

#include "os/file.h"
#include "sync/stick.h"
#include "token/carried.h"

#define STICK_SEALED_BYTES_MAX 800000         /* of entries: the server takes a megabyte */
#define STICK_SNAPSHOT_MAX (INT64_C(1) << 30) /* bytes: three million passes */
#define STICK_BOXES_A_SEAL 16
#define STICK_CHUNK 262144 /* bytes a step */

enum stick_stage { STICK_FIND, STICK_COPY, STICK_CHECK, STICK_IMPORT, STICK_WRITE, STICK_ENDED };

struct stick {
    struct stick_options options;
    char *folders; /* owned copy */
    char state_folder[OS_PATH_SIZE];
    enum stick_stage stage;
    enum stick_outcome outcome;
    char folder[OS_PATH_SIZE], source[OS_PATH_SIZE], copy_path[OS_PATH_SIZE], part_path[OS_PATH_SIZE];
    FILE *in, *copy, *out; /* owned; NULL: not open */
    int64_t size, at, seal_at;
    char seal[CARRIED_TEXT_MAX]; /* the last line of the copy */
    crypto_hash_sha256_state hash;
    char chunk[STICK_CHUNK];
    struct carried_claims claims;
    struct wire_record *batch; /* owned; REPLICA_BATCH_MAX */
    struct entry *entries;     /* owned; STICK_ENTRIES_A_SEAL */
    enum box_kind box_kind;    /* that is being written; 0: none yet */
    uint64_t boxes_to;         /* number of the last box of that kind that was written */
    size_t count;
    uint64_t written_to, written; /* last number, and how many */
    bool has_label;
    uint8_t label[JOURNAL_IDENTITY_LEN]; /* under which the entries are handed up */
    uint64_t first;                      /* of that journal */
    bool wants_next, took_over, taken;
};

/* Looks for a snapshot of this booth, or at least for a stick to write on. */
void stick_find(struct stick *s);
/* Writes a batch of entries, or then of boxes, under its seal; STICK_ENDED when nothing is left. */
void stick_write(struct stick *s, struct replica *replica, struct journal *journal);
/* Goes on with writing: entries and boxes leave, whatever became of the snapshot. */
void stick_settle(struct stick *s, enum stick_outcome outcome);

#endif
