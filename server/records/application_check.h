/* What a submitted application must be: complete, each value good, within the limits of its kind. Pure. */
#ifndef GH_SERVER_RECORDS_APPLICATION_CHECK_H
#define GH_SERVER_RECORDS_APPLICATION_CHECK_H

#include "flow/calendar.h"
#include "records/application.h"

/* What the check needs to know of the world. */
struct check_context {
    tick now;
    struct calendar calendar; /* of the application's campus */
    uint16_t campus_gates;    /* gates of the campus that are in use */
    uint16_t lane_gates;      /* those with a lane for vehicles */
    bool unit_known, campus_known;
    bool submitted; /* it was in time once: dates are not judged against today again */
};

/* Brings good values to their normal form in place (full-width digits, blanks, plates, sex from the ID number), and
 * adds an error for each that is missing or wrong. */
void application_check(struct application *a, const struct check_context *context, struct field_errors *errors);

/* The first moment at which it is too late to submit; 0 without a period. */
tick application_submit_by(const struct application *a, const struct calendar *calendar);

/* Things that a person should look at again, though they are allowed: a number used twice, riders without a car. Codes:
 * "mobile-twice", "document-twice" (of the same period), "plate-twice". */
void application_look_again(const struct application *a, struct field_errors *hints);

#endif
