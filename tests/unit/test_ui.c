/* The toolkit as a hand meets it: touches, double touches, keys, lists, dialogs; and a machine without fonts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <SDL.h>
#include <cmocka.h>
#include <png.h>

#include "capture/frame.h"
#include "ui/ui.h"

#define ROWS 40
#define ROW_HEIGHT 84

/* A little screen: two buttons, one of them off, and a list; what was pressed is kept. */
struct bench {
    struct ui *ui;
    int64_t now;
    int pressed, off_pressed, row, admitted;
    int offset;
    bool dialog;
    char typed;
};

static const struct ui_rect button_at = {100, 100, 300, 88};
static const struct ui_rect off_at = {100, 220, 300, 88};
static const struct ui_rect list_at = {600, 100, 400, 420};

static void frame(struct bench *b)
{
    struct ui_list list = {.id = "row", .r = list_at, .row_height = ROW_HEIGHT, .count = ROWS};
    ui_begin(b->ui, b->now, THEME_PAPER);
    b->pressed += ui_press(b->ui, button_at, &(struct ui_button){.id = "go", .text = "Go", .enter = true});
    b->off_pressed += ui_press(b->ui, off_at, &(struct ui_button){.id = "off", .text = "Off", .off = true});
    ui_list_begin(b->ui, &list);
    for (int i = list.first; i < list.last; i++) {
        if (ui_list_touch(b->ui, &list, i))
            b->row = i;
    }
    ui_list_end(b->ui, &list);
    b->offset = list.offset;
    if (b->dialog) {
        struct ui_rect r = ui_dialog(b->ui, 600, 300);
        struct ui_button yes = {.id = "yes", .text = "Yes", .escape = true};
        b->admitted += ui_press(b->ui, ui_cut_bottom(&r, 88, 0), &yes);
    } else {
        char key = ui_typed(b->ui);
        b->typed = key != 0 ? key : b->typed;
    }
    ui_end(b->ui);
}

static void frames(struct bench *b, int count, int ms)
{
    for (int i = 0; i < count; i++) {
        b->now += ms;
        frame(b);
    }
}

static void touch(struct bench *b, int x, int y)
{
    ui_touch(b->ui, x, y, true, b->now);
    ui_touch(b->ui, x, y, false, b->now + 40);
    frames(b, 2, 60);
}

static void key(struct bench *b, SDL_Keycode sym)
{
    SDL_Event e = {.type = SDL_KEYDOWN};
    e.key.keysym.sym = sym;
    assert_true(ui_event(b->ui, &e, b->now));
    frames(b, 2, 20);
}

static int setup(void **state)
{
    static struct bench bench;
    const char *why = "";
    bench = (struct bench){.now = 1000, .row = -1};
    bench.ui = ui_open(&(struct ui_options){.width = 1280, .height = 800, .software = true}, &why);
    if (bench.ui == NULL) {
        print_error("%s\n", why);
        return -1;
    }
    frame(&bench);
    *state = &bench;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    ui_close(b->ui);
    return 0;
}

/* ---- Touch ---- */

static void a_touch_presses_once(void **state)
{
    struct bench *b = *state;
    touch(b, 200, 140);
    assert_int_equal(b->pressed, 1);
    frames(b, 3, 100);
    assert_int_equal(b->pressed, 1);
}

static void press_and_release_between_two_frames_is_not_lost(void **state)
{
    struct bench *b = *state;
    ui_touch(b->ui, 200, 140, true, b->now);
    ui_touch(b->ui, 200, 140, false, b->now);
    assert_int_equal(ui_due(b->ui, b->now), 0);
    frames(b, 1, 5);
    assert_int_equal(b->pressed, 1);
}

static void released_elsewhere_is_no_press(void **state)
{
    struct bench *b = *state;
    ui_touch(b->ui, 200, 140, true, b->now);
    ui_touch(b->ui, 500, 600, true, b->now + 20);
    ui_touch(b->ui, 500, 600, false, b->now + 40);
    frames(b, 2, 60);
    assert_int_equal(b->pressed, 0);
}

static void a_double_touch_within_250_ms_counts_once(void **state)
{
    struct bench *b = *state;
    ui_touch(b->ui, 200, 140, true, b->now);
    ui_touch(b->ui, 200, 140, false, b->now + 30);
    ui_touch(b->ui, 200, 140, true, b->now + 200);
    ui_touch(b->ui, 200, 140, false, b->now + 279);
    frames(b, 4, 100);
    assert_int_equal(b->pressed, 1);
    ui_touch(b->ui, 200, 140, true, b->now);
    ui_touch(b->ui, 200, 140, false, b->now + 30);
    ui_touch(b->ui, 200, 140, true, b->now + 200);
    ui_touch(b->ui, 200, 140, false, b->now + 280);
    frames(b, 4, 100);
    assert_int_equal(b->pressed, 3);
}

