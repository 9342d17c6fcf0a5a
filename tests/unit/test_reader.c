/* The reader on generated codes: every way of holding one, and pictures that hold none. */
#include "support/test.h"

#include <math.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codes/reader.h"

#define WIDTH 480
#define HEIGHT 400
#define PASS                                                                                                           \
    "GH1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDEXWK "                                                            \
    "G2EP4J0BGJLFX3R3VHXK.PJ:2DPF6R:5SVBHABVCNN95SWMPHQUHQN%A400H"

/* More than any stage takes, also where sanitizers make it ten times dearer. */
#define PATIENCE_MS 60000

static const struct reader_options patient = {.budget_ms = PATIENCE_MS};
static const struct reader_options every = {.budget_ms = PATIENCE_MS, .all_codes = true};

struct canvas {
    uint8_t pixels[HEIGHT][WIDTH];
};

static struct grey view(const struct canvas *canvas)
{
    return (struct grey){canvas->pixels[0], WIDTH, HEIGHT, WIDTH};
}

static int setup(void **state)
{
    struct canvas *canvas = malloc(sizeof(*canvas));
    if (!canvas)
        return -1;
    memset(canvas, 200, sizeof(*canvas));
    *state = canvas;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

/* Draws the code with its quiet zone at left, top; turned by quarter turns clockwise. Returns its width in pixels
 * without the quiet zone. */
static int draw(struct canvas *canvas, const QRcode *code, int left, int top, int scale, int turns, bool inverted)
{
    int width = code->width, side = (width + 8) * scale;
    assert_true(left >= 0 && top >= 0 && left + side <= WIDTH && top + side <= HEIGHT);
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            int u = x / scale - 4, v = y / scale - 4;
            for (int i = 0; i < turns; i++) {
                int old = u;
                u = v;
                v = width - 1 - old;
            }
            bool inside = u >= 0 && v >= 0 && u < width && v < width;
            bool dark = inside && (code->data[v * width + u] & 1);
            canvas->pixels[top + y][left + x] = dark != inverted ? 20 : 230;
        }
    return width * scale;
}

static int draw_text(struct canvas *canvas, const char *text, int left, int top, int scale, int turns, bool inverted)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    assert_non_null(code);
    int side = draw(canvas, code, left, top, scale, turns, inverted);
    QRcode_free(code);
    return side;
}

static int read_canvas(const struct canvas *canvas, const struct reader_options *options, struct reading *out, int max)
{
    struct reader *reader = reader_new();
    assert_non_null(reader);
    struct grey picture = view(canvas);
    int count = reader_read(reader, &picture, options, out, max);
    reader_free(reader);
    return count;
}

static void assert_text(const struct reading *reading, const char *text)
{
    assert_int_equal(reading->len, strlen(text));
    assert_memory_equal(reading->text, text, reading->len);
}

static void assert_near(struct point point, float x, float y, float distance)
{
    if (point.x < x - distance || point.x > x + distance || point.y < y - distance || point.y > y + distance)
        fail_msg("corner at %.1f, %.1f, wanted %.1f, %.1f", (double)point.x, (double)point.y, (double)x, (double)y);
}

