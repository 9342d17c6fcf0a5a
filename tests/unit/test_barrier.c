/* The barrier is raised once for each entry in the journal, by a line, a program or a record, and reports the result.
 * */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "barrier/barrier.h"

static char folder[] = "/tmp/gatehouse-barrier.XXXXXX";
static struct barrier *barrier;

static void wake(void *ctx)
{
    (void)ctx;
}

static enum gh_status open_at(const char *target, const char *interlock, int pulse_ms)
{
    char why[BARRIER_WHY_MAX] = "";
    const struct barrier_options options = {target, pulse_ms, interlock, wake, NULL};
    enum gh_status status = barrier_open(&options, &barrier, why);
    assert_true(status == GH_OK || why[0]);
    return status;
}

static struct uuid entry(uint8_t number)
{
    struct uuid id = {{1, 2, 3, number}};
    return id;
}

static enum raised raised_for(uint8_t number)
{
    struct uuid id = entry(number);
    enum raised result = RAISED_FAILED;
    assert_int_equal(barrier_raise(barrier, &id), GH_OK);
    for (int i = 0; i < 1500 && !barrier_take(barrier, &result); i++) {
        const struct timespec pause = {.tv_nsec = 10000000};
        nanosleep(&pause, NULL);
    }
    return result;
}

static const char *path_of(const char *name)
{
    static char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void script(const char *name, const char *body)
{
    FILE *file = fopen(path_of(name), "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", body);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path_of(name), 0755), 0);
}

static size_t lines_of(const char *name, const char *with)
{
    char line[256];
    size_t count = 0;
    FILE *file = fopen(path_of(name), "r");
    while (file && fgets(line, sizeof line, file))
        count += strstr(line, with) != NULL;
    if (file)
        fclose(file);
    return count;
}

static void an_entry_raises_it_once(void **state)
{
    (void)state;
    char target[128];
    snprintf(target, sizeof target, "record:%s", path_of("record"));
    assert_int_equal(open_at(target, "", 500), GH_OK);
    assert_int_equal(raised_for(1), RAISED_RECORDED);
    struct uuid again = entry(1), nil = {{0}};
    assert_int_equal(barrier_raise(barrier, &again), GH_CONFLICT);
    assert_int_equal(barrier_raise(barrier, &nil), GH_CONFLICT);
    assert_int_equal(raised_for(2), RAISED_RECORDED);
    assert_int_equal(lines_of("record", "no barrier is connected"), 2);
    assert_int_equal(lines_of("record", "01020301-0000"), 1);
    barrier_close(barrier);
}

static void a_program_gets_the_entry_and_its_answer_counts(void **state)
{
    (void)state;
    static const struct {
        const char *name, *body;
        enum raised expected;
    } all[] = {
        {"well", "echo \"$1\" >>\"$(dirname \"$0\")/seen\"", RAISED_WELL},
        {"shut", "exit 3", RAISED_HELD_SHUT},
        {"bad", "exit 9", RAISED_FAILED},
        {"killed", "kill -9 $$", RAISED_FAILED},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char target[128];
        script(all[i].name, all[i].body);
        snprintf(target, sizeof target, "command:%s", path_of(all[i].name));
        assert_int_equal(open_at(target, "", 500), GH_OK);
        assert_int_equal(raised_for(7), all[i].expected);
        barrier_close(barrier);
    }
    assert_int_equal(lines_of("seen", "01020307-0000"), 1);
    assert_int_equal(open_at("command:/nonexistent/program", "", 500), GH_OK);
    assert_int_equal(raised_for(1), RAISED_NOT_THERE);
    barrier_close(barrier);
}

/* Entries that come during a run are not lost. Closing does not wait for a program that hangs. */
static void one_at_a_time(void **state)
{
    (void)state;
    char target[128];
    struct uuid first = entry(1), second = entry(2);
    script("slow", "exec sleep 30");
    snprintf(target, sizeof target, "command:%s", path_of("slow"));
    assert_int_equal(open_at(target, "", 500), GH_OK);
    assert_int_equal(barrier_raise(barrier, &first), GH_OK);
    assert_int_equal(barrier_raise(barrier, &second), GH_BUSY);
    time_t before = time(NULL);
    barrier_close(barrier);
    assert_true(time(NULL) - before < 5);
}

static void what_cannot_be_a_barrier_is_refused_in_words(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "gpio:",
                                      "gpio:gpiochip0",
                                      "gpio:gpiochip0:",
                                      "gpio:gpiochip0:x",
                                      "gpio:gpiochip0:99999",
                                      "gpio::4",
                                      "command:relative",
                                      "record:",
                                      "relay:/dev/ttyS0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(open_at(bad[i], "", 500), GH_MALFORMED);
    assert_int_equal(open_at("record:/tmp/x", "gpiochip0", 500), GH_MALFORMED);
    assert_int_equal(open_at("record:/tmp/x", "", 10), GH_MALFORMED);
    assert_int_equal(open_at("record:/tmp/x", "", 20000), GH_MALFORMED);
}

/* This also runs without any gpio: a line that can't be read must keep the barrier shut. */
static void a_line_that_is_not_there_raises_nothing(void **state)
{
    (void)state;
    char target[128];
    enum gh_status status = open_at("gpio:gatehouse-no-such-chip:4", "", 500);
    if (status == GH_UNSUPPORTED)
        skip();
    assert_int_equal(status, GH_OK);
    assert_int_equal(raised_for(1), RAISED_NOT_THERE);
    barrier_close(barrier);
    snprintf(target, sizeof target, "record:%s", path_of("behind-interlock"));
    assert_int_equal(open_at(target, "gatehouse-no-such-chip:4", 500), GH_OK);
    assert_int_equal(raised_for(1), RAISED_NOT_THERE);
    assert_int_equal(lines_of("behind-interlock", "raised"), 0);
    barrier_close(barrier);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"record", "well", "shut", "bad", "killed", "slow", "seen", "behind-interlock"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(path_of(names[i]));
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_raises_it_once),
        cmocka_unit_test(a_program_gets_the_entry_and_its_answer_counts),
        cmocka_unit_test(one_at_a_time),
        cmocka_unit_test(what_cannot_be_a_barrier_is_refused_in_words),
        cmocka_unit_test(a_line_that_is_not_there_raises_nothing),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
