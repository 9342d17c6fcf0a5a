/* A line of the kernel's GPIO character device, through libgpiod 1. */
#include <errno.h>
#include <gpiod.h>

#include "barrier/actuator.h"

#define CONSUMER "gatehouse"

bool gpio_is_built_in(void)
{
    return true;
}

/* NULL: no such chip or line; the caller closes the chip, which releases the line. */
static struct gpiod_line *find_line(const struct gpio_line *where, struct gpiod_chip **chip)
{
    *chip = gpiod_chip_open_lookup(where->chip);
    return *chip ? gpiod_chip_get_line(*chip, where->line) : NULL;
}

enum raised gpio_look(const struct gpio_line *interlock)
{
    struct gpiod_chip *chip;
    struct gpiod_line *line = find_line(interlock, &chip);
    enum raised result = RAISED_NOT_THERE;
    if (line && gpiod_line_request_input(line, CONSUMER) == 0)
        result = gpiod_line_get_value(line) == 0 ? RAISED_WELL : RAISED_HELD_SHUT;
    if (chip)
        gpiod_chip_close(chip);
    return result;
}

enum raised gpio_pulse(const struct gpio_line *output, int pulse_ms, const atomic_bool *stopping)
{
    struct gpiod_chip *chip;
    struct gpiod_line *line = find_line(output, &chip);
    enum raised result = RAISED_NOT_THERE;
    if (line && gpiod_line_request_output(line, CONSUMER, 1) == 0) {
        (void)actuator_wait(pulse_ms, stopping);
        result = gpiod_line_set_value(line, 0) == 0 ? RAISED_WELL : RAISED_FAILED;
    } else if (line) {
        result = errno == ENODEV || errno == ENOENT ? RAISED_NOT_THERE : RAISED_FAILED;
    }
    if (chip)
        gpiod_chip_close(chip);
    return result;
}

void gpio_rest(const struct gpio_line *output)
{
    struct gpiod_chip *chip;
    struct gpiod_line *line = find_line(output, &chip);
    if (line)
        (void)gpiod_line_request_output(line, CONSUMER, 0);
    if (chip)
        gpiod_chip_close(chip);
}
