/* What the office watches for when people apply: the barred list, other applications of the same people, quotas. */
#ifndef GH_SERVER_RECORDS_WATCH_H
#define GH_SERVER_RECORDS_WATCH_H

#include "records/application_store.h"
#include "records/places.h"

/* Marks who is barred: an error for each, path of the person or vehicle, code "barred". The message says no more than
 * the applicant may know. */
enum gh_status GH_MUST_USE watch_barred(struct db *db, const struct vault *vault, const struct application *a, tick now,
                                        struct field_errors *errors);
/* People and plates that another application has for an overlapping time, approved or under review: code "overlap".
 * Only for stored applications. */
enum gh_status GH_MUST_USE watch_overlaps(struct db *db, const struct application *a, struct field_errors *hints);
/* An application in a list: what to count for, and how many things an approver should look at in it. */
struct watch_row {
    struct uuid id;
    int64_t persons, vehicles, hints;
};
/* Fills in hints, of up to WATCH_ROWS rows: as watch_overlaps() and application_look_again() would say, but in at most
 * three queries for a whole page of a list. */
#define WATCH_ROWS 32
enum gh_status GH_MUST_USE watch_count_hints(struct db *db, struct watch_row *rows, size_t count);
/* Whether the unit's quota of each day leaves room: *within. Others' entrants count once they are submitted. */
enum gh_status GH_MUST_USE watch_quota(struct db *db, const struct application *a, const struct campus *campus,
                                       bool *within);

#endif
