/* Small files: read with a limit, replaced whole; and the clocks and random bytes beside them. */
#include "support/test.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/file.h"
#include "os/hardware.h"
#include "os/random.h"

static char folder[64];

static const char *in_folder(const char *name)
{
    static char path[512];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static int make_folder(void **unused)
{
    (void)unused;
    strcpy(folder, "gatehouse-file-XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static unsigned files_in_folder(bool remove_them)
{
    unsigned count = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        if (remove_them)
            assert_int_equal(remove(in_folder(entry->d_name)), 0);
    }
    closedir(dir);
    return count;
}

static int remove_folder(void **unused)
{
    (void)unused;
    files_in_folder(true);
    return rmdir(folder);
}

static void a_written_file_reads_back_with_its_mode(void **unused)
{
    (void)unused;
    uint8_t buffer[16];
    size_t len = 0;
    struct stat about;
    umask(077);
    assert_int_equal(os_file_write(in_folder("a"), bytes_of_string("hello"), 0640), GH_OK);
    assert_int_equal(os_file_read(in_folder("a"), buffer, sizeof(buffer), &len), GH_OK);
    assert_int_equal(len, 5);
    assert_memory_equal(buffer, "hello", 5);
    assert_int_equal(stat(in_folder("a"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
}

static void writing_replaces_the_whole_and_leaves_nothing_beside(void **unused)
{
    (void)unused;
    uint8_t buffer[16];
    size_t len = 0;
    assert_int_equal(os_file_write(in_folder("a"), bytes_of_string("first version"), 0600), GH_OK);
    assert_int_equal(os_file_write(in_folder("a"), bytes_of_string("2"), 0600), GH_OK);
    assert_int_equal(os_file_read(in_folder("a"), buffer, sizeof(buffer), &len), GH_OK);
    assert_int_equal(len, 1);
    assert_int_equal(os_file_write(in_folder("a"), BYTES(NULL, 0), 0600), GH_OK);
    assert_int_equal(os_file_read(in_folder("a"), buffer, sizeof(buffer), &len), GH_OK);
    assert_int_equal(len, 0);
    assert_int_equal(files_in_folder(false), 1);
}

static void the_limit_holds_at_its_edge(void **unused)
{
    (void)unused;
    uint8_t buffer[8];
    size_t len = 77;
    assert_int_equal(os_file_write(in_folder("a"), BYTES("12345678", 8), 0600), GH_OK);
    assert_int_equal(os_file_read(in_folder("a"), buffer, 8, &len), GH_OK);
    assert_int_equal(len, 8);
    len = 77;
    assert_int_equal(os_file_read(in_folder("a"), buffer, 7, &len), GH_TOO_LONG);
    assert_int_equal(len, 77);
}

static void what_is_not_there_or_not_a_file_is_told_apart(void **unused)
{
    (void)unused;
    uint8_t buffer[8];
    size_t len = 77;
    assert_int_equal(os_file_read(in_folder("nothing"), buffer, sizeof(buffer), &len), GH_NOT_FOUND);
    assert_int_equal(os_file_read(folder, buffer, sizeof(buffer), &len), GH_MALFORMED);
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    assert_int_equal(os_file_read(in_folder("pipe"), buffer, sizeof(buffer), &len), GH_MALFORMED);
    assert_int_equal(len, 77);
    assert_int_equal(os_file_write(in_folder("no/such/folder"), bytes_of_string("x"), 0600), GH_NOT_FOUND);
}

static void a_failed_write_leaves_the_old_file(void **unused)
{
    (void)unused;
    assert_int_equal(mkdir(in_folder("taken"), 0700), 0);
    assert_int_not_equal(os_file_write(in_folder("taken"), bytes_of_string("x"), 0600), GH_OK);
    assert_int_equal(files_in_folder(false), 1);
}

static void a_write_that_stops_midway_leaves_the_old_file(void **unused)
{
    (void)unused;
    static uint8_t content[64 * 1024], buffer[64];
    size_t len = 0;
    struct rlimit before, small;
    assert_int_equal(os_file_write(in_folder("a"), bytes_of_string("old"), 0600), GH_OK);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 4096;
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum gh_status status = os_file_write(in_folder("a"), BYTES(content, sizeof(content)), 0600);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, GH_IO);
    assert_int_equal(os_file_read(in_folder("a"), buffer, sizeof(buffer), &len), GH_OK);
    assert_int_equal(len, 3);
    assert_memory_equal(buffer, "old", 3);
    assert_int_equal(files_in_folder(false), 1);
}

static void folders_are_made_with_those_above(void **unused)
{
    (void)unused;
    assert_int_equal(os_folder_make(in_folder("x/y/z"), 0700), GH_OK);
    assert_int_equal(os_folder_make(in_folder("x/y/z"), 0700), GH_OK);
    assert_int_equal(os_file_write(in_folder("x/y/z/f"), bytes_of_string("f"), 0600), GH_OK);
    assert_int_not_equal(os_folder_make(in_folder("x/y/z/f"), 0700), GH_OK);
    assert_int_not_equal(os_folder_make(in_folder("x/y/z/f/g"), 0700), GH_OK);
    assert_int_equal(os_folder_make("", 0700), GH_MALFORMED);
    static const char *const made[] = {"x/y/z/f", "x/y/z", "x/y", "x"};
    for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
        assert_int_equal(remove(in_folder(made[i])), 0);
}

static void errors_of_the_disk_are_told_apart(void **unused)
{
    (void)unused;
    assert_int_equal(os_status_of_errno(ENOSPC), GH_FULL);
    assert_int_equal(os_status_of_errno(EDQUOT), GH_FULL);
    assert_int_equal(os_status_of_errno(EROFS), GH_READ_ONLY);
    assert_int_equal(os_status_of_errno(EACCES), GH_DENIED);
    assert_int_equal(os_status_of_errno(ENOENT), GH_NOT_FOUND);
    assert_int_equal(os_status_of_errno(EIO), GH_IO);
    assert_int_equal(os_status_of_errno(ENOMEM), GH_NO_MEMORY);
    assert_int_equal(os_status_of_errno(ENAMETOOLONG), GH_TOO_LONG);
    assert_int_equal(os_status_of_errno(EAGAIN), GH_BUSY);
    assert_int_equal(os_status_of_errno(0), GH_OK);
}

static void the_systems_clocks_run(void **unused)
{
    (void)unused;
    struct os_clock clock = os_clock_system(false);
    struct os_reading a = os_clock_read(&clock), b = os_clock_read(&clock);
    assert_true(a.wall > 1577836800 * TICK_SECOND);
    assert_true(a.boot_ns > 0 && b.boot_ns >= a.boot_ns);
}

static void a_fake_clock_runs_when_told(void **unused)
{
    (void)unused;
    struct os_reading reading = {.wall = 1000, .boot_ns = 5};
    struct os_clock clock = os_clock_fake(&reading);
    os_reading_advance(&reading, 7);
    assert_int_equal(os_clock_read(&clock).wall, 1007);
    assert_int_equal(os_clock_read(&clock).boot_ns, 7000005);
}

static void the_systems_random_bytes_do_not_repeat(void **unused)
{
    (void)unused;
    struct os_random random = os_random_system();
    uint8_t a[32] = {0}, b[32] = {0};
    os_random_fill(&random, a, sizeof(a));
    os_random_fill(&random, b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
}

static void fixed_random_bytes_repeat(void **unused)
{
    (void)unused;
    uint64_t one = 42, two = 42;
    struct os_random first = os_random_fixed(&one), second = os_random_fixed(&two);
    uint8_t a[64], b[64], c[64];
    os_random_fill(&first, a, sizeof(a));
    os_random_fill(&second, b, sizeof(b));
    os_random_fill(&second, c, sizeof(c));
    assert_memory_equal(a, b, sizeof(a));
    assert_memory_not_equal(a, c, sizeof(a));
}

static void put(const char *name, const char *content)
{
    assert_int_equal(os_file_write(in_folder(name), bytes_of_string(content), 0600), GH_OK);
}

static void a_hardware_secret_says_what_protects_it(void **unused)
{
    (void)unused;
    uint8_t secret[HARDWARE_MAX];
    size_t len = 0;
    char path[512];
    snprintf(path, sizeof path, "%s", in_folder("secret"));
    assert_int_equal(hardware_kind(""), HARDWARE_NONE);
    assert_int_equal(hardware_kind(path), HARDWARE_NONE);
    assert_int_equal(hardware_read("", secret, &len), GH_NOT_FOUND);
    assert_int_equal(hardware_read(path, secret, &len), GH_NOT_FOUND);
    put("secret", "fifteen-bytes..");
    assert_int_equal(hardware_read(path, secret, &len), GH_MALFORMED);
    put("secret", "sixteen-bytes...");
    assert_int_equal(hardware_read(path, secret, &len), GH_OK);
    assert_int_equal(len, 16);
    assert_string_equal(hardware_name(hardware_kind(path)), "file");
    put("secret.kind", "tpm\n");
    assert_string_equal(hardware_name(hardware_kind(path)), "tpm");
    put("secret.kind", "tpm-of-old");
    assert_string_equal(hardware_name(hardware_kind(path)), "file");
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_written_file_reads_back_with_its_mode),
        IN_FOLDER(writing_replaces_the_whole_and_leaves_nothing_beside),
        IN_FOLDER(the_limit_holds_at_its_edge),
        IN_FOLDER(what_is_not_there_or_not_a_file_is_told_apart),
        IN_FOLDER(a_failed_write_leaves_the_old_file),
        IN_FOLDER(a_write_that_stops_midway_leaves_the_old_file),
        IN_FOLDER(folders_are_made_with_those_above),
        IN_FOLDER(a_hardware_secret_says_what_protects_it),
        cmocka_unit_test(errors_of_the_disk_are_told_apart),
        cmocka_unit_test(the_systems_clocks_run),
        cmocka_unit_test(a_fake_clock_runs_when_told),
        cmocka_unit_test(the_systems_random_bytes_do_not_repeat),
        cmocka_unit_test(fixed_random_bytes_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
