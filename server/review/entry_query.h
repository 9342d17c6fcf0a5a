/* The entries of all gates for reviewers, newest first, with the names of gates, booths and guards. Pages by keyset. */
#ifndef GH_SERVER_REVIEW_ENTRY_QUERY_H
#define GH_SERVER_REVIEW_ENTRY_QUERY_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/scope.h"

/* The last entry of a page. The next page begins after it. */
struct entry_cursor {
    tick at;
    struct uuid id;
};

struct entry_filter {
    tick from, to;             /* [from, to) by the booth's clock */
    int64_t campus;            /* 0: all */
    int gate;                  /* -1: all */
    int colour, reason, kind;  /* enums of core; -1: all */
    const char *mark;          /* "": all; "any": entries with any mark */
    bool overrides;            /* only entries admitted by override */
    struct uuid device, pass;  /* nil: all */
    struct entry_cursor after; /* entries older than this; at 0: the first page */
    int64_t limit;
};

/* Columns of a row, in order. */
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
    ENTRY_COLUMN_PICTURE /* whether the entry has a picture */
};

/* Selects a page of the entries within scope, with names of persons masked. The caller must end `rows` after any
 * outcome. */
enum gh_status GH_MUST_USE entry_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                       const struct entry_filter *filter);

#endif