static void no_touch_counts_right_after_a_change_of_screen(void **state)
{
    struct bench *b = *state;
    ui_changed_screen(b->ui);
    frames(b, 1, 10);
    touch(b, 200, 140);
    assert_int_equal(b->pressed, 0);
    frames(b, 1, 250);
    touch(b, 200, 140);
    assert_int_equal(b->pressed, 1);
}

/* A screen that nobody touched for a while is not drawn: the time counts from the first frame of the new one. */
static void no_touch_counts_after_a_change_of_a_still_screen(void **state)
{
    struct bench *b = *state;
    ui_changed_screen(b->ui);
    frames(b, 1, 60000);
    touch(b, 200, 140);
    assert_int_equal(b->pressed, 0);
}

/* What a screen does with a press may change what it does with a key, so they come one after the other. */
static void a_key_typed_after_a_press_comes_in_the_next_frame(void **state)
{
    struct bench *b = *state;
    ui_touch(b->ui, 200, 140, true, b->now);
    ui_touch(b->ui, 200, 140, false, b->now);
    SDL_Event e = {.type = SDL_TEXTINPUT};
    e.text.text[0] = 'A';
    assert_true(ui_event(b->ui, &e, b->now));
    frames(b, 1, 20);
    assert_int_equal(b->pressed, 1);
    assert_int_equal(b->typed, 0);
    assert_int_equal(ui_due(b->ui, b->now), 0);
    frames(b, 1, 20);
    assert_int_equal(b->pressed, 1);
    assert_int_equal(b->typed, 'A');
}

/* A key may be what takes personal data off the screen: the next one, typed before that frame, still counts. */
static void a_key_on_its_way_outlives_personal_data(void **state)
{
    struct bench *b = *state;
    SDL_Event e = {.type = SDL_TEXTINPUT};
    e.text.text[0] = '4';
    assert_true(ui_event(b->ui, &e, b->now));
    ui_forget(b->ui);
    frames(b, 1, 20);
    assert_int_equal(b->typed, '4');
    assert_true(ui_event(b->ui, &e, b->now));
    b->typed = 0;
    ui_changed_screen(b->ui);
    frames(b, 1, 20);
    assert_int_equal(b->typed, 0);
}

static void what_is_off_takes_no_touch(void **state)
{
    struct bench *b = *state;
    touch(b, 200, 260);
    assert_int_equal(b->off_pressed, 0);
}

static void a_second_finger_presses_nothing(void **state)
{
    struct bench *b = *state;
    SDL_Event first = {.type = SDL_FINGERDOWN}, second = {.type = SDL_FINGERDOWN};
    first.tfinger = (SDL_TouchFingerEvent){.type = SDL_FINGERDOWN, .fingerId = 1, .x = 0.9f, .y = 0.9f};
    second.tfinger =
        (SDL_TouchFingerEvent){.type = SDL_FINGERDOWN, .fingerId = 2, .x = 200 / 1280.0f, .y = 140 / 800.0f};
    ui_event(b->ui, &first, b->now);
    ui_event(b->ui, &second, b->now + 10);
    second.type = second.tfinger.type = SDL_FINGERUP;
    ui_event(b->ui, &second, b->now + 30);
    frames(b, 2, 50);
    assert_int_equal(b->pressed, 0);
}

static void a_mouse_presses_too(void **state)
{
    struct bench *b = *state;
    SDL_Event e = {.type = SDL_MOUSEBUTTONDOWN};
    e.button.button = SDL_BUTTON_LEFT;
    e.button.x = 200;
    e.button.y = 140;
    assert_true(ui_event(b->ui, &e, b->now));
    e.type = SDL_MOUSEBUTTONUP;
    assert_true(ui_event(b->ui, &e, b->now + 20));
    frames(b, 2, 50);
    assert_int_equal(b->pressed, 1);
}

/* ---- Keys ---- */

static void enter_presses_the_marked_button_and_tab_walks(void **state)
{
    struct bench *b = *state;
    key(b, SDLK_RETURN);
    assert_int_equal(b->pressed, 1);
    key(b, SDLK_TAB); /* the first button */
    key(b, SDLK_RIGHT);
    frames(b, 1, 300);
    key(b, SDLK_RETURN);
    assert_int_equal(b->pressed, 1);
    assert_int_not_equal(b->row, -1);
}

