/* A file of passwords from breaches: every line of it is found, nothing else is, and other files are refused. */
#include "auth/breached_passwords.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/test.h"

#define LINES 2000
#define LINE_SIZE 64

static char path[] = "/tmp/gatehouse-breached-XXXXXX";
static char lines[LINES][LINE_SIZE];

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Passwords "river0", "river2", and so on, with counts of different lengths. */
static void fill(const char *end)
{
    for (size_t i = 0; i < LINES; i++) {
        uint8_t hash[BREACHED_HASH_LEN];
        char password[32], hex[2 * BREACHED_HASH_LEN + 1];
        int len = snprintf(password, sizeof password, "river%zu", 2 * i);
        assert_int_equal(gnutls_hash_fast(GNUTLS_DIG_SHA1, password, (size_t)len, hash), 0);
        hex_encode(BYTES(hash, sizeof hash), hex);
        for (char *c = hex; *c; c++)
            if (*c >= 'a' && *c <= 'f')
                *c = (char)(*c - 32);
        (void)snprintf(lines[i], LINE_SIZE, "%s:%llu%s", hex, i % 7 ? (unsigned long long)i : 999999999999ULL, end);
    }
    qsort(lines, LINES, LINE_SIZE, by_text);
}

static void write_lines(size_t count, size_t cut)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (size_t i = 0; i < count; i++) {
        const size_t len = strlen(lines[i]) - (i + 1 == count ? cut : 0);
        assert_int_equal(fwrite(lines[i], 1, len, file), len);
    }
    assert_int_equal(fclose(file), 0);
}

static size_t found_of(const struct breached_passwords *b, size_t first, size_t step)
{
    size_t found = 0;
    for (size_t i = 0; i < LINES; i++) {
        char password[32];
        bool met = false;
        (void)snprintf(password, sizeof password, "river%zu", first + step * i);
        assert_int_equal(breached_contains(b, bytes_of_string(password), &met), GH_OK);
        found += met;
    }
    return found;
}

static void every_line_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *end;
        size_t cut;
    } ends[] = {{"\r\n", 0}, {"\n", 0}, {"\r\n", 2}, {"\n", 1}};
    static const size_t counts[] = {LINES, 2, 1};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        fill(ends[i].end);
        for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
            struct breached_passwords *b = NULL;
            const char *fault = "";
            write_lines(counts[k], ends[i].cut);
            assert_int_equal(breached_open(path, &b, &fault), GH_OK);
            assert_int_equal(found_of(b, 0, 2), counts[k]);
            assert_int_equal(found_of(b, 1, 2), 0);
            breached_close(b);
        }
    }
    bool met = true;
    assert_int_equal(breached_contains(NULL, bytes_of_string("river0"), &met), GH_OK);
    assert_false(met);
}

static void refuses(const char *what)
{
    struct breached_passwords *b = NULL;
    const char *fault = "";
    if (breached_open(path, &b, &fault) != GH_MALFORMED || !strstr(fault, "HASH:COUNT"))
        fail_msg("%s is taken", what);
}

static void other_files_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "password\n123456\n",
                                        "8846F7EAEE8FB117AD06BDD830B7586C:3\n",
                                        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8\n",
                                        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:\n",
                                        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1 \n",
                                        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1234567890123456789\n"};
    struct breached_passwords *b = NULL;
    const char *fault = "";
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        (void)snprintf(lines[0], LINE_SIZE, "%s", texts[i]);
        write_lines(1, 0);
        refuses(texts[i]);
    }
    fill("\n"); /* ordered by count, as another download is: two lines change places */
    char swapped[LINE_SIZE];
    memcpy(swapped, lines[0], LINE_SIZE);
    memcpy(lines[0], lines[LINES - 1], LINE_SIZE);
    memcpy(lines[LINES - 1], swapped, LINE_SIZE);
    write_lines(LINES, 0);
    refuses("a file in another order");
    assert_int_equal(breached_open("/nonexistent", &b, &fault), GH_NOT_FOUND);
    assert_int_equal(breached_open("/tmp", &b, &fault), GH_UNSUPPORTED);
}

/* What is wrong in the middle of 40 GB shows when a password is looked up there. */
static void a_spoilt_line_is_no_answer(void **state)
{
    (void)state;
    struct breached_passwords *b = NULL;
    const char *fault = "";
    fill("\n");
    write_lines(LINES, 0);
    assert_int_equal(breached_open(path, &b, &fault), GH_OK);
    for (size_t i = 0; i < LINES; i++)
        lines[i][3] = 'x';
    write_lines(LINES, 0);
    bool met = true;
    assert_int_equal(breached_contains(b, bytes_of_string("river0"), &met), GH_CORRUPT);
    assert_false(met);
    breached_close(b);
}

static int make(void **state)
{
    (void)state;
    const int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int drop(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_is_found),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(a_spoilt_line_is_no_answer),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
