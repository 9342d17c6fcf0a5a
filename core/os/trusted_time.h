/* Trusted time: what time it is at a booth, and whether verdicts may rest on it. Pure; readings come in as values.
 *
 * Two clocks can tell it, in this order:
 * 1. The server. Its signed time, received in this boot and advanced by CLOCK_BOOTTIME, is the time. The wall clock is
 *    ignored. CLOCK_BOOTTIME drifts by at most TRUSTED_DRIFT_PPM, so an answer is good for TRUSTED_ANCHOR_LIFE.
 * 2. The wall clock, but only when NTP has synchronised it or a battery keeps it (os_reading.support), and only from
 * the floor (less TRUSTED_TOLERANCE) up to TRUSTED_AHEAD_MAX beyond it. Otherwise the time is unsure, and verdicts that
 * rest on it become amber clock-unsure.
 *
 * The floor is the newest moment that has passed for certain: by the server's messages, by the log, by a token's iat.
 * It advances with CLOCK_BOOTTIME. A floor that is too late (a booth that ran ahead without a network) heals with the
 * server's next answer. A signing server with a wrong clock must not stop the booths: an iat moves the floor only while
 * it is less than TRUSTED_TOKEN_AHEAD_MAX beyond what server and log have shown. */
#ifndef GH_OS_TRUSTED_TIME_H
#define GH_OS_TRUSTED_TIME_H

#include <stdbool.h>

#include "base/bytes.h"
#include "os/clock.h"

/* Clocks of server and booth may differ by so much, and NTP may step back by so much. */
#define TRUSTED_TOLERANCE (2 * TICK_MINUTE)
/* Crystals of a Raspberry Pi and of a PC stay within 50; NTP may slew CLOCK_BOOTTIME by as much again. */
#define TRUSTED_DRIFT_PPM 100
/* After so long TRUSTED_DRIFT_PPM comes to one minute: half of the tolerance. */
#define TRUSTED_ANCHOR_LIFE (7 * TICK_DAY)
/* Answers come in whole seconds and take their time on the way: one that differs by less only confirms the time. */
#define TRUSTED_SERVER_STEP (2 * TICK_SECOND)
/* No booth lies in a cupboard for longer than a year and a month; a clock that says so is wrong. */
#define TRUSTED_AHEAD_MAX (400 * TICK_DAY)
#define TRUSTED_TOKEN_AHEAD_MAX (7 * TICK_DAY)
/* 2025-01-01: before this programme was written. A booth without a battery wakes up in 1970. */
#define TRUSTED_EARLIEST (INT64_C(1735689600) * TICK_SECOND)
#define TRUSTED_SAVED_MAX 160 /* bytes of trusted_time_save(), with NUL */

enum time_source {
    TIME_FROM_SERVER,  /* a signed answer to a request of this boot: it is now `at` */
    TIME_FROM_REPLICA, /* a server time that came at some earlier moment */
    TIME_FROM_LOG,     /* the newest entry whose clock was trusted */
    TIME_FROM_TOKEN    /* issued_at of a verified token */
};

enum time_doubt {
    TIME_SURE = 0,
    TIME_BEHIND,  /* the wall clock is below the floor */
    TIME_AHEAD,   /* the wall clock is far beyond the floor */
    TIME_UNPROVEN /* no server, no NTP, no battery: nothing speaks for the wall clock */
};

struct trusted_time {
    char boot_id[OS_BOOT_ID_SIZE]; /* of the boot that since_ns and anchor_ns count in */
    tick base;                     /* shown by server or log, at since_ns */
    tick floor;                    /* base or later, by tokens, at since_ns */
    int64_t since_ns;              /* boot reading of base and floor */
    bool saved;                    /* base came from an earlier run: the log knows nothing newer */
    bool anchored;                 /* the server has answered in this boot: */
    tick anchor;                   /* its time ... */
    int64_t anchor_ns;             /* ... at this boot reading */
    tick given;                    /* the latest answer by the wall clock, at given_ns; 0: none */
    int64_t given_ns;
};

struct trusted_now {
    tick at;               /* the time when sure, else the best guess; goes back only by a server's answer */
    bool sure;             /* facts.clock_trusted */
    bool by_server;        /* at comes from the server, not from the wall clock */
    enum time_doubt doubt; /* what is wrong with the wall clock when not sure */
    tick wall_off_by;      /* wall minus the nearest believable time; 0 when the wall clock is the time */
};

/* Starts with what an earlier run saved: trusted_time_save()'s text; anything else, or nothing, starts without a floor.
 * boot_id: os_boot_id(); a server's answer that was saved in the same boot still counts. GH_MALFORMED says that there
 * was a text and it was not ours; *out is set all the same. */
enum gh_status trusted_time_start(struct trusted_time *out, struct bytes saved, const char *boot_id, int64_t boot_ns);

/* Takes evidence. Times before 1970 or after the year 9999 are ignored. TIME_FROM_LOG counts only without a saved
 * floor, so that entries of a booth that ran ahead do not bring a healed floor back. */
void trusted_time_learn(struct trusted_time *t, enum time_source source, tick at, int64_t boot_ns);

/* Returns what time it is, and whether to believe it; reading comes from the same machine as boot_ns above. */
struct trusted_now trusted_time_now(struct trusted_time *t, struct os_reading reading);

/* Writes the value that the caller stores (a small file, when it changes by a minute or so, and at the end). */
void trusted_time_save(const struct trusted_time *t, int64_t boot_ns, char out[static TRUSTED_SAVED_MAX]);

#endif
