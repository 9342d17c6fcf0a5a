/* Random bytes behind a small struct: from libsodium, or a fixed sequence for tests that must repeat. */
#ifndef GH_OS_RANDOM_H
#define GH_OS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct os_random {
    void (*fill)(void *context, void *out, size_t len);
    void *context; /* borrowed */
};

/* sodium_init() must have succeeded. */
struct os_random os_random_system(void);
/* Gives the same bytes for the same seed on every run; *seed moves on. Never for keys. */
struct os_random os_random_fixed(uint64_t *seed);

static inline void os_random_fill(const struct os_random *random, void *out, size_t len)
{
    random->fill(random->context, out, len);
}

#endif
