/* Which codes in view are new: the same code seen again within a few seconds is one scan, another code is a new one.
 * Pure: the time comes in with each call. Keeps digests, never the texts of codes. Not thread-safe. */
#ifndef GH_KIOSK_CODES_SIGHTING_H
#define GH_KIOSK_CODES_SIGHTING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define SIGHTING_REPEAT_MS 3000 /* the usual time; counted from when the code was last in view */
#define SIGHTING_CODES_MAX 16   /* remembered at a time; a further code replaces the one longest out of view */
#define SIGHTING_DIGEST_SIZE 16

struct sighting {
    int64_t repeat_ms;
    struct {
        bool used;
        uint8_t digest[SIGHTING_DIGEST_SIZE];
        int64_t last_ms;
    } seen[SIGHTING_CODES_MAX];
};

/* Begins with nothing seen. repeat_ms: SIGHTING_REPEAT_MS, except in tests. */
void sighting_init(struct sighting *sighting, int64_t repeat_ms);

/* Takes a code that was read at now_ms (any monotonic clock; an earlier time counts as the latest one of this code).
 * True: a new scan. False: the same scan as before, which lasts while the code is in view again within repeat_ms, the
 * edge included. */
bool sighting_see(struct sighting *sighting, struct bytes text, int64_t now_ms);

/* Forgets every code: the next one is a new scan. */
void sighting_forget(struct sighting *sighting);

#endif
