/* An amendment of an approved application: what it keeps, adds and drops. Pure.
 *
 * The amendment is an application of its own with a copy of the approved content. Copies have ids of their own, so what
 * is the same is known by its value: a person by the ID document, a vehicle by its plate, a period by its times. */
#ifndef GH_SERVER_RECORDS_AMENDMENT_H
#define GH_SERVER_RECORDS_AMENDMENT_H

#include <jansson.h>

#include "flow/calendar.h"
#include "records/application.h"

/* Makes the content that an amendment begins with: the approved one without those who were refused, and without ids.
 * The caller frees *out. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE amendment_begin(const struct application *approved, struct application *out);

/* Makes the approved application as it is after the amendment: its frame, state and ids, with the amendment's content.
 * Elements that the amendment adds have nil ids. The caller frees *out. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE amendment_merge(const struct application *approved, const struct application *amended,
                                           struct application *out);

/* Returns the element of the list with this id, or NULL. */
const struct person *amendment_person(const struct application *a, const struct uuid *id);
const struct vehicle *amendment_vehicle(const struct application *a, const struct uuid *id);

/* Returns whether a period stands in an application with the same times. */
bool amendment_has_period(const struct application *a, const struct period *period);

/* Returns the first moment at which the amendment is too late: the deadline of the earliest period in which somebody or
 * something new enters. Of a period that has begun, the deadline of its last day counts. 0: nothing new enters, so
 * there is no deadline. merged: made by amendment_merge(). */
tick amendment_submit_by(const struct application *approved, const struct application *merged,
                         const struct calendar *calendar, tick now);

/* Adds an error for each field that an amendment can't change: unit, campus and kind of pass belong to those who
 * decided. */
void amendment_check(const struct application *approved, const struct application *amended,
                     struct field_errors *errors);

#endif
