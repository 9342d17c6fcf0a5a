#include "os/random.h"

#include <sodium.h>

static void fill_system(void *context, void *out, size_t len)
{
    (void)context;
    randombytes_buf(out, len);
}

struct os_random os_random_system(void)
{
    return (struct os_random){.fill = fill_system};
}

/* splitmix64 */
static void fill_fixed(void *context, void *out, size_t len)
{
    uint64_t *seed = context;
    uint8_t *bytes = out;
    for (size_t i = 0; i < len; i++) {
        *seed += UINT64_C(0x9e3779b97f4a7c15);
        uint64_t z = *seed;
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        bytes[i] = (uint8_t)(z >> 56);
    }
}

struct os_random os_random_fixed(uint64_t *seed)
{
    return (struct os_random){.fill = fill_fixed, .context = seed};
}
