/* The barrier of a vehicle lane: raised for an entry that is on disk, once, and never otherwise. A thread of its own,
 * because relays and scripts take their time and the screen must not wait. */
#ifndef GH_KIOSK_BARRIER_BARRIER_H
#define GH_KIOSK_BARRIER_BARRIER_H

#include <stdbool.h>

#include "barrier/raised.h"
#include "base/status.h"
#include "base/uuid.h"

#define BARRIER_WHY_MAX 160 /* bytes with NUL; English, for the person on call */

struct barrier_options {
    /* gpio:CHIP:LINE, a line of libgpiod such as gpio:gpiochip0:17 (the chip by name, path, number or label), active
     * high for pulse_ms, and inactive from barrier_open() on, whatever a killed process has left;
     * command:PROGRAM, run with the entry's id as its only argument: 0 raised, 3 held shut by an interlock, else
     * failed; record:FILE, a line for each time that it would have been raised: no barrier is connected. */
    const char *target;
    int pulse_ms;            /* of a gpio line, 50 to 10000 */
    const char *interlock;   /* CHIP:LINE of an input that holds the barrier shut while it is active; empty: none */
    void (*wake)(void *ctx); /* on the barrier's thread, when barrier_take() has something */
    void *ctx;               /* borrowed */
};

struct barrier;

/* Copies the texts. GH_MALFORMED for a target or interlock of another form, GH_UNSUPPORTED for gpio in a build without
 * libgpiod; why says so. A line that is not there is no error: it may be plugged in, and each raise tries it. */
enum gh_status GH_MUST_USE barrier_open(const struct barrier_options *options, struct barrier **out,
                                        char why[static BARRIER_WHY_MAX]);
void barrier_close(struct barrier *barrier); /* ends a pulse that is under way; takes NULL */

/* entry: the one in the journal that lets the vehicle pass. GH_CONFLICT for the nil id and for the entry that it was
 * raised for last; GH_BUSY while it is being raised: the pulse that is under way is enough for nobody else. */
enum gh_status GH_MUST_USE barrier_raise(struct barrier *barrier, const struct uuid *entry);
/* How the last one ended; false: nothing new. */
bool barrier_take(struct barrier *barrier, enum raised *out);

#endif
