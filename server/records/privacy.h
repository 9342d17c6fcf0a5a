/* What the system keeps about people, why, and how long: the list for the privacy officer. */
#ifndef GH_SERVER_RECORDS_PRIVACY_H
#define GH_SERVER_RECORDS_PRIVACY_H

#include "records/setting.h"

/* A kind of personal data. Texts are English source texts. */
struct privacy_kind {
    const char *name; /* stable: "visitors" */
    const char *what, *why;
    const char
        *until; /* follows the number of days: "after the end of the visit"; alone, it says what ends the keeping */
    enum setting setting; /* holds the days; SETTING_COUNT: none does */
};

/* Returns all kinds. The times are those that the jobs go by. */
const struct privacy_kind *privacy_kinds(size_t *count);

#endif
