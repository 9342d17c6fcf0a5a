/* Slows down guessing of PINs: after a few wrong ones each further try has to wait, longer and longer, at most five
 * minutes; per guard and for the booth as a whole. Pure: time comes in, and what must outlive a restart goes out as
 * bytes that the caller stores after every wrong try, before its answer is shown. */
#ifndef GH_GUARD_THROTTLE_H
#define GH_GUARD_THROTTLE_H

#include "base/bytes.h"
#include "base/tick.h"

#define THROTTLE_FIRST (5 * TICK_SECOND) /* the first wait; each further one is twice as long */
#define THROTTLE_CAP (5 * TICK_MINUTE)
#define THROTTLE_FREE_GUARD 3  /* wrong tries of one guard without a wait */
#define THROTTLE_FREE_BOOTH 10 /* of all guards together; a right PIN does not clear these */
#define THROTTLE_FORGET_BOOTH                                                                                          \
    TICK_HOUR                  /* one wrong try of the booth is forgotten for each of these without another            \
                                */
#define THROTTLE_GUARDS_MAX 64 /* guards remembered; a newer one takes the place of the oldest */
#define THROTTLE_BYTES_MAX (1 + 12 + 1 + THROTTLE_GUARDS_MAX * 16)

struct throttle_count {
    uint32_t failures;
    tick last; /* of the last wrong try */
};

/* Zeroed: nobody failed yet. */
struct throttle {
    struct throttle_count booth;
    struct throttle_guard {
        uint32_t guard;
        struct throttle_count count;
    } guards[THROTTLE_GUARDS_MAX];
    size_t guard_count;
};

/* How long this guard still has to wait, 0 when a try is allowed. now: trusted time or the best guess; a clock that was
 * set back starts the wait again from now, so that it can neither be jumped nor last longer than the cap. */
tick throttle_wait(struct throttle *t, uint32_t guard, tick now);
void throttle_failed(struct throttle *t, uint32_t guard, tick now);
/* The guard's own count is cleared; the booth's stands. */
void throttle_passed(struct throttle *t, uint32_t guard);

/* out holds THROTTLE_BYTES_MAX; returns the length. */
size_t throttle_encode(const struct throttle *t, uint8_t out[static THROTTLE_BYTES_MAX]);
/* GH_TRUNCATED, GH_MALFORMED, GH_UNSUPPORTED for another form. *out is untouched on error. */
enum gh_status GH_MUST_USE throttle_decode(struct bytes stored, struct throttle *out);

#endif
