/* journal.db: every entry at this gate. Only the kiosk writes it, and an entry is on disk (synchronous=FULL) before the
 * screen shows it.
 *
 * Entries form a hash chain per device with gap-free numbers, so that a lost, altered or reordered entry shows. Only
 * admissions use a pass up. Uses stay until the pass expires, even when their entries were uploaded and pruned.
 *
 * A journal that was lost, or replaced by an older copy, must not use the numbers of its predecessor again: see
 * journal_follow(). */
#ifndef GH_STORE_JOURNAL_H
#define GH_STORE_JOURNAL_H

#include "base/bytes.h"
#include "base/tick.h"
#include "base/uuid.h"
#include "wire/entry.h"

struct journal;
struct replica;

struct journal_counts {
    unsigned admitted_today, refused_today;
    uint64_t last_number, acknowledged, waiting;
};

struct journal_filter {
    tick from, to;          /* [from, to); 0, 0: everything */
    int colour;             /* enum verdict_colour, or -1 for any */
    struct uuid pass_id;    /* nil: any */
    uint64_t before_number; /* keyset paging, newest first; 0: from the newest */
};

/* Opens to write: creates, migrates and checks. device: this booth's id, at most DEVICE_ID_MAX - 1 bytes. GH_CORRUPT:
 * call journal_salvage(). GH_CONFLICT: a journal of another device. GH_FULL, GH_READ_ONLY, GH_BUSY. */
enum gh_status GH_MUST_USE journal_open(const char *path, const char *device, struct journal **out);
enum gh_status GH_MUST_USE journal_open_read(const char *path, struct journal **out);
void journal_close(struct journal *journal);               /* takes NULL */
const char *journal_device(const struct journal *journal); /* borrowed */

/* Appends an entry in one transaction, on disk when it returns GH_OK. Fills number, previous and hash. An error writes
 * nothing. */
enum gh_status GH_MUST_USE journal_append(struct journal *j, struct entry *entry);
/* Appends several entries in their order: all of them, or none. */
enum gh_status GH_MUST_USE journal_append_all(struct journal *j, struct entry *entries, size_t count);

enum gh_status GH_MUST_USE journal_find(struct journal *j, const struct uuid *id, struct entry *out);
/* Lists who came in with a vehicle: the admissions that refer to its admission, in order. */
enum gh_status GH_MUST_USE journal_came_with(struct journal *j, const struct uuid *vehicle_entry, struct entry *out,
                                             size_t max, size_t *count);
enum gh_status GH_MUST_USE journal_is_taken_back(struct journal *j, const struct uuid *entry, bool *out);
/* Finds the first use of a pass that was not taken back. out->used is false when there is none. */
enum gh_status GH_MUST_USE journal_find_use(struct journal *j, const struct uuid *pass_id, struct use *out);
/* Says what the entries after a number know of a subject (wire/record.h): inside since its latest admission here, or
 * gone since its latest exit here. after 0 also counts admissions whose entries are pruned. vehicle and car are what
 * the entries show. GH_NOT_FOUND: they say neither, or the admission was taken back. */
enum gh_status GH_MUST_USE journal_presence(struct journal *j, const struct uuid *subject, uint64_t after,
                                            struct wire_presence *out);
/* Lists the subjects that the entries after a number admit, let out or take back; *count is how many there are. */
enum gh_status GH_MUST_USE journal_moved(struct journal *j, uint64_t after, struct uuid *out, size_t max,
                                         size_t *count);
enum gh_status GH_MUST_USE journal_list(struct journal *j, const struct journal_filter *filter, struct entry *out,
                                        size_t max, size_t *count);
enum gh_status GH_MUST_USE journal_counts(struct journal *j, tick day_start, struct journal_counts *out);
/* Returns the highest time of the entries, for the floor of trusted time. */
enum gh_status GH_MUST_USE journal_last_time(struct journal *j, tick *out);

/* Keep small values over a restart, such as the sign-in throttle. name: our own literal. GH_NOT_FOUND when unset. */
enum gh_status GH_MUST_USE journal_set_value(struct journal *j, const char *name, int64_t value);
enum gh_status GH_MUST_USE journal_get_value(struct journal *j, const char *name, int64_t *out);
/* Returns how full the file system of path is, 0 to 100; the kiosk warns at 80. */
enum gh_status GH_MUST_USE journal_disk_used_percent(const char *path, int *percent);

