/* Reads QR codes from a grey picture: cheap stages first, dearer ones while the picture stays unread. Not thread-safe;
 * one reader a thread. Never a false read: every result has passed the code's own error correction and the checks of
 * pass.c. */
#ifndef GH_KIOSK_CODES_READER_H
#define GH_KIOSK_CODES_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "codes/picture.h"

#define READER_TEXT_MAX 8859 /* the most bytes that a QR code holds (2953), each up to three bytes of UTF-8 */
#define READER_CODES_MAX 128 /* 1.1 MB of readings; a sheet of badges has fewer */

struct reading {
    /* UTF-8, not terminated. The code's bytes as they are when they are UTF-8, as every pass is; else decoded by the
     * character set that the code names or its bytes suggest. Never empty. */
    uint8_t text[READER_TEXT_MAX];
    uint16_t len;
    struct point corners[4]; /* top left first, clockwise, in pixels of the picture given */
    int stage;               /* 1: the first and cheapest */
    double ms;               /* from the start of reader_read until this code was read */
};

struct reader;
struct fusion;
struct pace;

#define READER_JUDGED_MAX 256 /* bytes of a text that a judge sees */
/* True for a text that is certainly right, because it carries a signature that verifies. */
typedef bool reader_judge(void *context, const uint8_t *text, int len);

struct reader_options {
    int budget_ms;       /* start no further stage after this much work of the thread; 0: the default, 30 */
    int last_stage;      /* 0: all */
    bool all_codes;      /* look for every code in view, not only the first */
    reader_judge *judge; /* NULL: none. Lets codes be read of which too little is seen to be sure without it */
    void *judge_context;
    struct fusion *fusion; /* borrowed; adds up what frames show (codes/fusion.h). NULL: each picture by itself */
    struct pace *pace;     /* borrowed; shares the stages among frames (codes/pace.h). NULL: all of them, in order */
    int64_t now_ms;        /* of the frame, by any monotonic clock, for fusion */
};

struct reader *reader_new(void);         /* NULL without memory */
void reader_free(struct reader *reader); /* takes NULL */
/* Returns how many stages there are, and a stage's name for reports; NULL outside 1..count. */
int reader_stage_count(void);
const char *reader_stage_name(int stage);

/* Reads up to max codes into out; returns how many. 0 for a picture without a readable code, a null picture, or one
 * over 8192 pixels a side. options NULL: defaults. A reader keeps nothing of earlier pictures; only a
 * fusion and a pace do. */
int reader_read(struct reader *reader, const struct grey *picture, const struct reader_options *options,
                struct reading *out, int max);

#endif
