/* Which codes in view are new: the same code seen again within a few seconds is one scan, another code is a new one.
 *
 * Pure: the time comes in with each call. Keeps digests, never the texts of codes. Not thread-safe. */
#ifndef GH_KIOSK_CODES_SIGHTING_H
#define GH_KIOSK_CODES_SIGHTING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define SIGHTING_REPEAT_MS 3000 /* the usual time; counted from when the code was last in view */
#define SIGHTING_CODES_MAX 16   /* remembered at once; beyond that the one longest out of view is forgotten */
#define SIGHTING_DIGEST_SIZE 16

struct sighting {
    int64_t repeat_ms;
    struct {
        bool used;
        uint8_t digest[SIGHTING_DIGEST_SIZE];
        int64_t last_ms;
    } seen[SIGHTING_CODES_MAX];
};

/* Nothing seen yet. repeat_ms: SIGHTING_REPEAT_MS, but for tests. */
void sighting_init(struct sighting *sighting, int64_t repeat_ms);

/* A code was read at now_ms (any clock that does not go back; an earlier time counts as the latest one known of this
 * code). True: a new scan. False: the same as before, which stays one scan for as long as it comes into view again
 * within repeat_ms, the edge included. */
bool sighting_see(struct sighting *sighting, struct bytes text, int64_t now_ms);

/* The next code is a new scan, whatever was seen before. */
void sighting_forget(struct sighting *sighting);

#endif
