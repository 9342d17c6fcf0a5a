#include "os/memory.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

#define HEAPS 2 /* by default eight a core, each with gaps of its own */
#define LARGE_BYTES                                                                                                    \
    262144                  /* from here on a block is a mapping of its own; fixed, as it grows up to 32 MB by default \
                             */
#define SPARE_BYTES 1048576 /* free bytes at a heap's end that stay */

void os_memory_tighten(void)
{
    (void)mallopt(M_ARENA_MAX, HEAPS);
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, SPARE_BYTES);
}

void os_memory_trim(void)
{
    (void)malloc_trim(0);
}
#else
void os_memory_tighten(void)
{
}

void os_memory_trim(void)
{
}
#endif
