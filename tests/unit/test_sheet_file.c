/* XLSX files: which cells are read, and which files are refused. The files are those of the fuzz corpus. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mail/sheet_file.h"
#include "os/file.h"

#define LIST_SIZE ((size_t)64 * 1024)

static void assert_read(const char *name, enum gh_status expected, const char *text)
{
    static uint8_t raw[256 * 1024];
    static char list[LIST_SIZE];
    char path[512];
    size_t len = 0;
    (void)snprintf(path, sizeof path, "%s/sheet_file/%s", getenv("CORPUS"), name);
    assert_int_equal(os_file_read(path, raw, sizeof raw, &len), GH_OK);
    assert_int_equal(sheet_file_text(BYTES(raw, len), list, sizeof list), expected);
    assert_string_equal(list, text);
}

static void cells_become_lines(void **state)
{
    (void)state;
    assert_read("shared.xlsx", GH_OK, "\n\t张三\t\tx y\n\n13800138000\t1");
}

static void hostile_files_are_refused(void **state)
{
    (void)state;
    assert_read("entities.xlsx", GH_MALFORMED, "");
    assert_read("external.xlsx", GH_MALFORMED, "");
    assert_read("bomb.xlsx", GH_TOO_LONG, "");
    assert_read("deep.xlsx", GH_TOO_LONG, "");
    assert_read("rows.xlsx", GH_TOO_LONG, "");
    assert_read("back.xlsx", GH_MALFORMED, "");
    assert_read("nothing.xlsx", GH_MALFORMED, "");
    assert_read("cut.xlsx", GH_MALFORMED, "");
    assert_read("locked.xlsx", GH_UNSUPPORTED, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_become_lines),
        cmocka_unit_test(hostile_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
