/* The built pages in memory: what is found, and which copy of it a client gets. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/web_files.h"

static char folder[] = "/tmp/gatehouse-web.XXXXXX";
static struct web_files *files;

static void put(const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int open_files(void **unused)
{
    char path[128];
    (void)unused;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/assets", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/assets/chunks", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/assets/chunks/deep", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    put("assets/chunks/d-3.js", "piece");
    put("assets/chunks/deep/e-4.js", "deeper than is held");
    put("assets/f-5.webp", "picture");
    put("index.html", "page");
    put("index.html.br", "page in Brotli");
    put("index.html.gz", "page in gzip");
    put("assets/a-1.js", "script");
    put("assets/a-1.js.gz", "script in gzip");
    put("assets/b-2.png", "picture");
    put("assets/c.exe", "no page");
    assert_int_equal(web_files_open(folder, &files), GH_OK);
    return 0;
}

static int close_files(void **unused)
{
    char command[160];
    (void)unused;
    web_files_close(files);
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

/* What the client gets for that header, and how it is encoded. */
static void gets(const char *path, const char *accepted, const char *body, const char *encoding)
{
    struct web_file file;
    assert_int_equal(web_files_find(files, path, &file), GH_OK);
    web_files_compress(files, path, accepted, &file);
    assert_true(bytes_equal(file.body, bytes_of_string(body)));
    if (encoding)
        assert_string_equal(file.encoding, encoding);
    else
        assert_null(file.encoding);
}

static void a_client_gets_the_copy_that_it_takes(void **unused)
{
    (void)unused;
    gets("index.html", NULL, "page", NULL);
    gets("index.html", "", "page", NULL);
    gets("index.html", "identity", "page", NULL);
    gets("index.html", "gzip, deflate, br", "page in Brotli", "br");
    gets("index.html", "gzip, deflate", "page in gzip", "gzip");
    gets("index.html", "GZIP;q=0.5", "page in gzip", "gzip");
    gets("index.html", "br;q=0, gzip;q=1.0", "page in gzip", "gzip");
    gets("index.html", "br; q=0.000,gzip;q=0", "page", NULL);
    gets("index.html", "brotli, gzipped", "page", NULL); /* other words */
    gets("assets/a-1.js", "br, gzip", "script in gzip", "gzip");
    gets("assets/b-2.png", "br, gzip", "picture", NULL);
}

static void folders_are_read_three_levels_deep(void **unused)
{
    struct web_file file;
    (void)unused;
    gets("assets/chunks/d-3.js", NULL, "piece", NULL);
    assert_int_equal(web_files_find(files, "assets/f-5.webp", &file), GH_OK);
    assert_string_equal(file.content_type, "image/webp");
    assert_true(file.hashed);
    assert_int_equal(web_files_find(files, "assets/chunks/deep/e-4.js", &file), GH_NOT_FOUND);
}

static void copies_and_strangers_are_no_pages(void **unused)
{
    struct web_file file;
    (void)unused;
    assert_int_equal(web_files_find(files, "index.html.br", &file), GH_NOT_FOUND);
    assert_int_equal(web_files_find(files, "assets/a-1.js.gz", &file), GH_NOT_FOUND);
    assert_int_equal(web_files_find(files, "assets/c.exe", &file), GH_NOT_FOUND);
    assert_int_equal(web_files_find(files, "../index.html", &file), GH_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_gets_the_copy_that_it_takes),
        cmocka_unit_test(folders_are_read_three_levels_deep),
        cmocka_unit_test(copies_and_strangers_are_no_pages),
    };
    return cmocka_run_group_tests(tests, open_files, close_files);
}
