/* The ends of a barrier, behind one interface; internal to kiosk/barrier. */
#ifndef GH_KIOSK_BARRIER_ACTUATOR_H
#define GH_KIOSK_BARRIER_ACTUATOR_H

#include <stdatomic.h>
#include <stdbool.h>

#include "barrier/raised.h"
#include "base/uuid.h"

#define ACTUATOR_PATH_MAX 512
#define ACTUATOR_STEP_MS 20 /* how often a wait looks at stopping */

struct gpio_line {
    char chip[64]; /* empty: none */
    unsigned line;
};

struct actuator {
    enum { ACTUATOR_GPIO = 1, ACTUATOR_COMMAND, ACTUATOR_RECORD } kind;
    struct gpio_line output, interlock;
    char path[ACTUATOR_PATH_MAX]; /* of the program or the record */
    int pulse_ms;
};

/* Blocks until it is done, or stopping is set, which ends a pulse at once. */
enum raised actuator_raise(const struct actuator *actuator, const struct uuid *entry, const atomic_bool *stopping);

/* A pulse that the kiosk's death or a power cut left standing ends here. */
void actuator_rest(const struct actuator *actuator);

/* barrier_gpio.c for libgpiod 1, barrier_gpio2.c for libgpiod 2, barrier_no_gpio.c in a build without either. */
bool gpio_is_built_in(void);
/* RAISED_HELD_SHUT while active, RAISED_WELL when not; a line that can't be read holds the barrier shut, as its state
 * is not known. */
enum raised gpio_look(const struct gpio_line *interlock);
enum raised gpio_pulse(const struct gpio_line *output, int pulse_ms, const atomic_bool *stopping);
void gpio_rest(const struct gpio_line *output); /* makes it inactive; a line that is not there stays so */
/* Waits in steps; false: stopping was set. */
bool actuator_wait(int ms, const atomic_bool *stopping);

#endif
