#include "ui/tones.h"

#include <math.h>

#define EDGE_MS 8 /* fades in and out: without it a tone clicks */

static size_t samples(int ms)
{
    return (size_t)ms * TONES_RATE / 1000;
}

size_t tones_length(const struct tones *tones)
{
    size_t total = 0;
    for (size_t i = 0; i < tones->count; i++)
        total += samples(tones->part[i].length_ms) + samples(tones->part[i].pause_ms);
    return total;
}

/* A sine with part of its octave: small loudspeakers play little below 400 Hz. */
static double wave_at(int hertz, size_t i)
{
    double phase = 2 * 3.14159265358979 * hertz * (double)i / TONES_RATE;
    return (sin(phase) + 0.4 * sin(2 * phase) + 0.15 * sin(3 * phase)) / 1.4;
}

static double edge_at(size_t i, size_t length)
{
    size_t edge = samples(EDGE_MS), from_end = length - 1 - i;
    size_t nearest = i < from_end ? i : from_end;
    return nearest >= edge ? 1 : (double)nearest / (double)edge;
}

void tones_write(const struct tones *tones, int16_t *out)
{
    for (size_t part = 0; part < tones->count; part++) {
        const struct tone *tone = &tones->part[part];
        size_t length = samples(tone->length_ms), pause = samples(tone->pause_ms);
        for (size_t i = 0; i < length; i++) {
            double value = wave_at(tone->hertz, i) * edge_at(i, length) * tones->loudness / 100;
            *out++ = (int16_t)lround(value * 32000);
        }
        for (size_t i = 0; i < pause; i++)
            *out++ = 0;
    }
}