static void typed_letters_arrive_one_by_one(void **state)
{
    struct bench *b = *state;
    SDL_Event e = {.type = SDL_TEXTINPUT};
    strcpy(e.text.text, "k7");
    assert_true(ui_event(b->ui, &e, b->now));
    frames(b, 1, 5);
    assert_int_equal(b->typed, 'k');
    assert_int_equal(ui_due(b->ui, b->now), 0);
    frames(b, 1, 5);
    assert_int_equal(b->typed, '7');
    key(b, SDLK_BACKSPACE);
    assert_int_equal(b->typed, UI_BACKSPACE);
}

static void edit_takes_off_whole_characters(void **state)
{
    (void)state;
    char text[8] = "京A";
    assert_true(ui_edit(text, sizeof text, 'B'));
    assert_string_equal(text, "京AB");
    assert_true(ui_edit(text, sizeof text, '1'));
    assert_true(ui_edit(text, sizeof text, '2'));
    assert_false(ui_edit(text, sizeof text, '3')); /* full */
    for (int i = 0; i < 5; i++)
        assert_true(ui_edit(text, sizeof text, UI_BACKSPACE));
    assert_string_equal(text, "");
    assert_false(ui_edit(text, sizeof text, UI_BACKSPACE));
}

/* ---- Lists ---- */

static void a_list_follows_the_finger_and_glides_on(void **state)
{
    struct bench *b = *state;
    ui_touch(b->ui, 700, 400, true, b->now);
    for (int i = 1; i <= 10; i++) {
        ui_touch(b->ui, 700, 400 - 20 * i, true, b->now + 10 * i);
        frames(b, 1, 0);
    }
    b->now += 100;
    assert_int_equal(b->offset, 200);
    ui_touch(b->ui, 700, 200, false, b->now + 5);
    frames(b, 30, 16);
    assert_true(b->offset > 300);
    int before = b->offset;
    frames(b, 200, 16);
    assert_true(b->offset >= before);
    assert_int_equal(b->row, -1); /* a drag presses nothing */
    int rest = b->offset;
    frames(b, 10, 16);
    assert_int_equal(b->offset, rest);
}

static void a_list_rests_while_a_finger_is_down(void **state)
{
    struct bench *b = *state;
    ui_touch(b->ui, 700, 500, true, b->now);
    ui_touch(b->ui, 700, 300, true, b->now + 20);
    ui_touch(b->ui, 700, 290, false, b->now + 25);
    frames(b, 3, 16);
    ui_touch(b->ui, 700, 300, true, b->now);
    frames(b, 1, 16);
    int held = b->offset;
    frames(b, 20, 16);
    assert_int_equal(b->offset, held);
    ui_touch(b->ui, 700, 300, false, b->now);
}

static void a_list_ends_at_its_ends(void **state)
{
    struct bench *b = *state;
    SDL_Event e = {.type = SDL_MOUSEWHEEL};
    e.wheel.y = 5;
    ui_event(b->ui, &e, b->now);
    frames(b, 2, 16);
    assert_int_equal(b->offset, 0);
    e.wheel.y = -1000;
    ui_event(b->ui, &e, b->now);
    frames(b, 2, 16);
    assert_int_equal(b->offset, ROWS * ROW_HEIGHT - list_at.h);
}

static void a_row_is_touched_where_it_was_seen(void **state)
{
    struct bench *b = *state;
    touch(b, 700, 100 + 2 * ROW_HEIGHT + 40);
    assert_int_equal(b->row, 2);
}

/* ---- Dialogs ---- */

static void a_dialog_takes_all_touches(void **state)
{
    struct bench *b = *state;
    b->dialog = true;
    frames(b, 1, 300);
    touch(b, 200, 140);
    assert_int_equal(b->pressed, 0);
    key(b, SDLK_RETURN); /* the marked button lies below */
    assert_int_equal(b->pressed, 0);
    key(b, SDLK_ESCAPE);
    assert_int_equal(b->admitted, 1);
}

/* ---- Drawing only when something changed ---- */

static void nothing_is_due_when_nothing_changed(void **state)
{
    struct bench *b = *state;
    frames(b, 1, 16);
    assert_int_equal(ui_due(b->ui, b->now), -1);
    ui_toast(b->ui, UI_DOT_WARN, "Taken back");
    assert_int_equal(ui_due(b->ui, b->now), 0);
    frames(b, 1, 16);
    assert_in_range(ui_due(b->ui, b->now), 3900, 4000);
}

