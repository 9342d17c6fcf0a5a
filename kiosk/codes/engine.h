/* The two decoders behind the reader, one call each. Both give a result only when the code's own Reed-Solomon check
 * holds; pass.c has the further checks. */
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

/* Reads up to max QR codes and returns how many, 0 on any failure. Leaves stage and ms of the results alone. *errors,
 * unless errors is NULL, gets how many codes had finder patterns but did not decode. They follow the read ones in out,
 * with len 0: their corners show where to look closer. */
int engine_read(struct engine *engine, enum engine_kind kind, const struct grey *picture, struct reading *out, int max,
                int *errors);

#endif
