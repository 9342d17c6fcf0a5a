/* Slips of paper: the bytes that a receipt printer gets, and what becomes of a slip when the printer is not well. */
#include "support/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "print/escpos.h"
#include "print/printer.h"

static struct paper slip;
static uint8_t bytes[ESCPOS_MAX];
static size_t len;

static void line(enum paper_form form, const char *text)
{
    struct paper_line *l = &slip.lines[slip.count++];
    l->form = form;
    (void)snprintf(l->text, sizeof l->text, "%s", text);
}

static void begin(void)
{
    memset(&slip, 0, sizeof slip);
}

static const uint8_t *find(const void *what, size_t size)
{
    return memmem(bytes, len, what, size);
}

static void chinese_goes_out_as_gb_18030(void **unused)
{
    (void)unused;
    begin();
    line(PAPER_TITLE, "\xe4\xb8\xad\xe6\x96\x87");                    /* U+4E2D U+6587 */
    line(PAPER_TEXT, "\xe4\xb9\xb0\xe5\x8d\x96\xe6\x8f\x90\xc2\xb7"); /* with the middle dot of names */
    assert_int_equal(escpos_encode(&slip, bytes, &len), GH_OK);
    assert_memory_equal(bytes, "\x1b@\x1c&", 4);
    assert_non_null(find("\xd6\xd0\xce\xc4\n", 5));
    assert_non_null(find("\xc2\xf2\xc2\xf4\xcc\xe1\xa1\xa4\n", 9));
    assert_memory_equal(bytes + len - 4, "\x1dVB\0", 4); /* cut */
    begin();
    line(PAPER_TEXT, "\xff");
    assert_int_equal(escpos_encode(&slip, bytes, &len), GH_MALFORMED);
}

static void a_code_is_the_printers_own_function(void **unused)
{
    (void)unused;
    static const char url[] = "https://visit.example.edu.cn/w/AAAAAAAAAAAAAAAAAAAAAA";
    const uint8_t store[] = {0x1d, '(', 'k', sizeof url - 1 + 3, 0, '1', 'P', '0'};
    begin();
    line(PAPER_NUMBER, "0427");
    line(PAPER_CODE, url);
    assert_int_equal(escpos_encode(&slip, bytes, &len), GH_OK);
    assert_non_null(find("\x1d!\x33"
                         "0427\n\x1d!\0",
                         11));
    const uint8_t *at = find(store, sizeof store);
    assert_non_null(at);
    assert_memory_equal(at + sizeof store, url, sizeof url - 1);
    assert_memory_equal(at + sizeof store + sizeof url - 1,
                        "\x1d(k\x03\0"
                        "1Q0",
                        8);
}

static void words_are_not_torn_at_the_end_of_a_line(void **unused)
{
    (void)unused;
    begin();
    line(PAPER_TEXT, "When the unit and the security office agree, the guard sees your number.");
    line(PAPER_TEXT, "Donaudampfschifffahrtsgesellschaftskapitaenspatent"); /* longer than a line */
    assert_int_equal(escpos_encode(&slip, bytes, &len), GH_OK);
    assert_non_null(find("When the unit and the security\n", 31));
    assert_non_null(find("office agree, the guard sees\n", 29));
    assert_non_null(find("Donaudampfschifffahrtsgesellscha\n", 33));
}

static void a_slip_has_an_end(void **unused)
{
    (void)unused;
    char text[PAPER_TEXT_MAX];
    begin();
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (int i = 0; i < PAPER_LINES_MAX; i++)
        line(PAPER_TEXT, text);
    slip.count = 1000; /* a mistake elsewhere must not run over the lines */
    assert_int_equal(escpos_encode(&slip, bytes, &len), GH_OK);
    assert_in_range(len, PAPER_LINES_MAX * (PAPER_TEXT_MAX - 1), ESCPOS_MAX);
}

/* ---- The printer ---- */

struct desk {
    char directory[64], path[96];
    struct printer *printer;
};

static void woken(void *ctx)
{
    (void)ctx;
}

static int set_up(void **state)
{
    struct desk *d = calloc(1, sizeof *d);
    (void)snprintf(d->directory, sizeof d->directory, "/tmp/gatehouse-print-XXXXXX");
    if (!mkdtemp(d->directory))
        return -1;
    (void)snprintf(d->path, sizeof d->path, "%s/lp0", d->directory);
    begin();
    line(PAPER_NUMBER, "0427");
    *state = d;
    return escpos_encode(&slip, bytes, &len) == GH_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct desk *d = *state;
    char command[96];
    printer_close(d->printer);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", d->directory);
    int result = system(command);
    free(d);
    return result;
}

