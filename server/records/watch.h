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
/* How many things an approver should look at in each of up to WATCH_COUNTS applications: as watch_overlaps() and
 * application_look_again() would say, in one query for a page of a list. counts[i] is that of ids[i]. */
#define WATCH_COUNTS 16
enum gh_status GH_MUST_USE watch_hint_counts(struct db *db, const struct uuid *ids, size_t count,
                                             int64_t counts[static WATCH_COUNTS]);
/* Whether the unit's quota of each day leaves room: *within. Others' entrants count once they are submitted. */
enum gh_status GH_MUST_USE watch_quota(struct db *db, const struct application *a, const struct campus *campus,
                                       bool *within);

#endif
