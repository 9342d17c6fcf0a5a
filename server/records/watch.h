/* Warnings about an application: the barred list, other applications of the same people, quotas. */
#ifndef GH_SERVER_RECORDS_WATCH_H
#define GH_SERVER_RECORDS_WATCH_H

#include "db/scope.h"
#include "records/application_store.h"
#include "records/places.h"

/* Adds an error "barred" for each barred person or vehicle. The message tells no more than the applicant may know. */
enum gh_status GH_MUST_USE watch_barred(struct db *db, const struct vault *vault, const struct application *a, tick now,
                                        struct field_errors *errors);
/* Who reads hints about overlaps. "Somebody expects this person then" is personal data: the office that decides sees
 * all of them, anybody else those with own applications and with those of the own unit. */
struct watch_reader {
    int64_t account, unit; /* unit 0: none */
    struct scope units;    /* for which the reader decides */
};
/* Adds a hint "overlap" for each person or plate that another application names for an overlapping time, approved or
 * under review. Only for stored applications. office: the reader is of the office that decides about the application.
 */
enum gh_status GH_MUST_USE watch_overlaps(struct db *db, const struct watch_reader *reader, bool office,
                                          const struct application *a, struct field_errors *hints);
/* A row of a list: the input for the count, and the number of hints for the approver. */
struct watch_row {
    struct uuid id;
    int64_t persons, vehicles, hints;
    bool office; /* as in watch_overlaps() */
};
/* Sets `hints` of up to WATCH_ROWS rows to the number of overlaps and shared mobiles. Uses three queries for a page
 * of a list, five where the reader is of the office for some rows alone. GH_TOO_LONG: more rows. */
#define WATCH_ROWS 32
enum gh_status GH_MUST_USE watch_count_hints(struct db *db, const struct watch_reader *reader, struct watch_row *rows,
                                             size_t count);
/* Sets *within when the unit's quota has room on each day of the visit. Other applications count from submission on. */
enum gh_status GH_MUST_USE watch_quota(struct db *db, const struct application *a, const struct campus *campus,
                                       bool *within);

#endif