static void a_code_is_read_however_it_is_turned_with_its_top_left_first(void **state)
{
    struct canvas *canvas = *state;
    static struct reading out;
    for (int turns = 0; turns < 4; turns++) {
        memset(canvas, 200, sizeof(*canvas));
        int side = draw_text(canvas, PASS, 60, 40, 5, turns, false);
        assert_int_equal(read_canvas(canvas, &patient, &out, 1), 1);
        assert_text(&out, PASS);
        float left = 60 + 20, top = 40 + 20, right = left + (float)side, bottom = top + (float)side;
        const struct point corners[4] = {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
        for (int i = 0; i < 4; i++)
            assert_near(out.corners[i], corners[(i + turns) % 4].x, corners[(i + turns) % 4].y, 6);
        assert_int_equal(out.stage, 1);
    }
}

/* By which stage depends on the engine: ZXing inverts by itself from 2.0 on. */
static void a_light_code_on_dark_is_read_with_true_corners(void **state)
{
    struct canvas *canvas = *state;
    static struct reading out;
    memset(canvas, 30, sizeof(*canvas));
    draw_text(canvas, PASS, 60, 40, 5, 0, true);
    assert_int_equal(read_canvas(canvas, &patient, &out, 1), 1);
    assert_text(&out, PASS);
    assert_near(out.corners[0], 80, 60, 8);
    const struct reader_options first = {.budget_ms = PATIENCE_MS, .last_stage = 1};
    assert_int_equal(read_canvas(canvas, &first, &out, 1), out.stage == 1 ? 1 : 0);
}

static void a_moved_code_is_read(void **state)
{
    struct canvas *canvas = *state, *moved = malloc(sizeof(*moved));
    static struct reading out;
    assert_non_null(moved);
    draw_text(canvas, PASS, 100, 40, 6, 0, false);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            int sum = 0;
            for (int i = 0; i < 13; i++) /* two modules, along a slope of a third */
                sum += canvas->pixels[y + i / 3 < HEIGHT ? y + i / 3 : HEIGHT - 1][x + i < WIDTH ? x + i : WIDTH - 1];
            moved->pixels[y][x] = (uint8_t)(sum / 13);
        }
    const struct reader_options first = {.budget_ms = PATIENCE_MS, .last_stage = 1};
    assert_int_equal(read_canvas(moved, &first, &out, 1), 0);
    assert_int_equal(read_canvas(moved, &patient, &out, 1), 1);
    assert_text(&out, PASS);
    free(moved);
}

/* A lamp's reflection over a finder pattern and a tenth of the code. */
static void a_code_with_a_hidden_finder_is_read(void **state)
{
    struct canvas *canvas = *state;
    static struct reading out;
    int side = draw_text(canvas, PASS, 60, 40, 6, 0, false);
    const int lamps[3][2] = {{84 + side - 14, 64 + 14}, {84 + 14, 64 + 14}, {84 + 14, 64 + side - 14}};
    struct canvas *lit = malloc(sizeof(*lit));
    assert_non_null(lit);
    for (int lamp = 0; lamp < 3; lamp++) {
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                float dx = (float)(x - lamps[lamp][0]) / 40, dy = (float)(y - lamps[lamp][1]) / 30;
                float light = (float)canvas->pixels[y][x] * 0.7f + 500 * expf(-dx * dx - dy * dy);
                lit->pixels[y][x] = (uint8_t)fminf(light, 255);
            }
        assert_int_equal(read_canvas(lit, &patient, &out, 1), 1);
        assert_text(&out, PASS);
    }
    free(lit);
}

/* The bands of a dimmed screen, a tenth as bright between them. */
static void a_code_in_dark_bands_is_read(void **state)
{
    struct canvas *canvas = *state;
    static struct reading out;
    draw_text(canvas, PASS, 60, 40, 6, 0, false);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 60; x < 60 + 57 * 6; x++)
            canvas->pixels[y][x] = (uint8_t)(y % 90 < 48 ? 5 + canvas->pixels[y][x] / 8 : canvas->pixels[y][x]);
    assert_int_equal(read_canvas(canvas, &patient, &out, 1), 1);
    assert_text(&out, PASS);
}

/* As on cloth: waves that swing over a module across and down. */
static void a_bent_code_is_read_with_true_corners(void **state)
{
    struct canvas *canvas = *state, *bent = malloc(sizeof(*bent));
    static struct reading out;
    assert_non_null(bent);
    int side = draw_text(canvas, "GH1:A SHORT ONE ON A SHIRT", 60, 40, 8, 0, false);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            int from_x = x + (int)lroundf(5 * sinf((float)y / 28)), from_y = y + (int)lroundf(4 * sinf((float)x / 34));
            bool inside = from_x >= 0 && from_y >= 0 && from_x < WIDTH && from_y < HEIGHT;
            bent->pixels[y][x] = inside ? canvas->pixels[from_y][from_x] : 200;
        }
    const struct reader_options first = {.budget_ms = PATIENCE_MS, .last_stage = 1};
    assert_int_equal(read_canvas(bent, &first, &out, 1), 0);
    assert_int_equal(read_canvas(bent, &patient, &out, 1), 1);
    assert_text(&out, "GH1:A SHORT ONE ON A SHIRT");
    assert_near(out.corners[0], 60 + 32, 40 + 32, 14);
    assert_near(out.corners[2], 60 + 32 + (float)side, 40 + 32 + (float)side, 14);
    free(bent);
}

