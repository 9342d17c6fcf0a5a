/* The two decoders behind the reader, one call each. Both give a result only when the code's own Reed-Solomon check
 * holds; what else a result must pass stands in reader.c. */
#ifndef GH_KIOSK_CODES_ENGINE_H
#define GH_KIOSK_CODES_ENGINE_H

#include <stdbool.h>

#include "codes/reader.h"

struct engine;

enum engine_kind {
    ENGINE_ZXING,
    ENGINE_ZXING_GLOBAL, /* one threshold for each row instead of one for each block: better on clean, blurred crops */
    ENGINE_ZBAR,
};

struct engine *engine_new(void); /* NULL without memory */
void engine_free(struct engine *engine);

/* Reads up to max QR codes; stage and ms of the results are left alone. Returns how many, 0 on any failure.
 * With errors not NULL, *errors is the number of further results (in out, after the read ones, len 0) whose finder
 * patterns were found but which failed to decode: their corners tell where to look closer. */
int engine_read(struct engine *engine, enum engine_kind kind, const struct grey *picture, struct reading *out, int max,
                int *errors);

#endif
