/* The reader over whole sets of pictures: hard frames made on the spot, and photographs where they are at hand. And
 * gatehouse-read as a program: argv[1]. */
#include "support/test.h"

#include <dirent.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "codes/reader.h"
#include "hard_set.h"
#include "read/image_file.h"

#define PER_KIND 4

static const struct reader_options still = {.budget_ms = 2000};
static const char *program;
static char folder[] = "/tmp/gatehouse-read.XXXXXX";

static void hard_frames_are_read_and_none_falsely(void **state)
{
    (void)state;
    static uint8_t pixels[HARD_WIDTH * HARD_HEIGHT];
    static struct reading out;
    const struct grey picture = {pixels, HARD_WIDTH, HARD_HEIGHT, HARD_WIDTH};
    struct reader *reader = reader_new();
    assert_non_null(reader);
    int read = 0;
    for (int kind = 0; kind <= HARD_KINDS; kind++)
        for (int index = 0; index < PER_KIND; index++) {
            char text[HARD_TEXT];
            assert_true(hard_frame(kind, index, HARD_SEED_REPORT, pixels, text));
            if (reader_read(reader, &picture, &still, &out, 1) == 0)
                continue;
            assert_int_equal(out.len, strlen(text));
            assert_memory_equal(out.text, text, out.len);
            read++;
        }
    reader_free(reader);
    print_message("%d of %d hard frames read\n", read, HARD_KINDS * PER_KIND);
    assert_true(read * 100 >= HARD_KINDS * PER_KIND * 90);
}

static bool shared(const char *below, char out[4096])
{
    const char *root = getenv("GATEHOUSE_SHARED");
    int len = root && *root ? snprintf(out, 4096, "%s/%s", root, below)
                            : snprintf(out, 4096, "%s/../shared/%s", GATEHOUSE_SOURCE_DIR, below);
    return len > 0 && len < 4096 && access(out, R_OK) == 0;
}

/* Counts the pictures in the folder and those that gave a text. */
static int read_folder(const char *path, int *read)
{
    static struct reading out;
    int pictures = 0;
    struct reader *reader = reader_new();
    DIR *dir = opendir(path);
    assert_true(reader && dir);
    *read = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        char file[4096 + 256];
        struct image image;
        (void)snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
        if (entry->d_name[0] == '.' || strstr(entry->d_name, ".txt") || image_load(file, IMAGE_GREY, &image) != GH_OK)
            continue;
        const struct grey picture = {image.pixels, image.width, image.height, image.width};
        *read += reader_read(reader, &picture, &still, &out, 1);
        pictures++;
        image_free(&image);
    }
    closedir(dir);
    reader_free(reader);
    return pictures;
}

static void photographs_are_read(void **state)
{
    (void)state;
    char path[4096];
    int read = 0;
    if (!shared("samples/qr", path))
        skip();
    int pictures = read_folder(path, &read);
    print_message("%d of %d photographs read\n", read, pictures);
    assert_true(pictures > 0 && read * 100 >= pictures * 95);
}

static void nothing_is_read_where_no_code_is(void **state)
{
    (void)state;
    char path[4096];
    int read = 0;
    if (!shared("samples/qr/none", path))
        skip();
    assert_true(read_folder(path, &read) > 0);
    assert_int_equal(read, 0);
}

static void write_file(const char *name, const void *data, size_t len, char path[4096])
{
    assert_true(snprintf(path, 4096, "%s/%s", folder, name) < 4096);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

/* Runs gatehouse-read with the arguments; its lines as a JSON array, its exit code in *code. */
static json_t *run(const char *arguments, int *code)
{
    char command[16384], line[65536];
    assert_true(snprintf(command, sizeof(command), "'%s' %s 2>/dev/null", program, arguments) < (int)sizeof(command));
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    json_t *lines = json_array();
    while (fgets(line, sizeof(line), pipe)) {
        json_t *object = json_loads(line, 0, NULL);
        assert_true(json_is_object(object));
        assert_int_equal(json_array_append_new(lines, object), 0);
    }
    int status = pclose(pipe);
    assert_true(status != -1 && WIFEXITED(status));
    *code = WEXITSTATUS(status);
    return lines;
}

static void the_program_prints_a_line_for_each_file(void **state)
{
    (void)state;
    static uint8_t pixels[HARD_WIDTH * HARD_HEIGHT];
    char text[HARD_TEXT], good[4096], bad[4096], arguments[16384];
    assert_true(hard_frame(0, 0, HARD_SEED_REPORT, pixels, text));
    assert_true(snprintf(good, sizeof(good), "%s/good one.png", folder) < (int)sizeof(good));
    png_image png = {
        .version = PNG_IMAGE_VERSION, .width = HARD_WIDTH, .height = HARD_HEIGHT, .format = PNG_FORMAT_GRAY};
    assert_true(png_image_write_to_file(&png, good, 0, pixels, HARD_WIDTH, NULL));
    write_file("bad.png", "\x89PNG\r\n\x1a\nrubbish", 15, bad);
    assert_true(snprintf(arguments, sizeof(arguments), "'%s' '%s' /nonexistent.png", good, bad) <
                (int)sizeof(arguments));
    int code = 0;
    json_t *lines = run(arguments, &code);
    assert_int_equal(code, 1);
    assert_int_equal(json_array_size(lines), 3);
    const json_t *first = json_array_get(lines, 0), *found = json_object_get(first, "codes");
    assert_string_equal(json_string_value(json_object_get(first, "file")), good);
    assert_int_equal(json_array_size(found), 1);
    found = json_array_get(found, 0);
    assert_string_equal(json_string_value(json_object_get(found, "text")), text);
    assert_int_equal(json_array_size(json_object_get(found, "corners")), 4);
    assert_true(json_integer_value(json_object_get(found, "stage")) >= 1);
    assert_true(json_number_value(json_object_get(found, "ms")) > 0);
    assert_string_equal(json_string_value(json_object_get(json_array_get(lines, 1), "error")), "malformed");
    assert_string_equal(json_string_value(json_object_get(json_array_get(lines, 2), "error")), "not-found");
    json_decref(lines);
    lines = run("--nonsense", &code);
    assert_int_equal(code, 2);
    assert_int_equal(json_array_size(lines), 0);
    json_decref(lines);
    assert_int_equal(unlink(good), 0);
    assert_int_equal(unlink(bad), 0);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("Usage: test_reader_e2e GATEHOUSE-READ\n", stderr);
        return 2;
    }
    program = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_frames_are_read_and_none_falsely),
        cmocka_unit_test(photographs_are_read),
        cmocka_unit_test(nothing_is_read_where_no_code_is),
        cmocka_unit_test_setup_teardown(the_program_prints_a_line_for_each_file, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
