/* Clips of a phone or a sheet that comes into the view of a camera, 1280x720 at 30 frames a second. Each follows from
 * its kind, number and seed alone, on any machine. */
#ifndef GH_TESTS_BENCH_FILM_H
#define GH_TESTS_BENCH_FILM_H

#include <stdbool.h>
#include <stdint.h>

#define FILM_WIDTH 1280
#define FILM_HEIGHT 720
#define FILM_FRAMES 75 /* 2.5 s */
#define FILM_MS(frame) ((frame)*1000 / 30)
#define FILM_TEXT 224

enum film_kind {
    FILM_APPROACH,    /* small at first, nearer and nearer */
    FILM_SHAKE,       /* a hand that does not rest, and an exposure long enough to show it */
    FILM_FOCUS,       /* the lens hunts */
    FILM_EXPOSURE,    /* the exposure goes in steps from far too light over too dark to right */
    FILM_REFLECTIONS, /* lamps wander over the glass */
    FILM_CRACKED,     /* cracks and blots that move with the phone */
    FILM_DIM,         /* a screen at 5 % brightness */
    FILM_BANDS,       /* a dimmed OLED's pulses: dark bands that move */
    FILM_KINDS
};

struct film;

const char *film_kind_name(int kind);
struct film *film_new(int kind, int number, uint64_t seed); /* NULL without memory */
void film_free(struct film *film);                          /* takes NULL */
/* Returns the text in view, a pass's by its form. Borrowed. */
const char *film_text(const struct film *film);
/* True when the whole code, its quiet zone apart, is in that frame. */
bool film_is_whole(const struct film *film, int frame);
/* Draws a frame: FILM_WIDTH * FILM_HEIGHT grey pixels. */
void film_draw(struct film *film, int frame, uint8_t *pixels);

#endif