/* Lists the entries after a number, in order, for the server. GH_OK also for none. */
enum gh_status GH_MUST_USE journal_after(struct journal *j, uint64_t number, struct entry *out, size_t max,
                                         size_t *count);
/* Notes that the server has acknowledged the entries up to and including number. */
enum gh_status GH_MUST_USE journal_acknowledge(struct journal *j, uint64_t number);
/* Deletes acknowledged entries older than `before`. Keeps the uses of passes that have not expired at now. */
enum gh_status GH_MUST_USE journal_prune(struct journal *j, tick before, tick now, uint64_t *deleted);

/* GH_OK: the open journal stands under its path. GH_GONE: it was deleted, moved, replaced or cut (store/sql.h). Nothing
 * can be appended any more; journal_put_back() saves it. */
enum gh_status GH_MUST_USE journal_in_place(struct journal *j);
/* Writes a GH_GONE journal that is still open to its path again, whole and on disk. What stands there instead is
 * quarantined as PATH.damaged-N, whose name goes to aside; "" when nothing stood there. Then close the journal and open
 * it anew. GH_CORRUPT: it was cut, and is not whole in memory either; close it and call journal_salvage(). Any other
 * status: keep it open and try again. */
enum gh_status GH_MUST_USE journal_put_back(struct journal *j, char *aside, size_t aside_size);

/* Seals the notes that stand in the clear, from before notes were sealed, and leaves none of their bytes in the files.
 * key: the booth's data key. Does nothing soon where there are none. GH_BUSY: a reader keeps the log, in which they may
 * still stand: call it again later. */
enum gh_status GH_MUST_USE journal_seal_notes(struct journal *j, const uint8_t *key);

/* Which journal this is. A copy has the identity of its original: compare the hash of an entry as well. */
struct journal_origin {
    uint8_t identity[JOURNAL_IDENTITY_LEN]; /* random, made with the file and at each new beginning */
    uint64_t first;                         /* no entry of this file has a lower number */
    uint64_t last_number;
};
enum gh_status GH_MUST_USE journal_origin(struct journal *j, struct journal_origin *out);
/* Returns the hash of an entry, also of the newest pruned one. GH_NOT_FOUND: this journal does not have that entry. */
enum gh_status GH_MUST_USE journal_hash_at(struct journal *j, uint64_t number, uint8_t out[static ENTRY_HASH_LEN]);
/* Counts the entries behind a number. Numbers that were lost or never written don't count. */
enum gh_status GH_MUST_USE journal_count_after(struct journal *j, uint64_t number, uint64_t *out);
/* Gives the next entry the number behind `number` and the journal a new identity. Changes nothing when the journal is
 * beyond it. GH_TOO_LONG: no room for numbers behind it. */
enum gh_status GH_MUST_USE journal_begin_after(struct journal *j, uint64_t number);
/* Takes over what the replica knows of the server's entries: a journal that lost its end begins behind them, and what
 * the server has by its hash is acknowledged. Call it after both were opened and when the replica changes. *known: the
 * replica's acknowledgement is about this journal. */
enum gh_status GH_MUST_USE journal_follow(struct journal *j, struct replica *replica, bool *known);

struct journal_fault {
    uint64_t number;  /* 0: no entry here is at fault */
    const char *what; /* "missing", "altered", "reordered", "not found by its index", "at odds with the uses",
                       * "at odds with who is inside" */
};
/* Walks the chain and compares uses and who is inside with it. GH_OK: all is whole. GH_CORRUPT: *fault is the first
 * fault. */
enum gh_status GH_MUST_USE journal_verify(struct journal *j, struct journal_fault *fault, uint64_t *checked);

/* Sets a damaged journal of any version aside (PATH.damaged-N), reads what can be read into a new one that continues
 * the chain, and reports how many entries were saved and whether the chain has a hole. Where the tables can't be read,
 * entries with a right hash come from the raw pages. Where the head is lost, nobody can tell whether the end of the
 * chain is lost too, and chain_whole is false. Never deletes. */
struct journal_salvage_report {
    uint64_t saved, lost_at_least;
    bool chain_whole;
    char set_aside[512];
};
enum gh_status GH_MUST_USE journal_salvage(const char *path, const char *device, struct journal_salvage_report *report);

#endif
