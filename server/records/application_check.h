/* The rules for a submitted application: complete, each value valid, within the limits of its kind. Pure functions. */
#ifndef GH_SERVER_RECORDS_APPLICATION_CHECK_H
#define GH_SERVER_RECORDS_APPLICATION_CHECK_H

#include "flow/calendar.h"
#include "flow/pass_kind.h"
#include "records/application.h"

/* Facts from outside the application that the check depends on. */
struct check_context {
    tick now;
    struct calendar calendar; /* of the application's campus */
    uint16_t campus_gates;    /* bits of the campus's gates in use */
    uint16_t lane_gates;      /* bits of those gates that have a vehicle lane */
    bool unit_known, campus_known;
    const struct application
        *approved;  /* what it amends, whose periods are not checked again; NULL for none; borrowed */
    unsigned roles; /* enum account_role: of the person who hands it in; 0: not checked */
    bool kind_known;
    struct pass_kind_policy kind; /* while it is known */
    bool submitted;               /* submitted before: its dates are not checked against today again */
};

/* Normalises valid values in place (full-width digits, blanks, plates, sex from the ID number). Adds an error for each
 * value that is missing or invalid. */
void application_check(struct application *a, const struct check_context *context, struct field_errors *errors);

/* Returns the first moment at which a submission is too late. Returns 0 without a period. */
tick application_submit_by(const struct application *a, const struct calendar *calendar);

/* Adds hints about values that are allowed but need a second look. Codes: "mobile-twice", "name-short" (one Chinese
 * character), "plate-unknown" (a form of plate outside our table), "region-unknown" (an ID number with an unknown
 * region code). */
void application_look_again(const struct application *a, struct field_errors *hints);

#endif
