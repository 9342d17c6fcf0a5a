/* A barrier on a line of a GPIO chip, through libgpiod: of the kernel's gpio-sim where the kernel has it and lets us
 * make a chip (as root), and of a stand-in for the kernel, which says so, everywhere. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "barrier/barrier.h"
#include "support/gpio_stand_in.h"

#define OUTPUT 3
#define INTERLOCK 5
#define SIM "/sys/kernel/config/gpio-sim"

/* A chip with lines that the test can drive and look at. */
struct rig {
    char chip[64], lines[256]; /* lines: folder of gpio-sim's lines; empty: the stand-in */
};
static struct rig rig;
static struct barrier *barrier;

/* ---- The chip ---- */

static bool put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    bool good = file && fputs(text, file) >= 0;
    return file && fclose(file) == 0 && good;
}

static bool get(const char *path, char *text, int size)
{
    FILE *file = fopen(path, "r");
    bool good = file && fgets(text, size, file);
    if (file)
        fclose(file);
    if (good)
        text[strcspn(text, "\n")] = '\0';
    return good;
}

static void drive(unsigned line, int level)
{
    char path[320];
    if (!rig.lines[0]) {
        gpio_stand_in_drive(line, level);
        return;
    }
    snprintf(path, sizeof path, "%s/sim_gpio%u/pull", rig.lines, line);
    assert_true(put(path, level ? "pull-up" : "pull-down"));
}

static int level_of(unsigned line)
{
    char path[320], text[16] = "";
    if (!rig.lines[0])
        return gpio_stand_in_level(line);
    snprintf(path, sizeof path, "%s/sim_gpio%u/value", rig.lines, line);
    assert_true(get(path, text, sizeof text));
    return atoi(text);
}

static void remove_sim(void)
{
    (void)put(SIM "/gatehouse/live", "0");
    (void)rmdir(SIM "/gatehouse/bank0");
    (void)rmdir(SIM "/gatehouse");
}

/* Kernel: Documentation/admin-guide/gpio/gpio-sim.rst. */
static int make_sim(void **state)
{
    (void)state;
    char device[64];
    memset(&rig, 0, sizeof rig);
    if (access(SIM, W_OK) != 0) {
        print_message("no gpio-sim here (no such kernel module, or not root): skipped\n");
        return 0;
    }
    remove_sim();
    if (mkdir(SIM "/gatehouse", 0755) != 0 || mkdir(SIM "/gatehouse/bank0", 0755) != 0 ||
        !put(SIM "/gatehouse/bank0/num_lines", "8") || !put(SIM "/gatehouse/live", "1") ||
        !get(SIM "/gatehouse/dev_name", device, sizeof device) ||
        !get(SIM "/gatehouse/bank0/chip_name", rig.chip, sizeof rig.chip))
        return -1;
    snprintf(rig.lines, sizeof rig.lines, "/sys/devices/platform/%s/%s", device, rig.chip);
    return 0;
}

static int take_sim_away(void **state)
{
    (void)state;
    if (rig.lines[0])
        remove_sim();
    return 0;
}

static int make_stand_in(void **state)
{
    (void)state;
    rig = (struct rig){.chip = GPIO_STAND_IN_NAME};
    gpio_stand_in_plug(true);
    gpio_stand_in_break(false);
    return 0;
}

/* ---- The barrier ---- */

static void wake(void *ctx)
{
    (void)ctx;
}

static void open_at(const char *chip, int pulse_ms, bool with_interlock)
{
    char target[96], interlock[96] = "", why[BARRIER_WHY_MAX];
    snprintf(target, sizeof target, "gpio:%s:%d", chip, OUTPUT);
    if (with_interlock)
        snprintf(interlock, sizeof interlock, "%s:%d", chip, INTERLOCK);
    const struct barrier_options options = {target, pulse_ms, interlock, wake, NULL};
    assert_int_equal(barrier_open(&options, &barrier, why), GH_OK);
}