static void all_codes_in_view_are_read_once_each(void **state)
{
    struct canvas *canvas = *state;
    static struct reading out[8];
    draw_text(canvas, "GH1:FIRST", 10, 10, 5, 0, false);
    draw_text(canvas, "GH1:SECOND", 250, 30, 5, 1, false);
    draw_text(canvas, "GH1:FIRST", 30, 220, 5, 0, false);
    assert_int_equal(read_canvas(canvas, &every, out, 8), 3);
    assert_int_equal(read_canvas(canvas, &every, out, 2), 2);
    assert_int_equal(read_canvas(canvas, &patient, out, 8) >= 1, 1);
}

/* 11 x 12 codes on a sheet, four more than a reader reports. */
static void a_sheet_of_codes_is_read_up_to_the_limit(void **state)
{
    (void)state;
    enum { ACROSS = 11, DOWN = 12, SCALE = 4, CELL = 40 * SCALE };
    static uint8_t pixels[DOWN * CELL][ACROSS * CELL];
    static struct reading out[READER_CODES_MAX + 1];
    bool seen[ACROSS * DOWN] = {false};
    memset(pixels, 230, sizeof(pixels));
    for (int i = 0; i < ACROSS * DOWN; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "NUMBER %03d", i);
        QRcode *code = QRcode_encodeString(text, 1, QR_ECLEVEL_M, QR_MODE_8, 1);
        assert_non_null(code);
        assert_int_equal(code->width, 21);
        for (int y = 0; y < 21 * SCALE; y++)
            for (int x = 0; x < 21 * SCALE; x++)
                if (code->data[y / SCALE * 21 + x / SCALE] & 1)
                    pixels[i / ACROSS * CELL + 4 * SCALE + y][i % ACROSS * CELL + 4 * SCALE + x] = 20;
        QRcode_free(code);
    }
    struct reader *reader = reader_new();
    assert_non_null(reader);
    const struct grey picture = {pixels[0], ACROSS * CELL, DOWN * CELL, ACROSS * CELL};
    int count = reader_read(reader, &picture, &every, out, READER_CODES_MAX + 1);
    assert_int_equal(count, READER_CODES_MAX);
    for (int i = 0; i < count; i++) {
        assert_int_equal(out[i].len, 10);
        int number = (out[i].text[7] - '0') * 100 + (out[i].text[8] - '0') * 10 + out[i].text[9] - '0';
        assert_in_range(number, 0, ACROSS * DOWN - 1);
        assert_false(seen[number]);
        seen[number] = true;
    }
    reader_free(reader);
}

static void a_picture_with_wide_rows_is_read(void **state)
{
    struct canvas *canvas = *state;
    static struct reading out;
    draw_text(canvas, PASS, 0, 0, 5, 0, false);
    struct reader *reader = reader_new();
    const struct grey part = {canvas->pixels[0], 306, 306, WIDTH};
    assert_int_equal(reader_read(reader, &part, &patient, &out, 1), 1);
    assert_text(&out, PASS);
    reader_free(reader);
}

