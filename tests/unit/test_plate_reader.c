/* The whole plate reader with its models, on rendered plates. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plates/plate_models.h"
#include "plates/plate_reader.h"
#include "support/picture_spoil.h"
#include "support/plate_render.h"

/* ---- The files ---- */

static void a_missing_or_damaged_model_says_so(void **state)
{
    (void)state;
    char folder[] = "/tmp/gatehouse-plates.XXXXXX", path[64], message[PLATE_READER_MESSAGE_MAX] = "";
    struct plate_reader *reader = NULL;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(plate_reader_new(folder, &reader, message), GH_NOT_FOUND);
    assert_non_null(strstr(message, "dictionary.txt"));
    snprintf(path, sizeof path, "%s/dictionary.txt", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("A\nB\n", file);
    fclose(file);
    assert_int_equal(plate_reader_new(folder, &reader, message), GH_CORRUPT);
    assert_non_null(strstr(message, "dictionary.txt"));
    assert_null(reader);
    unlink(path);
    rmdir(folder);
}

/* ---- The whole reader ---- */

struct world {
    struct plate_reader *reader;
    struct plate_renderer *renderer;
};

static int open_world(void **state)
{
    static struct world w;
    char message[PLATE_READER_MESSAGE_MAX];
    if (plate_reader_new(GATEHOUSE_PLATES, &w.reader, message) != GH_OK)
        printf("plate reading is off: %s\n", message);
    w.renderer = plate_renderer_new();
    *state = &w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    plate_reader_free(w->reader);
    plate_renderer_free(w->renderer);
    return 0;
}

static void rendered_plates_of_every_colour_are_read(void **state)
{
    static const struct {
        const char *text;
        bool yellow;
        enum plate_colour colour;
    } all[] = {
        {"京A12345", false, PLATE_COLOUR_BLUE},    {"沪BK7788", true, PLATE_COLOUR_YELLOW},
        {"粤BD12345", false, PLATE_COLOUR_GREEN},  {"京A12345D", false, PLATE_COLOUR_GREEN},
        {"川A1234警", false, PLATE_COLOUR_WHITE},  {"皖A1234学", false, PLATE_COLOUR_YELLOW},
        {"苏E1234挂", false, PLATE_COLOUR_YELLOW}, {"粤Z1234港", false, PLATE_COLOUR_BLACK},
    };
    struct world *w = *state;
    if (!w->reader || !w->renderer)
        skip();
    static uint8_t plate[3 * PLATE_RENDER_WIDTH * PLATE_RENDER_HEIGHT], picture[3 * 640 * 400];
    struct plate_reading *readings = calloc(PLATE_READINGS_MAX, sizeof *readings);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int width;
        memset(picture, 128, sizeof picture);
        assert_true(plate_render(w->renderer, all[i].text, all[i].yellow, plate, &width));
        plate_lay(plate, width, PLATE_RENDER_HEIGHT, picture, 640, 400, 200, 3);
        const struct colour_picture p = {picture, 640, 400, 3 * 640};
        assert_true(plate_reader_read(w->reader, &p, NULL, readings, PLATE_READINGS_MAX) > 0);
        assert_string_equal(readings[0].plate.text, all[i].text);
        assert_string_equal(plate_colour_name(readings[0].colour), plate_colour_name(all[i].colour));
    }
    free(readings);
}

static void plates_of_two_rows_are_read(void **state)
{
    static const char *const plates[] = {"沪B12345", "粤AK8765", "鲁F5R678"};
    struct world *w = *state;
    if (!w->reader || !w->renderer)
        skip();
    static uint8_t plate[3 * PLATE_ROWS_WIDTH * PLATE_ROWS_HEIGHT], picture[3 * 640 * 400];
    struct plate_reading *readings = calloc(PLATE_READINGS_MAX, sizeof *readings);
    for (size_t i = 0; i < sizeof plates / sizeof *plates; i++) {
        memset(picture, 128, sizeof picture);
        assert_true(plate_render_rows(w->renderer, plates[i], plate));
        plate_lay(plate, PLATE_ROWS_WIDTH, PLATE_ROWS_HEIGHT, picture, 640, 400, 170, 3);
        const struct colour_picture p = {picture, 640, 400, 3 * 640};
        assert_true(plate_reader_read(w->reader, &p, NULL, readings, PLATE_READINGS_MAX) > 0);
        assert_string_equal(readings[0].plate.text, plates[i]);
    }
    free(readings);
}