/* ---- Words ---- */

static bool drawn(struct ui *ui, const char *text, struct ui_drawn *out)
{
    size_t count;
    const struct ui_drawn *all = ui_drawn(ui, &count);
    for (size_t i = 0; i < count; i++) {
        if (all[i].kind == UI_DRAWN_TEXT && strncmp(all[i].id, text, strlen(all[i].id)) == 0) {
            *out = all[i];
            return true;
        }
    }
    return false;
}

static struct ui_drawn draw_text(struct bench *b, struct ui_rect box, const char *text, struct ui_style style)
{
    struct ui_drawn d = {0};
    ui_inspect(b->ui, true);
    ui_begin(b->ui, b->now, THEME_PAPER);
    style.colour = THEME_INK;
    ui_text(b->ui, box, text, style);
    ui_end(b->ui);
    assert_true(drawn(b->ui, text, &d));
    return d;
}

static void text_wraps_shrinks_and_tells_when_it_is_cut(void **state)
{
    struct bench *b = *state;
    const char *long_unit = "Office of International Cooperation and Exchange";
    struct ui_rect box = {100, 100, 400, 120};
    assert_false(draw_text(b, box, "Office", (struct ui_style){.size = 40}).cut);
    assert_true(draw_text(b, box, long_unit, (struct ui_style){.size = 40}).cut);
    assert_true(draw_text(b, box, long_unit, (struct ui_style){.size = 40, .lines = 2}).cut);
    struct ui_drawn two = draw_text(b, box, long_unit, (struct ui_style){.size = 30, .lines = 2});
    assert_false(two.cut);
    struct ui_drawn small = draw_text(b, box, long_unit, (struct ui_style){.size = 40, .lines = 2, .shrink_to = 20});
    assert_false(small.cut);
    assert_in_range(small.size, 20, 39);
    assert_true(small.rect.w <= box.w);
    struct ui_style tight = {.size = 40, .lines = 2, .shrink_to = 20};
    struct ui_drawn low = draw_text(b, (struct ui_rect){100, 100, 400, 60}, long_unit, tight);
    assert_true(low.size < small.size && low.rect.h <= 60); /* the same words in a lower box are smaller */
    assert_true(draw_text(b, (struct ui_rect){100, 100, 400, 30}, "Tall", (struct ui_style){.size = 60}).cut);
}

static void hostile_text_is_drawn_without_harm(void **state)
{
    struct bench *b = *state;
    static const char *const texts[] = {"\xFF\xFE\x80", "\xE4\xB8", "\xF0\x9F\x98\x80 emoji", "tab\tnew\nline",
                                        "%s%n{x}"};
    char long_text[4000];
    memset(long_text, 'W', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    ui_begin(b->ui, b->now, THEME_PAPER);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ui_text(b->ui, (struct ui_rect){0, 0, 300, 100}, texts[i], (struct ui_style){.size = 30, .colour = THEME_INK});
        ui_text(b->ui, (struct ui_rect){0, 0, 3, 3}, texts[i],
                (struct ui_style){.size = 30, .colour = THEME_INK, .lines = 2, .shrink_to = 20});
    }
    ui_text(b->ui, (struct ui_rect){0, 0, 1280, 800}, long_text,
            (struct ui_style){.size = 30, .colour = THEME_INK, .lines = 8});
    ui_end(b->ui);
}

/* ---- The camera's picture ---- */

#define CAMERA_W 64
#define CAMERA_H 40

static void paint(struct frame *f, int from, int to, uint8_t y, uint8_t u, uint8_t v)
{
    for (int row = 0; row < CAMERA_H; row++) {
        for (int x = from; x < to; x++) {
            f->y[row * CAMERA_W + x] = y;
            f->u[row / 2 * CAMERA_W / 2 + x / 2] = u;
            f->v[row / 2 * CAMERA_W / 2 + x / 2] = v;
        }
    }
}

