/* journal.db: every entry at this gate, written by the kiosk alone, on disk (synchronous=FULL) before the screen shows
 * it.
 *
 * Entries form a hash chain per device with gap-free numbers, so that a lost, altered or reordered entry shows. Only
 * admissions use a pass up; uses are kept until the pass expires, whatever was uploaded or pruned since. */
#ifndef GH_STORE_JOURNAL_H
#define GH_STORE_JOURNAL_H

#include "base/bytes.h"
#include "base/tick.h"
#include "base/uuid.h"
#include "wire/entry.h"

struct journal;

struct journal_counts {
    unsigned admitted_today, refused_today, inside;
    uint64_t last_number, acknowledged, waiting;
};

struct journal_filter {
    tick from, to;          /* [from, to); 0, 0: everything */
    int colour;             /* enum verdict_colour, or -1 for any */
    struct uuid pass_id;    /* nil: any */
    uint64_t before_number; /* keyset paging, newest first; 0: from the newest */
};

/* Opens, creates, migrates, checks. GH_CORRUPT: call journal_salvage. GH_FULL: the disk is full; GH_READ_ONLY: it may
 * not be written. device: this booth's id, at most DEVICE_ID_MAX - 1 bytes; a journal of another device is GH_CONFLICT.
 */
enum gh_status GH_MUST_USE journal_open(const char *path, const char *device, struct journal **out);
enum gh_status GH_MUST_USE journal_open_read(const char *path, struct journal **out);
void journal_close(struct journal *journal);               /* takes NULL */
const char *journal_device(const struct journal *journal); /* borrowed */

/* One transaction, on disk when it returns GH_OK. Fills number, previous, hash. On any error nothing was written. */
enum gh_status GH_MUST_USE journal_append(struct journal *j, struct entry *entry);
/* The same for several in their order: all of them, or none. */
enum gh_status GH_MUST_USE journal_append_all(struct journal *j, struct entry *entries, size_t count);

enum gh_status GH_MUST_USE journal_find(struct journal *j, const struct uuid *id, struct entry *out);
/* Who was let in with a vehicle: the admissions that refer to its admission, in their order. */
enum gh_status GH_MUST_USE journal_came_with(struct journal *j, const struct uuid *vehicle_entry, struct entry *out,
                                             size_t max, size_t *count);
enum gh_status GH_MUST_USE journal_is_taken_back(struct journal *j, const struct uuid *entry, bool *out);
/* The first use that was not taken back; each admission is one. */
enum gh_status GH_MUST_USE journal_find_use(struct journal *j, const struct uuid *pass_id, struct use *out);
/* Inside: admitted here by this pass, not taken back, not gone out since. */
enum gh_status GH_MUST_USE journal_is_inside(struct journal *j, const struct uuid *pass_id, bool *inside, tick *since);
/* One entry per pass, its latest admission; newest first. */
enum gh_status GH_MUST_USE journal_inside(struct journal *j, struct entry *out, size_t max, size_t *count);
enum gh_status GH_MUST_USE journal_list(struct journal *j, const struct journal_filter *filter, struct entry *out,
                                        size_t max, size_t *count);
enum gh_status GH_MUST_USE journal_counts(struct journal *j, tick day_start, struct journal_counts *out);
/* The highest time logged: part of the floor of trusted time. */
enum gh_status GH_MUST_USE journal_last_time(struct journal *j, tick *out);

/* Small values that outlive a restart, such as the floor of trusted time. name: a literal of ours. GH_NOT_FOUND when
 * unset. */
enum gh_status GH_MUST_USE journal_set_value(struct journal *j, const char *name, int64_t value);
enum gh_status GH_MUST_USE journal_get_value(struct journal *j, const char *name, int64_t *out);
/* How full the file system under path is, 0 to 100; the kiosk warns at 80. */
enum gh_status GH_MUST_USE journal_disk_used_percent(const char *path, int *percent);

/* The entries that follow a number, in order: what goes to the server. GH_OK also for none. */
enum gh_status GH_MUST_USE journal_after(struct journal *j, uint64_t number, struct entry *out, size_t max,
                                         size_t *count);
/* Acknowledged by the server up to and including number. */
enum gh_status GH_MUST_USE journal_acknowledge(struct journal *j, uint64_t number);
/* Deletes acknowledged entries older than before; keeps uses of passes that have not expired at now. */
enum gh_status GH_MUST_USE journal_prune(struct journal *j, tick before, tick now, uint64_t *deleted);

struct journal_fault {
    uint64_t number;  /* 0: about no entry that is here */
    const char *what; /* "missing", "altered", "reordered", "not found by its index", "at odds with the uses",
                       * "at odds with who is inside" */
};
/* Walks the chain, and compares uses and who is inside with it. GH_OK when whole; GH_CORRUPT with the first fault
 * otherwise. */
enum gh_status GH_MUST_USE journal_verify(struct journal *j, struct journal_fault *fault, uint64_t *checked);

/* Sets a damaged journal aside (PATH.damaged-N), reads what can be read into a new one that goes on with the chain, and
 * tells how many entries were saved and whether the chain has a hole. A journal of an older version is read too. Where
 * the tables can't be walked, entries are taken from the raw pages, if their hash holds. Where the head is lost, nobody
 * can say whether the end of the chain is, and chain_whole is false. Never deletes. */
struct journal_salvage_report {
    uint64_t saved, lost_at_least;
    bool chain_whole;
    char set_aside[512];
};
enum gh_status GH_MUST_USE journal_salvage(const char *path, const char *device, struct journal_salvage_report *report);

#endif
