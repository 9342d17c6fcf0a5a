/* The entries of all gates for reviewers, newest first, with the names of gates, booths and guards. Pages by keyset.
 *
 * Any combination of filters answers in bounded time. The query walks along one index, the narrowest of those that fit
 * the filters, and looks at no more than ENTRY_LOOK_MAX of its entries. When the other filters leave less than a page
 * of those, the page is short and says where the next one begins. */
#ifndef GH_SERVER_REVIEW_ENTRY_QUERY_H
#define GH_SERVER_REVIEW_ENTRY_QUERY_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/scope.h"
#include "people/keyed_hash.h"

#define ENTRY_LOOK_MAX 20000
#define ENTRY_HASHES_MAX 8    /* a booth holds as many campus keys */
#define ENTRY_TEXT_MAX 64     /* bytes of a typed filter with NUL; a plate's pattern has room for escapes */
#define ENTRY_PATTERN_MAX 512 /* bytes of a pattern for the index of names */

/* The last entry of a page. The next page begins after it. */
struct entry_cursor {
    tick at; /* 0: no page */
    struct uuid id;
};

/* Holds its texts itself, so that an export may keep it after the request. */
struct entry_filter {
    tick from, to;              /* [from, to) by the booth's clock */
    int64_t campus;             /* 0: all */
    int gate;                   /* -1: all */
    int colour, reason, kind;   /* enums of core; -1: all */
    int direction;              /* enum direction; -1: all */
    int override_reason;        /* enum override_reason: only overrides for this reason; -1: all */
    bool overrides;             /* only entries admitted by override */
    int64_t guard, unit;        /* 0: all */
    char category[24];          /* kind of pass, flow/pass_kind.h; "": all */
    char mark[16];              /* "": all; "any": entries with any mark */
    struct uuid device, pass;   /* nil: all */
    struct uuid person;         /* a person of an application: this one in all applications; nil: all */
    char plate[ENTRY_TEXT_MAX]; /* a whole plate, or a LIKE pattern with \ as escape; "": all */
    bool whole_plate;
    size_t hash_count;                                    /* of plate_hash: */
    uint8_t plate_hash[ENTRY_HASHES_MAX][KEYED_HASH_LEN]; /* of a whole plate, for cars without a pass */
    bool has_name;                                        /* only persons whose name fits name or name_part */
    char name[ENTRY_PATTERN_MAX]; /* pattern of records/name_index.h for a part of a name; "": none */
    char name_part[16];           /* a single character, as LIKE pattern on masked names; "": none */
    char application[16];         /* the beginning of an application's number: digits; "": all */
    char pass_number[16];         /* short number without hyphens; "": all; "-": fits no pass */
    struct entry_cursor after;    /* entries older than this; at 0: the first page */
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
    ENTRY_COLUMN_PICTURE, /* whether the entry has a picture */
    ENTRY_COLUMN_APPLICATION_ID,
    ENTRY_COLUMN_PERSON_ID,
    ENTRY_COLUMN_PASS_NUMBER, /* "": not known yet */
    ENTRY_COLUMN_CATEGORY,
    ENTRY_COLUMN_PLATE_SEALED /* of a car without a pass */
};

/* What has arrived, for the live view. */
struct entry_arrivals {
    int64_t campus;            /* 0: all */
    struct entry_cursor after; /* time of arrival and id; at 0: the newest ones */
    tick from, to;             /* arrived in [from, to] */
    int64_t limit;
};
/* Selects entries within scope with the columns above, the first arrived first. The caller must end `rows` after any
 * outcome. */
enum gh_status GH_MUST_USE entry_arrivals_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                                const struct entry_arrivals *asked);

/* Selects a page of the entries within scope, with names of persons masked. *rest: where the next page begins when
 * these rows end; at 0: nowhere. The caller must end `rows` after any outcome. */
enum gh_status GH_MUST_USE entry_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                       const struct entry_filter *filter, struct entry_cursor *rest);

#endif