static enum printed printed(struct desk *d)
{
    enum printed result;
    for (int i = 0; i < 1000; i++) {
        if (printer_take(d->printer, &result))
            return result;
        (void)nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    fail_msg("nothing came of it");
    return PRINTED_FAILED;
}

static void assert_holds_slip(const char *path)
{
    uint8_t found[ESCPOS_MAX];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(found, 1, sizeof found, file), len);
    assert_memory_equal(found, bytes, len);
    (void)fclose(file);
}

static void a_slip_reaches_the_device(void **state)
{
    struct desk *d = *state;
    enum printed nothing;
    assert_int_equal(printer_open(d->path, woken, NULL, &d->printer), GH_OK);
    assert_int_equal(printer_print(d->printer, &slip), GH_OK);
    assert_int_equal(printed(d), PRINTED_NOT_THERE);
    assert_int_not_equal(access(d->path, F_OK), 0); /* no file where a device should be */
    (void)close(open(d->path, O_CREAT | O_WRONLY, 0600));
    assert_int_equal(printer_print(d->printer, &slip), GH_OK);
    assert_int_equal(printed(d), PRINTED_WELL);
    assert_holds_slip(d->path);
    assert_false(printer_take(d->printer, &nothing));
}

static void a_printer_that_fails_says_so(void **state)
{
    struct desk *d = *state;
    assert_int_equal(printer_open("/dev/full", woken, NULL, &d->printer), GH_OK);
    assert_int_equal(printer_print(d->printer, &slip), GH_OK);
    assert_int_equal(printed(d), PRINTED_FAILED);
}

/* One that takes nothing keeps the next slip waiting, and can be given up. */
static void a_printer_that_hangs_holds_nobody_up(void **state)
{
    struct desk *d = *state;
    static char filler[65536];
    assert_int_equal(mkfifo(d->path, 0600), 0);
    int reader = open(d->path, O_RDONLY | O_NONBLOCK), writer = open(d->path, O_WRONLY | O_NONBLOCK);
    while (write(writer, filler, sizeof filler) > 0)
        continue;
    assert_int_equal(printer_open(d->path, woken, NULL, &d->printer), GH_OK);
    assert_int_equal(printer_print(d->printer, &slip), GH_OK);
    assert_int_equal(printer_print(d->printer, &slip), GH_BUSY);
    time_t before = time(NULL);
    printer_close(d->printer);
    d->printer = NULL;
    assert_in_range(time(NULL) - before, 0, 2);
    (void)close(reader);
    (void)close(writer);
}

/* Through a stand-in for CUPS's lp: what it is called with, and what it gets. */
static void a_queue_of_cups_gets_it_raw(void **state)
{
    struct desk *d = *state;
    char script[160], path[4096], out[160];
    (void)snprintf(script, sizeof script, "%s/lp", d->directory);
    FILE *file = fopen(script, "w");
    assert_non_null(file);
    (void)fprintf(file, "#!/bin/sh\ntest \"$*\" = '-s -d gate -o raw -' || exit 1\ncat > '%s/taken'\n", d->directory);
    (void)fclose(file);
    assert_int_equal(chmod(script, 0700), 0);
    const char *before = getenv("PATH");
    (void)snprintf(path, sizeof path, "%s:%s", d->directory, before ? before : "");
    assert_int_equal(setenv("PATH", path, 1), 0);
    assert_int_equal(printer_open("cups:gate", woken, NULL, &d->printer), GH_OK);
    assert_int_equal(printer_print(d->printer, &slip), GH_OK);
    assert_int_equal(printed(d), PRINTED_WELL);
    (void)snprintf(out, sizeof out, "%s/taken", d->directory);
    assert_holds_slip(out);
    printer_close(d->printer);
    assert_int_equal(printer_open("cups:another", woken, NULL, &d->printer), GH_OK);
    assert_int_equal(printer_print(d->printer, &slip), GH_OK);
    assert_int_equal(printed(d), PRINTED_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chinese_goes_out_as_gb_18030),
        cmocka_unit_test(a_code_is_the_printers_own_function),
        cmocka_unit_test(words_are_not_torn_at_the_end_of_a_line),
        cmocka_unit_test(a_slip_has_an_end),
        cmocka_unit_test_setup_teardown(a_slip_reaches_the_device, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_printer_that_fails_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_printer_that_hangs_holds_nobody_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_queue_of_cups_gets_it_raw, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
