/* The tones as samples. Pure. */
#ifndef GH_UI_TONES_H
#define GH_UI_TONES_H

#include <stddef.h>
#include <stdint.h>

#define TONES_RATE 44100 /* samples a second, one channel */
#define TONES_PARTS_MAX 4

/* One sound of a cue: pitch in hertz, length and the pause after it in milliseconds. */
struct tone {
    int hertz, length_ms, pause_ms;
};

struct tones {
    size_t count;
    struct tone part[TONES_PARTS_MAX];
    int loudness; /* percent of full scale */
};

/* Returns the number of samples of the whole cue. */
size_t tones_length(const struct tones *tones);
/* Writes tones_length() samples. */
void tones_write(const struct tones *tones, int16_t *out);

#endif
