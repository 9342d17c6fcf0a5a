/* What a booth says of its own state, and which of it is an exception (records/exception.h). */
#ifndef GH_SERVER_DEVICES_VITALS_H
#define GH_SERVER_DEVICES_VITALS_H

#include "records/exception.h"
#include "wire/health.h"

/* Limits of what a booth reports. A booth shows its own warnings earlier. */
#define VITALS_CLOCK_MAX_MS 60000  /* off the server's clock, either way */
#define VITALS_DISK_MAX_PERCENT 90 /* full */
#define VITALS_TEMPERATURE_MAX 800 /* tenths of a degree: processors slow down from here on */

struct vitals {
    int64_t clock_offset_ms, disk_percent, temperature; /* as in a report: 0, -1, -1000 where the booth does not say */
    struct health health;                               /* faults that its own checks found */
};

/* Returns what is wrong, as bits of enum exception_kind: camera, disk, clock, temperature, and "unwell" for any other
 * check that found a fault. Pure. */
unsigned vitals_wrong(const struct vitals *vitals);

/* Compares a report with the one that the booth's row still has: raises what became wrong, and closes what is well
 * again. So an episode is one exception, however long it lasts. Call it in the transaction that stores the report. */
enum gh_status GH_MUST_USE vitals_follow(struct db *db, const struct uuid *device, const struct vitals *now_said,
                                         tick now);

#endif
