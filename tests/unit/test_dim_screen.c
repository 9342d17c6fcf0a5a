/* A screen at its least brightness in a lit room, as the films draw it. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "bench/films/film.h"
#include "codes/reader.h"

#define FRAME_FIRST 24 /* the hand has come to rest */
#define FRAMES 3
#define CLIPS 4

static int stage_named(const char *name)
{
    for (int stage = 1; stage <= reader_stage_count(); stage++)
        if (strcmp(reader_stage_name(stage), name) == 0)
            return stage;
    fail_msg("no stage %s", name);
    return 0;
}

/* Returns how many clips are read in their first frames at rest, by the stages up to the last. */
static int clips_read(int last_stage)
{
    static struct reading out;
    static uint8_t pixels[FILM_WIDTH * FILM_HEIGHT];
    const struct grey picture = {pixels, FILM_WIDTH, FILM_HEIGHT, FILM_WIDTH};
    const struct reader_options patient = {.budget_ms = 60000, .last_stage = last_stage};
    struct reader *reader = reader_new();
    assert_non_null(reader);
    int read = 0;
    for (int clip = 0; clip < CLIPS; clip++) {
        struct film *film = film_new(FILM_DIM, clip, 501);
        assert_non_null(film);
        int count = 0;
        for (int i = 0; i < FRAMES && count == 0; i++) {
            film_draw(film, FRAME_FIRST + i, pixels);
            count = reader_read(reader, &picture, &patient, &out, 1);
        }
        if (count > 0) {
            assert_int_equal(out.len, strlen(film_text(film)));
            assert_memory_equal(out.text, film_text(film), out.len);
            read++;
        }
        film_free(film);
    }
    reader_free(reader);
    return read;
}

static void a_dim_screen_in_a_lit_room_is_read(void **state)
{
    (void)state;
    int dim = stage_named("dim"), with = clips_read(dim), without = clips_read(dim - 1);
    assert_true(with > without);
    assert_in_range(with, CLIPS - 1, CLIPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_dim_screen_in_a_lit_room_is_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
