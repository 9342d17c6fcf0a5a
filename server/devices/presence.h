/* Who is inside a campus: derived from the entries of all its booths, persons and vehicles apart. presence_rule.h has
 * the rule. Table presence keeps the result for booths and pages.
 *
 * An exit by any gate ends a stay, and so does the same pass going out twice. An exit without an admission counts
 * nobody. An admission that was taken back, by its own booth, counts for nothing. An admission without a pass (an
 * override) is its own subject; the exit that names it ends it. A car without a pass is known by its plate's hash. An
 * emergency admission also ends with the first entry of a pass of its application, which then counts instead. What a
 * revoked booth hands up has no effect. The office can end a stay; a later admission begins another one. */
#ifndef GH_SERVER_DEVICES_PRESENCE_H
#define GH_SERVER_DEVICES_PRESENCE_H

#include "db/scope.h"
#include "devices/device.h"
#include "records/audit.h"

/* Updates who is inside the booth's campus after an entry was stored, in the same transaction. */
enum gh_status GH_MUST_USE presence_note(struct db *db, const struct device *device, const struct entry *entry);

/* Why the office ends a stay. */
enum presence_end_reason {
    PRESENCE_END_UNSEEN = 0, /* left, and no booth recorded it */
    PRESENCE_END_NEVER_CAME, /* the admission was a mistake */
    PRESENCE_END_ROLL_CALL,  /* found to be elsewhere in a roll call */
    PRESENCE_END_REASON_COUNT
};
/* Returns "left-unseen", "never-came" or "roll-call"; "" outside the enum. */
const char *presence_end_reason_name(enum presence_end_reason reason);
/* Ends a stay in the caller's transaction, with an audit entry. GH_NOT_FOUND: the subject is not inside the campus. */
enum gh_status GH_MUST_USE presence_end(const struct audit_act *act, int64_t campus, const struct uuid *subject,
                                        enum presence_end_reason reason);
/* As presence_end(), in its own transaction. */
enum gh_status GH_MUST_USE presence_book_out(const struct audit_act *act, int64_t campus, const struct uuid *subject,
                                             enum presence_end_reason reason);

/* Columns of presence_query(). */
enum presence_column {
    PRESENCE_COLUMN_SUBJECT,
    PRESENCE_COLUMN_PASS, /* NULL: without a pass */
    PRESENCE_COLUMN_ENTRY,
    PRESENCE_COLUMN_VEHICLE,
    PRESENCE_COLUMN_AT,
    PRESENCE_COLUMN_GATE,
    PRESENCE_COLUMN_GATE_NAME,
    PRESENCE_COLUMN_GATE_NAME_EN,
    PRESENCE_COLUMN_PERSON, /* masked; NULL or "" when not known or erased */
    PRESENCE_COLUMN_PLATE,  /* of a vehicle: its own; of a person: of the vehicle that they came in with */
    PRESENCE_COLUMN_IN_CAR, /* 1: the person came in with a vehicle */
    PRESENCE_COLUMN_UNIT,
    PRESENCE_COLUMN_APPLICATION, /* its number */
    PRESENCE_COLUMN_EXPIRES,     /* end of the pass; NULL without one */
    PRESENCE_COLUMN_EMERGENCY,   /* 1: let in before an approval */
    PRESENCE_COLUMN_PLATE_ENTRY, /* of a car without a pass: the entry that has its plate; of a person, of their car */
    PRESENCE_COLUMN_PLATE_SEALED
};
/* Lists who is inside a campus at `now`, newest first, at most limit. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE presence_query(struct db *db, struct db_rows *rows, int64_t campus, tick now, int64_t limit);

/* Columns of presence_left_query(). */
enum presence_left_column {
    PRESENCE_LEFT_SUBJECT,
    PRESENCE_LEFT_VEHICLE,
    PRESENCE_LEFT_PERSON, /* masked */
    PRESENCE_LEFT_PLATE,  /* of a vehicle */
    PRESENCE_LEFT_UNIT,
    PRESENCE_LEFT_IN_AT,
    PRESENCE_LEFT_IN_GATE_NAME,
    PRESENCE_LEFT_IN_GATE_NAME_EN,
    PRESENCE_LEFT_AT,
    PRESENCE_LEFT_GATE_NAME,
    PRESENCE_LEFT_GATE_NAME_EN,
    PRESENCE_LEFT_PLATE_ENTRY, /* of a car without a pass: the entry that has its plate */
    PRESENCE_LEFT_PLATE_SEALED
};
/* Lists who went out since a time by another gate than they came in by, newest first, at most limit. The caller ends
 * rows after any outcome. */
enum gh_status GH_MUST_USE presence_left_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                               int64_t campus, tick since, int64_t limit);

struct presence_counts {
    int64_t persons, vehicles;
};
/* Counts who is inside a campus at `now`. */
enum gh_status GH_MUST_USE presence_count(struct db *db, int64_t campus, tick now, struct presence_counts *out);

/* Columns of presence_booths(). */
enum presence_booth_column {
    PRESENCE_BOOTH_ID,
    PRESENCE_BOOTH_NAME,
    PRESENCE_BOOTH_GATE,
    PRESENCE_BOOTH_GATE_NAME,
    PRESENCE_BOOTH_GATE_NAME_EN,
    PRESENCE_BOOTH_HEARD,   /* last request that its key signed; NULL: never */
    PRESENCE_BOOTH_WAITING, /* entries that it had not handed up when it last reported */
    PRESENCE_BOOTH_FORKED   /* when another journal of it appeared that nobody has looked into; NULL: none */
};
/* Lists the active booths of a campus by gate and name. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE presence_booths(struct db *db, struct db_rows *rows, int64_t campus);

#endif