static void plates_of_motorcycles_are_read(void **state)
{
    static const struct {
        const char *text;
        int width;
        uint64_t seed;
    } all[] = {{"沪AN9241", 110, 1}, {"粤C7H305", 60, 17}, {"鲁F5R678", 200, 3}, {"川A30K18", 80, 4}};
    struct world *w = *state;
    if (!w->reader || !w->renderer)
        skip();
    static uint8_t plate[3 * PLATE_ROWS_WIDTH * PLATE_MOTORCYCLE_HEIGHT], picture[3 * 640 * 400];
    struct plate_reading *readings = calloc(PLATE_READINGS_MAX, sizeof *readings);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        memset(picture, 128, sizeof picture);
        assert_true(plate_render_motorcycle(w->renderer, all[i].text, plate));
        plate_lay(plate, PLATE_ROWS_WIDTH, PLATE_MOTORCYCLE_HEIGHT, picture, 640, 400, all[i].width, all[i].seed);
        const struct colour_picture p = {picture, 640, 400, 3 * 640};
        assert_true(plate_reader_read(w->reader, &p, NULL, readings, PLATE_READINGS_MAX) > 0);
        assert_string_equal(readings[0].plate.text, all[i].text);
        assert_true(readings[0].two_rows);
    }
    free(readings);
}

/* Three cars, one above the other; the nearest is in the middle. */
static void all_plates_of_a_picture_are_read_the_largest_first(void **state)
{
    static const struct {
        const char *text;
        int width, place;
    } all[] = {{"沪AD12345", 220, 1}, {"粤O12345", 160, 2}, {"京A88731", 110, 0}};
    struct world *w = *state;
    if (!w->reader || !w->renderer)
        skip();
    static uint8_t plate[3 * PLATE_RENDER_WIDTH * PLATE_RENDER_HEIGHT], picture[3 * 640 * 900];
    struct plate_reading *readings = calloc(PLATE_READINGS_MAX, sizeof *readings);
    const struct plate_reader_options options = {.all_plates = true};
    memset(picture, 100, sizeof picture);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int width;
        assert_true(plate_render(w->renderer, all[i].text, false, plate, &width));
        plate_lay(plate, width, PLATE_RENDER_HEIGHT, picture + 3 * 640 * 300 * all[i].place, 640, 300, all[i].width, 4);
    }
    const struct colour_picture p = {picture, 640, 900, 3 * 640};
    assert_int_equal(plate_reader_read(w->reader, &p, &options, readings, PLATE_READINGS_MAX), 3);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_string_equal(readings[i].plate.text, all[i].text);
    free(readings);
}

static void a_plate_that_the_edge_cuts_off_stands_behind_others(void **state)
{
    struct world *w = *state;
    if (!w->reader || !w->renderer)
        skip();
    static uint8_t plate[3 * PLATE_RENDER_WIDTH * PLATE_RENDER_HEIGHT], picture[3 * 640 * 800];
    struct plate_reading *readings = calloc(PLATE_READINGS_MAX, sizeof *readings);
    int width;
    memset(picture, 100, sizeof picture);
    assert_true(plate_render(w->renderer, "湘B45678", false, plate, &width));
    plate_lay(plate, width, PLATE_RENDER_HEIGHT, picture, 640, 400, 230, 4);
    const struct colour_picture whole = {picture, 640, 400, 3 * 640};
    assert_true(plate_reader_read(w->reader, &whole, NULL, readings, PLATE_READINGS_MAX) > 0);
    assert_string_equal(readings[0].plate.text, "湘B45678");
    assert_false(readings[0].cut_off);
    int from = (int)readings[0].corners[0].x + 6;
    assert_in_range(from, 1, 400);
    const struct colour_picture cut = {picture + 3 * from, 640 - from, 400, 3 * 640};
    assert_true(plate_reader_read(w->reader, &cut, NULL, readings, PLATE_READINGS_MAX) > 0);
    assert_true(readings[0].cut_off);
    /* With a smaller one below it that is whole. */
    assert_true(plate_render(w->renderer, "京A88731", false, plate, &width));
    plate_lay(plate, width, PLATE_RENDER_HEIGHT, picture + 3 * 640 * 400, 640, 390, 120, 4);
    const struct colour_picture both = {picture + 3 * from, 640 - from, 790, 3 * 640};
    assert_true(plate_reader_read(w->reader, &both, NULL, readings, PLATE_READINGS_MAX) > 0);
    assert_string_equal(readings[0].plate.text, "京A88731");
    free(readings);
}

