#include "support/picture_spoil.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *spoil_name(enum spoil kind)
{
    static const char *const names[SPOIL_KINDS] = {"as-is", "dark", "motion", "turned"};
    return (unsigned)kind < SPOIL_KINDS ? names[kind] : "unknown";
}

uint64_t spoil_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(0x2545f4914f6cdd1d);
}

static uint8_t byte_of(double value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value + 0.5);
}

/* Near enough to normal, mean 0, standard deviation 1: twelve uniform numbers. */
static double noise(uint64_t *state)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += (double)(spoil_random(state) >> 40) / (double)(1 << 24);
    return sum;
}

static void darken(uint8_t *pixels, size_t bytes, uint64_t *state)
{
    for (size_t i = 0; i < bytes; i++)
        pixels[i] = byte_of(pixels[i] * 0.18 + 4 * noise(state));
}

static void move(uint8_t *pixels, const uint8_t *from, int width, int height)
{
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            for (int c = 0; c < 3; c++) {
                int sum = 0;
                for (int k = -3; k < 3; k++) {
                    int at = x + k < 0 ? 0 : x + k >= width ? width - 1 : x + k;
                    sum += from[3 * ((size_t)y * (size_t)width + (size_t)at) + (size_t)c];
                }
                pixels[3 * ((size_t)y * (size_t)width + (size_t)x) + (size_t)c] = (uint8_t)((sum + 3) / 6);
            }
}

static void turn(uint8_t *pixels, const uint8_t *from, int width, int height, double degrees)
{
    double s = sin(degrees * 3.14159265358979 / 180), k = cos(degrees * 3.14159265358979 / 180);
    double mx = (width - 1) / 2.0, my = (height - 1) / 2.0;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            double fx = fmin(fmax(mx + k * (x - mx) - s * (y - my), 0), width - 1.001);
            double fy = fmin(fmax(my + s * (x - mx) + k * (y - my), 0), height - 1.001);
            size_t ix = (size_t)fx, iy = (size_t)fy;
            double ax = fx - (double)ix, ay = fy - (double)iy;
            for (size_t c = 0; c < 3; c++) {
                const uint8_t *p = from + 3 * (iy * (size_t)width + ix) + c, *q = p + 3 * (size_t)width;
                pixels[3 * ((size_t)y * (size_t)width + (size_t)x) + c] =
                    byte_of((1 - ay) * ((1 - ax) * p[0] + ax * p[3]) + ay * ((1 - ax) * q[0] + ax * q[3]));
            }
        }
}

void picture_spoil(uint8_t *pixels, int width, int height, enum spoil kind, uint64_t seed)
{
    uint64_t state = seed * 2 + 1;
    size_t bytes = 3 * (size_t)width * (size_t)height;
    uint8_t *copy = kind == SPOIL_NOTHING || width < 2 || height < 2 ? NULL : malloc(bytes);
    if (!copy)
        return;
    memcpy(copy, pixels, bytes);
    if (kind == SPOIL_DARK)
        darken(pixels, bytes, &state);
    else if (kind == SPOIL_MOTION)
        move(pixels, copy, width, height);
    else
        turn(pixels, copy, width, height, spoil_random(&state) % 2 ? 7 : -7);
    free(copy);
}
