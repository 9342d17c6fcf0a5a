/* A stand-in for the kernel's GPIO character device, for machines whose kernel has no gpio-sim. It is no chip: linked
 * into a test, it takes the place of the system calls that libgpiod makes, and answers both versions of the kernel's
 * interface (linux/gpio.h) for one chip. Not thread-safe for several chips or several users of one line. */
#ifndef GH_TESTS_SUPPORT_GPIO_STAND_IN_H
#define GH_TESTS_SUPPORT_GPIO_STAND_IN_H

#include <stdbool.h>

#define GPIO_STAND_IN_NAME "gpiochip7"
#define GPIO_STAND_IN_DEVICE "/dev/gpiochip7"
#define GPIO_STAND_IN_LABEL "gatehouse-stand-in"
#define GPIO_STAND_IN_LINES 8

/* Until it is plugged in there is no such chip. */
void gpio_stand_in_plug(bool plugged);
/* Drives an input, as a device outside would. */
void gpio_stand_in_drive(unsigned line, int level);
int gpio_stand_in_level(unsigned line);
/* Somebody else holds the line. */
void gpio_stand_in_occupy(unsigned line, bool occupied);
/* Reading and writing values fails, as with a chip on a bus that has come loose. */
void gpio_stand_in_break(bool broken);

#endif