static uint32_t pixel(const uint8_t *rgb, int x, int y)
{
    const uint8_t *p = rgb + ((size_t)y * 1280 + (size_t)x) * 3;
    return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

static bool near(uint32_t a, uint32_t b)
{
    for (int shift = 0; shift <= 16; shift += 8) {
        if (abs((int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF)) > 6)
            return false;
    }
    return true;
}

static uint8_t *show(struct bench *b, const struct frame *frame, bool mirror)
{
    char path[] = "/tmp/gatehouse-ui-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    ui_begin(b->ui, b->now, THEME_PAPER);
    ui_camera(b->ui, (struct ui_rect){100, 100, 640, 400}, frame, mirror, 20);
    ui_end(b->ui);
    assert_int_equal(ui_screenshot(b->ui, path), GH_OK);
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_int_not_equal(png_image_begin_read_from_file(&image, path), 0);
    image.format = PNG_FORMAT_RGB;
    uint8_t *rgb = malloc(PNG_IMAGE_SIZE(image));
    assert_non_null(rgb);
    assert_int_not_equal(png_image_finish_read(&image, NULL, rgb, 0, NULL), 0);
    unlink(path);
    return rgb;
}

/* BT.601: the colours of the test bars, and samples outside the studio range, which must not wrap round. */
static void the_camera_shows_its_colours_cropped_and_mirrored(void **state)
{
    struct bench *b = *state;
    static uint8_t planes[CAMERA_W * CAMERA_H * 3 / 2];
    struct frame f = {.width = CAMERA_W, .height = CAMERA_H, .stride_y = CAMERA_W, .stride_uv = CAMERA_W / 2};
    f.y = planes;
    f.u = planes + CAMERA_W * CAMERA_H;
    f.v = f.u + CAMERA_W * CAMERA_H / 4;
    f.sequence = 1;
    paint(&f, 0, 16, 235, 128, 128); /* white */
    paint(&f, 16, 32, 82, 90, 240);  /* red */
    paint(&f, 32, 48, 41, 240, 110); /* blue */
    paint(&f, 48, 64, 255, 255, 128);
    uint8_t *rgb = show(b, &f, false);
    assert_true(near(pixel(rgb, 180, 300), 0xFFFFFF));
    assert_true(near(pixel(rgb, 340, 300), 0xFF0000));
    assert_true(near(pixel(rgb, 500, 300), 0x0000FF));
    assert_int_equal(pixel(rgb, 700, 300) & 0xFF, 0xFF);
    assert_true(near(pixel(rgb, 101, 101), 0xF4F6F5)); /* the corner is round */
    free(rgb);
    rgb = show(b, &f, true);
    assert_true(near(pixel(rgb, 660, 300), 0xFFFFFF));
    assert_true(near(pixel(rgb, 500, 300), 0xFF0000));
    free(rgb);
    rgb = show(b, NULL, false);
    assert_true(near(pixel(rgb, 400, 300), 0x24323A));
    free(rgb);
}

/* ---- Fonts ---- */

static void without_any_font_letters_come_from_a_table(void **state)
{
    struct bench *b = *state;
    const char *why = "";
    ui_close(b->ui);
    b->ui = ui_open(
        &(struct ui_options){
            .width = 720, .height = 1280, .software = true, .font_dir = "/nonexistent", .only_font_dir = true},
        &why);
    assert_non_null(b->ui);
    assert_int_equal(ui_fonts_found(b->ui), UI_FONTS_BUILT_IN);
    struct ui_drawn d =
        draw_text(b, (struct ui_rect){20, 20, 680, 80}, "No font was found", (struct ui_style){.size = 30});
    assert_true(d.rect.w > 100 && !d.cut);
    draw_text(b, (struct ui_rect){20, 20, 680, 80}, "张*三", (struct ui_style){.size = 30});
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_touch_presses_once),
        CASE(press_and_release_between_two_frames_is_not_lost),
        CASE(released_elsewhere_is_no_press),
        CASE(a_double_touch_within_250_ms_counts_once),
        CASE(no_touch_counts_right_after_a_change_of_screen),
        CASE(no_touch_counts_after_a_change_of_a_still_screen),
        CASE(a_key_typed_after_a_press_comes_in_the_next_frame),
        CASE(a_key_on_its_way_outlives_personal_data),
        CASE(what_is_off_takes_no_touch),
        CASE(a_second_finger_presses_nothing),
        CASE(a_mouse_presses_too),
        CASE(enter_presses_the_marked_button_and_tab_walks),
        CASE(typed_letters_arrive_one_by_one),
        cmocka_unit_test(edit_takes_off_whole_characters),
        CASE(a_list_follows_the_finger_and_glides_on),
        CASE(a_list_rests_while_a_finger_is_down),
        CASE(a_list_ends_at_its_ends),
        CASE(a_row_is_touched_where_it_was_seen),
        CASE(a_dialog_takes_all_touches),
        CASE(nothing_is_due_when_nothing_changed),
        CASE(text_wraps_shrinks_and_tells_when_it_is_cut),
        CASE(hostile_text_is_drawn_without_harm),
        CASE(the_camera_shows_its_colours_cropped_and_mirrored),
        CASE(without_any_font_letters_come_from_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
