/* A screen that is mounted turned: what is drawn lands turned on the panel, and touches land on what is drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <SDL.h>
#include <cmocka.h>
#include <png.h>

#include "ui/panel.h"
#include "ui/turn.h"
#include "ui/ui.h"

#define PANEL_W 1280
#define PANEL_H 800

static const struct ui_rect corner = {0, 0, 60, 40}; /* of the frame: top left */

static struct ui *open_turned(struct ui_mount mount)
{
    const char *why = "";
    struct ui *ui =
        ui_open(&(struct ui_options){.width = PANEL_W, .height = PANEL_H, .mount = mount, .software = true}, &why);
    if (ui == NULL)
        fail_msg("%s", why);
    return ui;
}

/* Draws a red corner that can be pressed. Returns whether it was. */
static bool draw_corner(struct ui *ui, int64_t now)
{
    ui_begin(ui, now, THEME_PAPER);
    ui_fill(ui, corner, THEME_STOP, 0);
    bool pressed = ui_target(ui, corner, "corner", 0);
    ui_end(ui);
    return pressed;
}

/* Returns a colour of the panel, 0xRRGGBB. */
static uint32_t on_panel(struct ui *ui, int x, int y)
{
    uint8_t rgb[3];
    assert_int_equal(
        SDL_RenderReadPixels(ui->renderer, &(SDL_Rect){x, y, 1, 1}, SDL_PIXELFORMAT_RGB24, rgb, sizeof rgb), 0);
    return (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
}

static void touch_panel(struct ui *ui, float x, float y, int64_t now)
{
    SDL_Event e = {.type = SDL_FINGERDOWN};
    e.tfinger.x = x;
    e.tfinger.y = y;
    assert_true(ui_event(ui, &e, now));
    e.type = e.tfinger.type = SDL_FINGERUP;
    assert_true(ui_event(ui, &e, now + 40));
}

static void click_panel(struct ui *ui, int x, int y, int64_t now)
{
    SDL_Event e = {.type = SDL_MOUSEBUTTONDOWN};
    e.button.button = SDL_BUTTON_LEFT;
    e.button.x = x;
    e.button.y = y;
    assert_true(ui_event(ui, &e, now));
    e.type = e.button.type = SDL_MOUSEBUTTONUP;
    assert_true(ui_event(ui, &e, now + 40));
}

static const struct {
    int turn, x, y; /* where the frame's top left corner is on the panel */
} turns[] = {{0, 2, 2}, {90, PANEL_W - 3, 2}, {180, PANEL_W - 3, PANEL_H - 3}, {270, 2, PANEL_H - 3}};

static void the_picture_is_turned(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        struct ui *ui = open_turned((struct ui_mount){.turn = turns[i].turn});
        bool portrait = turns[i].turn == 90 || turns[i].turn == 270;
        assert_int_equal(ui_portrait(ui), portrait);
        draw_corner(ui, 1000);
        uint32_t red = ui_rgb(ui, THEME_STOP) & 0xFFFFFF, paper = ui_rgb(ui, THEME_PAPER) & 0xFFFFFF;
        for (size_t k = 0; k < sizeof turns / sizeof *turns; k++)
            assert_int_equal(on_panel(ui, turns[k].x, turns[k].y), k == i ? red : paper);
        assert_int_equal(on_panel(ui, PANEL_W / 2, PANEL_H / 2), paper);
        ui_close(ui);
    }
}

static void touches_follow_the_picture(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        struct ui *ui = open_turned((struct ui_mount){.turn = turns[i].turn});
        draw_corner(ui, 1000);
        touch_panel(ui, (float)turns[i].x / PANEL_W, (float)turns[i].y / PANEL_H, 2000);
        assert_true(draw_corner(ui, 2100));
        click_panel(ui, turns[i].x, turns[i].y, 3000);
        assert_true(draw_corner(ui, 3100));
        size_t elsewhere = (i + 1) % 4;
        touch_panel(ui, (float)turns[elsewhere].x / PANEL_W, (float)turns[elsewhere].y / PANEL_H, 4000);
        assert_false(draw_corner(ui, 4100));
        ui_close(ui);
    }
}

/* A panel whose axes run the other way and whose edges are not those of the picture. */
static void a_calibration_comes_before_the_turn(void **state)
{
    (void)state;
    struct ui *ui =
        open_turned((struct ui_mount){.turn = 90, .calibrated = true, .touch = {-1, 0, 1, 0, 1.25f, -0.125f}});
    draw_corner(ui, 1000);
    touch_panel(ui, 0.005f, 0.105f, 2000); /* 0.995, 0.006 of the panel: its top right */
    assert_true(draw_corner(ui, 2100));
    ui_close(ui);
}

static void a_picture_for_tests_is_upright(void **state)
{
    (void)state;
    struct ui *ui = open_turned((struct ui_mount){.turn = 90});
    draw_corner(ui, 1000);
    char path[] = "/tmp/gatehouse-turn-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(ui_screenshot(ui, path), GH_OK);
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_int_not_equal(png_image_begin_read_from_file(&image, path), 0);
    assert_int_equal(image.width, PANEL_H);
    assert_int_equal(image.height, PANEL_W);
    png_image_free(&image);
    unlink(path);
    draw_corner(ui, 1100);
    assert_int_equal(on_panel(ui, turns[1].x, turns[1].y), ui_rgb(ui, THEME_STOP) & 0xFFFFFF);
    ui_close(ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_picture_is_turned),
        cmocka_unit_test(touches_follow_the_picture),
        cmocka_unit_test(a_calibration_comes_before_the_turn),
        cmocka_unit_test(a_picture_for_tests_is_upright),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