static void what_is_no_picture_reads_nothing(void **state)
{
    struct canvas *canvas = *state;
    static struct reading out;
    draw_text(canvas, PASS, 0, 0, 5, 0, false);
    struct reader *reader = reader_new();
    const struct grey good = view(canvas);
    const struct grey bad[] = {{NULL, 10, 10, 10},           {good.pixels, 0, 10, 10},  {good.pixels, 10, -1, 10},
                               {good.pixels, 8193, 1, 8193}, {good.pixels, 1, 8193, 1}, {good.pixels, 100, 100, 99}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(reader_read(reader, &bad[i], &patient, &out, 1), 0);
    assert_int_equal(reader_read(reader, NULL, &patient, &out, 1), 0);
    assert_int_equal(reader_read(reader, &good, &patient, &out, 0), 0);
    assert_int_equal(reader_read(NULL, &good, &patient, &out, 1), 0);
    assert_int_equal(reader_read(reader, &good, NULL, &out, 1), 1);
    reader_free(reader);
    reader_free(NULL);
}

/* A reader that has seen a large picture must not look into its remains. */
static void a_tiny_picture_after_a_large_one_reads_nothing(void **state)
{
    struct canvas *canvas = *state;
    static struct reading out[4];
    draw_text(canvas, PASS, 0, 0, 5, 0, true);
    struct reader *reader = reader_new();
    const struct grey whole = view(canvas);
    assert_int_equal(reader_read(reader, &whole, &every, out, 4), 1);
    for (int side = 1; side < 80; side += side < 20 ? 1 : 7) {
        const struct grey small = {canvas->pixels[0], side, side, WIDTH}, flat = {canvas->pixels[0], 300, side, WIDTH};
        assert_int_equal(reader_read(reader, &small, &every, out, 4), 0);
        assert_int_equal(reader_read(reader, &flat, &every, out, 4), 0);
    }
    reader_free(reader);
}

static void noise_reads_nothing(void **state)
{
    struct canvas *canvas = *state;
    static struct reading out[4];
    uint32_t random = 12345;
    for (int round = 0; round < 6; round++) {
        int cell = 1 << round % 3;
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                random = random * 1664525 + 1013904223;
                bool copy = y % cell || x % cell;
                canvas->pixels[y][x] = copy ? canvas->pixels[y - y % cell][x - x % cell] : (uint8_t)(random >> 24);
            }
        assert_int_equal(read_canvas(canvas, &every, out, 4), 0);
    }
}

static void text_of_other_encodings_comes_out_as_utf8(void **state)
{
    struct canvas *canvas = *state;
    static struct reading out;
    QRcode *code = QRcode_encodeString("\x83\x65\x83\x58\x83\x67", 0, QR_ECLEVEL_M, QR_MODE_KANJI, 1);
    assert_non_null(code);
    draw(canvas, code, 20, 20, 6, 0, false);
    QRcode_free(code);
    assert_int_equal(read_canvas(canvas, &patient, &out, 1), 1);
    assert_text(&out, "テスト");
}

static void every_stage_has_a_name(void **state)
{
    (void)state;
    assert_true(reader_stage_count() > 1);
    for (int i = 1; i <= reader_stage_count(); i++)
        assert_true(reader_stage_name(i) && *reader_stage_name(i));
    assert_null(reader_stage_name(0));
    assert_null(reader_stage_name(reader_stage_count() + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_code_is_read_however_it_is_turned_with_its_top_left_first, setup, teardown),
        cmocka_unit_test_setup_teardown(a_light_code_on_dark_is_read_with_true_corners, setup, teardown),
        cmocka_unit_test_setup_teardown(a_moved_code_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(a_code_with_a_hidden_finder_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(a_code_in_dark_bands_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(a_bent_code_is_read_with_true_corners, setup, teardown),
        cmocka_unit_test_setup_teardown(all_codes_in_view_are_read_once_each, setup, teardown),
        cmocka_unit_test(a_sheet_of_codes_is_read_up_to_the_limit),
        cmocka_unit_test_setup_teardown(a_picture_with_wide_rows_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_picture_reads_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_tiny_picture_after_a_large_one_reads_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(noise_reads_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(text_of_other_encodings_comes_out_as_utf8, setup, teardown),
        cmocka_unit_test(every_stage_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
