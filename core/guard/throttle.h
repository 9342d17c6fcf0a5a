/* Slows down guessing of PINs. After a few wrong tries each further one has to wait, twice as long each time, at most
 * five minutes; per guard and for the booth as a whole. Pure: time comes in as a value. The caller stores the bytes
 * that must outlive a restart after every wrong try, before it shows the answer. */
#ifndef GH_GUARD_THROTTLE_H
#define GH_GUARD_THROTTLE_H

#include "base/bytes.h"
#include "base/tick.h"

#define THROTTLE_FIRST (5 * TICK_SECOND) /* the first wait; each further one is twice as long */
#define THROTTLE_CAP (5 * TICK_MINUTE)
#define THROTTLE_FREE_GUARD 3  /* wrong tries of one guard without a wait */
#define THROTTLE_FREE_BOOTH 10 /* the same of all guards together; a right PIN does not clear these */
#define THROTTLE_FORGET_BOOTH                                                                                          \
    TICK_HOUR                  /* one wrong try of the booth is forgotten for each of these without another            \
                                */
#define THROTTLE_GUARDS_MAX 64 /* guards remembered; a new one replaces the oldest */
#define THROTTLE_BYTES_MAX (1 + 12 + 1 + THROTTLE_GUARDS_MAX * 16)

struct throttle_count {
    uint32_t failures;
    tick last; /* of the last wrong try */
};

/* Zeroed: nobody has failed yet. */
struct throttle {
    struct throttle_count booth;
    struct throttle_guard {
        uint32_t guard;
        struct throttle_count count;
    } guards[THROTTLE_GUARDS_MAX];
    size_t guard_count;
};

/* Returns how long this guard still has to wait; 0: a try is allowed. now: trusted time or the best guess. After a
 * clock was set back the wait starts again from now, so that nobody can skip it and it never exceeds the cap. */
tick throttle_wait(struct throttle *t, uint32_t guard, tick now);
void throttle_failed(struct throttle *t, uint32_t guard, tick now);
/* Clears the guard's count; the booth's stays. */
void throttle_passed(struct throttle *t, uint32_t guard);

/* Writes the bytes to store; out holds THROTTLE_BYTES_MAX. Returns their length. */
size_t throttle_encode(const struct throttle *t, uint8_t out[static THROTTLE_BYTES_MAX]);
/* Reads stored bytes. GH_TRUNCATED, GH_MALFORMED or GH_UNSUPPORTED for another form; *out is then untouched. */
enum gh_status GH_MUST_USE throttle_decode(struct bytes stored, struct throttle *out);

#endif
