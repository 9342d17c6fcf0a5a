/* What the source files of the journal share. */
#ifndef GH_STORE_JOURNAL_INTERNAL_H
#define GH_STORE_JOURNAL_INTERNAL_H

#include "store/journal.h"
#include "store/sql.h"

/* What the entries of a day up to a number come to. The booth asks after each scan, so only newer entries are read. */
struct journal_tally {
    tick day_start;
    uint64_t counted_to; /* 0: nothing counted yet */
    int64_t admitted, refused;
};

struct journal {
    struct sql *sql; /* owned */
    char device[DEVICE_ID_MAX];
    struct journal_tally tally;
};

/* Columns of an entry, in the order of entry_read and entry_values. */
#define ENTRY_COLUMN_COUNT 27
#define ENTRY_COLUMNS_FIRST 24 /* before version 9, which added the plate; version 11 added the last two */
#define ENTRY_COLUMNS_OF_FIRST                                                                                         \
    "number, id, at, clock_trusted, kind, evidence, direction, gate, pass_id, visit, refers_to, colour, reason, "      \
    "reasons,"                                                                                                         \
    " guard, second_guard, override_reason, uses_up, pass_expires, live, code_digest, note, previous, hash"
#define ENTRY_COLUMNS_OF_9 ENTRY_COLUMNS_OF_FIRST ", plate"
#define ENTRY_COLUMNS ENTRY_COLUMNS_OF_9 ", note_sealed, note_check"
#define ENTRY_PARAMETERS                                                                                               \
    "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, "  \
    "$25, $26, $27"

/* Numbers of wire/entry.h in SQL. They are literals because SQLite can't plan with a parameter. */
#define SQL_ADMISSIONS "(1, 3, 5)"
#define SQL_SHOWN "2"
#define SQL_TAKE_BACK "6"
#define SQL_EXIT "7"
#define SQL_IN "0"
_Static_assert(ENTRY_ADMIT == 1 && ENTRY_DECIDE_ADMIT == 3 && ENTRY_OVERRIDE == 5, "SQL_ADMISSIONS");
_Static_assert(ENTRY_SHOWN == 2 && ENTRY_TAKE_BACK == 6 && ENTRY_EXIT == 7 && DIRECTION_IN == 0, "SQL_SHOWN and so on");

/* Values borrow their bytes from the entry. */
void entry_values(const struct entry *entry, struct db_value out[static ENTRY_COLUMN_COUNT]);
/* A sql_reader; out: struct entry. GH_CORRUPT for a row that no journal_append wrote: wrong sizes, values outside their
 * enums. */
enum gh_status GH_MUST_USE entry_read(struct sql_rows *row, void *out);

/* Returns whether the entry's hash is that of its content; a note that was sealed later goes by note_check. */
bool entry_is_genuine(const struct entry *entry, const char *device);

struct journal_head {
    uint64_t last_number, acknowledged, pruned_to;
    uint8_t last_hash[ENTRY_HASH_LEN];
    tick last_time;
};

enum gh_status GH_MUST_USE journal_read_head(struct journal *j, struct journal_head *out);
enum gh_status GH_MUST_USE journal_write_head(struct journal *j, const struct journal_head *head);
/* Tells whether the numbers [next, number) were never written here: the journal begins again at `number`. */
bool journal_begins_again(struct journal *j, uint64_t next, uint64_t number);
/* The check of journal_append(), and its work inside the transaction. */
bool journal_may_append(const struct entry *entry);
enum gh_status GH_MUST_USE journal_append_within(struct journal *j, struct entry *entry);
/* Writes only the row, inside a transaction; leaves uses and who is inside alone. */
enum gh_status GH_MUST_USE journal_insert(struct journal *j, const struct entry *entry);

/* journal_box.c: the work of journal_put_box() inside a transaction. */
struct box;
enum gh_status GH_MUST_USE journal_put_box_within(struct journal *j, struct box *box, struct bytes sealed);

/* Opens with another sync mode: the control of the fault tests shows what synchronous=NORMAL would lose. */
enum gh_status GH_MUST_USE journal_open_with(const char *path, const char *device, enum sql_sync sync,
                                             struct journal **out);

#endif