static void wait_ms(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

static void ask(uint8_t number)
{
    const struct uuid entry = {{1, 2, 3, number}};
    assert_int_equal(barrier_raise(barrier, &entry), GH_OK);
}

static enum raised result(void)
{
    enum raised result = RAISED_FAILED;
    int waits = 0;
    while (!barrier_take(barrier, &result) && waits++ < 1000)
        wait_ms(5);
    assert_true(waits < 1000);
    return result;
}

static bool becomes(unsigned line, int level)
{
    int waits = 0;
    while (level_of(line) != level && waits++ < 1000)
        wait_ms(5);
    return level_of(line) == level;
}

static void skip_without_chip(void)
{
    if (!rig.chip[0])
        skip();
}

static void an_entry_is_one_pulse(void **state)
{
    (void)state;
    skip_without_chip();
    open_at(rig.chip, 400, false);
    for (uint8_t number = 1; number <= 2; number++) {
        assert_int_equal(level_of(OUTPUT), 0);
        ask(number);
        assert_true(becomes(OUTPUT, 1));
        assert_int_equal(result(), RAISED_WELL);
        assert_int_equal(level_of(OUTPUT), 0);
    }
    barrier_close(barrier);
}

static void an_interlock_holds_it_shut(void **state)
{
    (void)state;
    skip_without_chip();
    open_at(rig.chip, 50, true);
    drive(INTERLOCK, 1);
    ask(1);
    assert_int_equal(result(), RAISED_HELD_SHUT);
    assert_int_equal(level_of(OUTPUT), 0);
    drive(INTERLOCK, 0);
    ask(2);
    assert_int_equal(result(), RAISED_WELL);
    barrier_close(barrier);
}

static void closing_ends_a_pulse(void **state)
{
    (void)state;
    skip_without_chip();
    open_at(rig.chip, 10000, false);
    ask(1);
    assert_true(becomes(OUTPUT, 1));
    barrier_close(barrier);
    assert_int_equal(level_of(OUTPUT), 0);
}

/* A kiosk killed during a pulse leaves the line active: the barrier would stay open until the next car. */
static void a_pulse_left_standing_ends_at_the_start(void **state)
{
    (void)state;
    skip_without_chip();
    if (rig.lines[0])
        skip(); /* gpio-sim resets a line that nobody holds */
    drive(OUTPUT, 1);
    open_at(rig.chip, 50, false);
    assert_true(becomes(OUTPUT, 0));
    barrier_close(barrier);
}

static void a_chip_is_found_by_path_number_and_label(void **state)
{
    (void)state;
    static const char *const names[] = {GPIO_STAND_IN_DEVICE, "7", GPIO_STAND_IN_LABEL};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        open_at(names[i], 50, false);
        ask(1);
        assert_int_equal(result(), RAISED_WELL);
        barrier_close(barrier);
    }
}

static void what_fails_is_told_apart(void **state)
{
    (void)state;
    char why[BARRIER_WHY_MAX];
    open_at(rig.chip, 50, true);
    gpio_stand_in_occupy(OUTPUT, true);
    ask(1);
    assert_int_equal(result(), RAISED_FAILED); /* somebody else holds the line */
    gpio_stand_in_occupy(OUTPUT, false);
    gpio_stand_in_break(true);
    ask(2);
    assert_int_equal(result(), RAISED_HELD_SHUT); /* an interlock that can't be read */
    gpio_stand_in_break(false);
    ask(3);
    assert_int_equal(result(), RAISED_WELL); /* each raise tries again */
    gpio_stand_in_plug(false);
    ask(4);
    assert_int_equal(result(), RAISED_NOT_THERE);
    barrier_close(barrier);
    gpio_stand_in_plug(true);
    const struct barrier_options beyond = {"gpio:" GPIO_STAND_IN_NAME ":99", 50, "", wake, NULL};
    assert_int_equal(barrier_open(&beyond, &barrier, why), GH_OK);
    ask(1);
    assert_int_equal(result(), RAISED_NOT_THERE); /* the chip has no such line */
    barrier_close(barrier);
}

int main(void)
{
    const struct CMUnitTest sim[] = {
        cmocka_unit_test(an_entry_is_one_pulse),
        cmocka_unit_test(an_interlock_holds_it_shut),
        cmocka_unit_test(closing_ends_a_pulse),
    };
    const struct CMUnitTest stand_in[] = {
        cmocka_unit_test(an_entry_is_one_pulse),
        cmocka_unit_test(an_interlock_holds_it_shut),
        cmocka_unit_test(closing_ends_a_pulse),
        cmocka_unit_test(a_pulse_left_standing_ends_at_the_start),
        cmocka_unit_test(a_chip_is_found_by_path_number_and_label),
        cmocka_unit_test(what_fails_is_told_apart),
    };
    int failed = cmocka_run_group_tests_name("gpio-sim", sim, make_sim, take_sim_away);
    return failed + cmocka_run_group_tests_name("stand-in for the kernel's gpio", stand_in, make_stand_in, NULL);
}