static void a_plate_without_a_province_is_hong_kongs_by_its_colour_alone(void **state)
{
    struct world *w = *state;
    if (!w->reader || !w->renderer)
        skip();
    static uint8_t plate[3 * PLATE_RENDER_WIDTH * PLATE_RENDER_HEIGHT], picture[3 * 640 * 400];
    struct plate_reading *readings = calloc(PLATE_READINGS_MAX, sizeof *readings);
    const struct colour_picture p = {picture, 640, 400, 3 * 640};
    for (int blue = 0; blue < 2; blue++) {
        int width;
        memset(picture, 128, sizeof picture);
        assert_true(plate_render(w->renderer, "CA9622", false, plate, &width));
        for (int i = 0; blue && i < width * PLATE_RENDER_HEIGHT; i++)
            if (plate[3 * i] < 60) {
                plate[3 * i] = 170;
                plate[3 * i + 1] = 60;
            }
        plate_lay(plate, width, PLATE_RENDER_HEIGHT, picture, 640, 400, 200, 3);
        int count = plate_reader_read(w->reader, &p, NULL, readings, PLATE_READINGS_MAX);
        bool read = count > 0 && strcmp(readings[0].plate.text, "CA9622") == 0;
        assert_int_equal(read, !blue);
    }
    free(readings);
}

static void pictures_without_a_plate_have_none(void **state)
{
    struct world *w = *state;
    if (!w->reader)
        skip();
    static uint8_t picture[3 * 640 * 400];
    struct plate_reading *readings = calloc(PLATE_READINGS_MAX, sizeof *readings);
    uint64_t random = 5;
    for (int kind = 0; kind < 4; kind++) {
        for (size_t i = 0; i < sizeof picture; i++)
            picture[i] = kind == 0   ? 0
                         : kind == 1 ? 255
                         : kind == 2 ? (uint8_t)spoil_random(&random)
                                     : (uint8_t)(i / 3 % 640 / 3);
        const struct colour_picture p = {picture, 640, 400, 3 * 640};
        int count = plate_reader_read(w->reader, &p, NULL, readings, PLATE_READINGS_MAX);
        assert_true(count == 0 || readings[0].confidence < 0.6);
    }
    const struct colour_picture broken[] = {
        {NULL, 640, 400, 1920}, {picture, 8, 4, 24}, {picture, 640, 400, 10}, {picture, 9000, 1, 27000}};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_int_equal(plate_reader_read(w->reader, &broken[i], NULL, readings, PLATE_READINGS_MAX), 0);
    free(readings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_or_damaged_model_says_so),
        cmocka_unit_test(rendered_plates_of_every_colour_are_read),
        cmocka_unit_test(plates_of_two_rows_are_read),
        cmocka_unit_test(plates_of_motorcycles_are_read),
        cmocka_unit_test(all_plates_of_a_picture_are_read_the_largest_first),
        cmocka_unit_test(a_plate_that_the_edge_cuts_off_stands_behind_others),
        cmocka_unit_test(a_plate_without_a_province_is_hong_kongs_by_its_colour_alone),
        cmocka_unit_test(pictures_without_a_plate_have_none),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
