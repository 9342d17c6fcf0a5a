/* The entries of all gates as reviewers look for them: newest first, by keyset, with the names that ids stand for. */
#ifndef GH_SERVER_REVIEW_ENTRY_QUERY_H
#define GH_SERVER_REVIEW_ENTRY_QUERY_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/db.h"

/* Where a page ends; the next one begins behind it. */
struct entry_cursor {
    tick at;
    struct uuid id;
};

struct entry_filter {
    tick from, to;             /* [from, to) by the booth's time */
    int64_t campus;            /* 0: any */
    int gate;                  /* -1: any */
    int colour, reason, kind;  /* enums of core; -1: any */
    const char *mark;          /* "": any; "any": those that have one */
    bool overrides;            /* only what was let in against the verdict */
    struct uuid device, pass;  /* nil: any */
    struct entry_cursor after; /* entries older than this; at 0: from the newest on */
    int64_t limit;
};

/* Columns of a row, in this order. */
enum entry_column {
    ENTRY_COLUMN_ID,
    ENTRY_COLUMN_NUMBER,
    ENTRY_COLUMN_AT,
    ENTRY_COLUMN_ARRIVED_AT,
    ENTRY_COLUMN_CLOCK_TRUSTED,
    ENTRY_COLUMN_KIND,
    ENTRY_COLUMN_PRESENTED_AS,
    ENTRY_COLUMN_DIRECTION,
    ENTRY_COLUMN_GATE,
    ENTRY_COLUMN_GATE_NAME,
    ENTRY_COLUMN_GATE_NAME_EN,
    ENTRY_COLUMN_DEVICE,
    ENTRY_COLUMN_DEVICE_NAME,
    ENTRY_COLUMN_COLOUR,
    ENTRY_COLUMN_REASON,
    ENTRY_COLUMN_GUARD,
    ENTRY_COLUMN_SECOND_GUARD,
    ENTRY_COLUMN_OVERRIDE,
    ENTRY_COLUMN_MARK,
    ENTRY_COLUMN_NOTE,
    ENTRY_COLUMN_REFERS_TO,
    ENTRY_COLUMN_PASS,
    ENTRY_COLUMN_PERSON,
    ENTRY_COLUMN_PLATE,
    ENTRY_COLUMN_APPLICATION,
    ENTRY_COLUMN_UNIT,
    ENTRY_COLUMN_PICTURE /* whether there is one */
};

/* The caller ends rows after any outcome. Names of persons are masked. */
enum gh_status GH_MUST_USE entry_query(struct db *db, struct db_rows *rows, const struct entry_filter *filter);

#endif
