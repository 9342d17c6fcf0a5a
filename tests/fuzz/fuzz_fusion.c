/* links: gh_codes gh_base */
/* Frames of any evidence at any places and times: sums stay of one size, bounded by their frames, and hold no module
 * that no frame showed; a code that is read from a sum is a code. A frame: size, place, time step, then its modules by
 * turns of the bytes that follow. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codes/fusion.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEAD 6
#define MODULE_BYTES 60

static void check(const struct fusion *fusion)
{
    for (int i = 0; i < FUSION_TRACKS; i++) {
        const struct fusion_track *track = &fusion->tracks[i];
        if (!track->used)
            continue;
        if (track->frames < 1 || track->sum.modules < 21 || track->sum.modules > SOFT_MODULES_MAX)
            abort();
        for (int y = 0; y < track->sum.modules; y++)
            for (int x = 0; x < track->sum.modules; x++)
                if (!(fabsf(track->sum.dark[y][x]) <= FUSION_CERTAIN * (float)track->frames))
                    abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fusion fusion;
    static struct evidence seen;
    static struct soft soft;
    static struct soft_code code;
    int64_t now_ms = 0;
    int decoded = 0;
    fusion_init(&fusion);
    for (size_t at = 0; at + HEAD + MODULE_BYTES <= size; at += HEAD + MODULE_BYTES) {
        const uint8_t *head = data + at, *modules = head + HEAD;
        float x = (float)head[1] * 4, y = (float)head[2] * 4, side = (float)head[3];
        const struct point corners[4] = {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}};
        seen.modules = 17 + head[0] % 92;
        for (int i = 0; i < SOFT_MODULES_MAX * SOFT_MODULES_MAX; i++)
            seen.dark[i / SOFT_MODULES_MAX][i % SOFT_MODULES_MAX] =
                (float)(int8_t)modules[(i * (1 + head[5])) % MODULE_BYTES] / 8;
        now_ms += head[4] * 8;
        const struct evidence *sum = fusion_add(&fusion, &seen, corners, now_ms);
        check(&fusion);
        if (sum && decoded++ < 4 && soft_decode(&soft, sum, NULL, NULL, &code) && code.modules != sum->modules)
            abort();
        if (head[5] % 8 == 7)
            fusion_forget(&fusion, corners);
    }
    return 0;
}
