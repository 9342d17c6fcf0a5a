#include "codes/sighting.h"

#include <sodium.h>
#include <string.h>

_Static_assert(SIGHTING_DIGEST_SIZE == crypto_generichash_BYTES_MIN, "the digest of crypto_generichash");

void sighting_init(struct sighting *sighting, int64_t repeat_ms)
{
    *sighting = (struct sighting){.repeat_ms = repeat_ms};
}

void sighting_forget(struct sighting *sighting)
{
    sighting_init(sighting, sighting->repeat_ms);
}

/* Returns the code's own place, else a free one, else that of the code longest out of view. */
static int place_of(const struct sighting *sighting, const uint8_t digest[static SIGHTING_DIGEST_SIZE])
{
    int place = 0;
    for (int i = 0; i < SIGHTING_CODES_MAX; i++) {
        if (sighting->seen[i].used && memcmp(sighting->seen[i].digest, digest, SIGHTING_DIGEST_SIZE) == 0)
            return i;
        bool held = sighting->seen[place].used;
        if (held && (!sighting->seen[i].used || sighting->seen[i].last_ms < sighting->seen[place].last_ms))
            place = i;
    }
    return place;
}

bool sighting_see(struct sighting *sighting, struct bytes text, int64_t now_ms)
{
    uint8_t digest[SIGHTING_DIGEST_SIZE];
    if (crypto_generichash(digest, sizeof(digest), text.data, text.len, NULL, 0) != 0)
        return true; /* without a digest: one scan too many is safer than none */
    int i = place_of(sighting, digest);
    bool known = sighting->seen[i].used && memcmp(sighting->seen[i].digest, digest, sizeof(digest)) == 0;
    bool again = known && now_ms - sighting->seen[i].last_ms <= sighting->repeat_ms;
    if (!known || now_ms > sighting->seen[i].last_ms)
        sighting->seen[i].last_ms = now_ms;
    memcpy(sighting->seen[i].digest, digest, sizeof(digest));
    sighting->seen[i].used = true;
    return !again;
}
