/* Trusted time: how far the wall clock of a booth may be believed. Pure; readings come in as values.
 *
 * Evidence that a moment has passed makes a floor: signed server time, the time of the last log entry, the signing time
 * (iat) of a verified token. The floor advances with CLOCK_BOOTTIME while the machine runs. The wall clock is trusted
 * while it is neither below the floor (less TRUSTED_TOLERANCE) nor more than TRUSTED_AHEAD_MAX beyond it, nor set back
 * during this run. It is believed again as soon as it comes right.
 *
 * A signing server with a wrong clock must not stop the booths: an iat moves the floor only while it is less than
 * TRUSTED_TOKEN_AHEAD_MAX beyond what server and log have shown; further ones are ignored. So the worst that a wrong
 * iat can do is an amber clock-unsure for that long. */
#ifndef GH_OS_TRUSTED_TIME_H
#define GH_OS_TRUSTED_TIME_H

#include <stdbool.h>

#include "base/bytes.h"
#include "os/clock.h"

/* Clocks of server and booth may differ, and NTP may step back by so much. */
#define TRUSTED_TOLERANCE (2 * TICK_MINUTE)
/* No booth lies in a cupboard for longer than a year and a month; a clock that says so is wrong. */
#define TRUSTED_AHEAD_MAX (400 * TICK_DAY)
#define TRUSTED_TOKEN_AHEAD_MAX (7 * TICK_DAY)
/* 2025-01-01: before this programme was written. A booth without a battery wakes up in 1970. */
#define TRUSTED_EARLIEST (INT64_C(1735689600) * TICK_SECOND)
#define TRUSTED_SAVED_MAX 64 /* bytes of trusted_time_save(), with NUL */

enum time_source {
    TIME_FROM_SERVER, /* from a verified message of the server */
    TIME_FROM_LOG,    /* of the newest entry whose clock was trusted */
    TIME_FROM_TOKEN   /* issued_at of a verified token */
};

enum time_doubt { TIME_SURE = 0, TIME_BEHIND, TIME_AHEAD };

struct trusted_time {
    tick base;        /* shown by server or log, at since_ns */
    tick floor;       /* base or later, by tokens, at since_ns */
    int64_t since_ns; /* boot reading of base and floor */
    tick given;       /* the latest answer, at given_ns */
    int64_t given_ns;
};

struct trusted_now {
    tick at;               /* the wall clock when sure, else the best guess; never before an earlier answer */
    bool sure;             /* facts.clock_trusted */
    enum time_doubt doubt; /* what the screen says: the clock is behind, or far ahead */
    tick wall_off_by;      /* wall minus the nearest believable time; 0 when sure */
};

/* saved: as from trusted_time_save() of an earlier run; anything else, or empty, starts without a floor, and the first
 * wall clock from TRUSTED_EARLIEST on is then believed. GH_MALFORMED says that there was something and it was not ours;
 * *out is set all the same.
 */
enum gh_status trusted_time_start(struct trusted_time *out, struct bytes saved, int64_t boot_ns);

/* Evidence that `at` has passed. Times before 1970 or after the year 9999 are ignored. */
void trusted_time_learn(struct trusted_time *t, enum time_source source, tick at, int64_t boot_ns);

/* What time it is, and whether to believe it; reading comes from the same machine as boot_ns above. */
struct trusted_now trusted_time_now(struct trusted_time *t, struct os_reading reading);

/* The value that the caller stores (a small file, when it changes by a minute or so, and at the end). */
void trusted_time_save(const struct trusted_time *t, int64_t boot_ns, char out[static TRUSTED_SAVED_MAX]);

/* For an administrator, or the server's answer to a request just made: forgets the floor and starts from at. The only
 * way back after wrong evidence. */
void trusted_time_restart(struct trusted_time *t, tick at, int64_t boot_ns);

#endif
