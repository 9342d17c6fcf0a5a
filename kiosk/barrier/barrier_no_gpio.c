/* A build without libgpiod: a command such as gpioset reaches the line instead. */
#include "barrier/actuator.h"

bool gpio_is_built_in(void)
{
    return false;
}

enum raised gpio_look(const struct gpio_line *interlock)
{
    (void)interlock;
    return RAISED_NOT_THERE;
}

enum raised gpio_pulse(const struct gpio_line *output, int pulse_ms, const atomic_bool *stopping)
{
    (void)output;
    (void)pulse_ms;
    (void)stopping;
    return RAISED_NOT_THERE;
}

void gpio_rest(const struct gpio_line *output)
{
    (void)output;
}
