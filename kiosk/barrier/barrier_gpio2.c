/* A line of the kernel's GPIO character device, through libgpiod 2. */
#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <string.h>

#include "barrier/actuator.h"

#define CONSUMER "gatehouse"
#define DEVICE_PATH_MAX 128
#define CHIPS_MAX 64 /* the kernel numbers their devices from 0 */

bool gpio_is_built_in(void)
{
    return true;
}

static bool has_label(struct gpiod_chip *chip, const char *label)
{
    struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
    bool same = info && strcmp(gpiod_chip_info_get_label(info), label) == 0;
    if (info)
        gpiod_chip_info_free(info);
    return same;
}

/* A label outlives the numbering of chips, which differs between models of one board. */
static struct gpiod_chip *open_by_label(const char *label)
{
    char path[DEVICE_PATH_MAX];
    for (int i = 0; i < CHIPS_MAX; i++) {
        snprintf(path, sizeof path, "/dev/gpiochip%d", i);
        struct gpiod_chip *chip = gpiod_chip_open(path);
        if (chip && has_label(chip, label))
            return chip;
        if (chip)
            gpiod_chip_close(chip);
    }
    return NULL;
}

/* By path, name, number or label, as libgpiod 1 looks them up. NULL: no such chip. */
static struct gpiod_chip *open_chip(const char *wanted)
{
    char path[DEVICE_PATH_MAX];
    bool number = strspn(wanted, "0123456789") == strlen(wanted);
    if (strncmp(wanted, "/dev/", 5) == 0)
        return gpiod_chip_open(wanted);
    snprintf(path, sizeof path, "/dev/%s%s", number ? "gpiochip" : "", wanted);
    struct gpiod_chip *chip = gpiod_chip_open(path);
    return chip || number ? chip : open_by_label(wanted);
}

static struct gpiod_line_request *request_with(struct gpiod_chip *chip, unsigned line,
                                               struct gpiod_line_settings *settings)
{
    struct gpiod_line_request *request = NULL;
    struct gpiod_line_config *config = gpiod_line_config_new();
    struct gpiod_request_config *consumer = gpiod_request_config_new();
    if (config && consumer && gpiod_line_config_add_line_settings(config, &line, 1, settings) == 0) {
        gpiod_request_config_set_consumer(consumer, CONSUMER);
        request = gpiod_chip_request_lines(chip, consumer, config);
    }
    gpiod_request_config_free(consumer);
    gpiod_line_config_free(config);
    return request;
}

/* What an output's value is from the moment that it is ours; NULL, with errno, where the line can't be had. */
static struct gpiod_line_request *request(struct gpiod_chip *chip, unsigned line, enum gpiod_line_direction direction,
                                          enum gpiod_line_value value)
{
    struct gpiod_line_request *made = NULL;
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    if (settings && gpiod_line_settings_set_direction(settings, direction) == 0 &&
        gpiod_line_settings_set_output_value(settings, value) == 0)
        made = request_with(chip, line, settings);
    gpiod_line_settings_free(settings);
    return made;
}

enum raised gpio_look(const struct gpio_line *interlock)
{
    struct gpiod_chip *chip = open_chip(interlock->chip);
    if (!chip)
        return RAISED_NOT_THERE;
    struct gpiod_line_request *line =
        request(chip, interlock->line, GPIOD_LINE_DIRECTION_INPUT, GPIOD_LINE_VALUE_INACTIVE);
    enum raised result = RAISED_NOT_THERE;
    if (line) {
        enum gpiod_line_value value = gpiod_line_request_get_value(line, interlock->line);
        result = value == GPIOD_LINE_VALUE_INACTIVE ? RAISED_WELL : RAISED_HELD_SHUT;
        gpiod_line_request_release(line);
    }
    gpiod_chip_close(chip);
    return result;
}

enum raised gpio_pulse(const struct gpio_line *output, int pulse_ms, const atomic_bool *stopping)
{
    struct gpiod_chip *chip = open_chip(output->chip);
    if (!chip)
        return RAISED_NOT_THERE;
    struct gpiod_line_request *line = request(chip, output->line, GPIOD_LINE_DIRECTION_OUTPUT, GPIOD_LINE_VALUE_ACTIVE);
    enum raised result = RAISED_FAILED;
    if (line) {
        (void)actuator_wait(pulse_ms, stopping);
        if (gpiod_line_request_set_value(line, output->line, GPIOD_LINE_VALUE_INACTIVE) == 0)
            result = RAISED_WELL;
        gpiod_line_request_release(line);
    } else if (errno == ENODEV || errno == ENOENT || errno == EINVAL) {
        result = RAISED_NOT_THERE; /* the kernel's EINVAL: the chip has no such line */
    }
    gpiod_chip_close(chip);
    return result;
}

void gpio_rest(const struct gpio_line *output)
{
    struct gpiod_chip *chip = open_chip(output->chip);
    if (!chip)
        return;
    struct gpiod_line_request *line =
        request(chip, output->line, GPIOD_LINE_DIRECTION_OUTPUT, GPIOD_LINE_VALUE_INACTIVE);
    if (line)
        gpiod_line_request_release(line);
    gpiod_chip_close(chip);
}
