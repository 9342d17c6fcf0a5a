/* Wipes secrets. */
#include "base/secret.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define FREED_MAX 1024 /* bytes of a block */

void secret_wipe(void *memory, size_t len)
{
    explicit_bzero(memory, len);
}

void secret_free(void *memory)
{
    if (memory)
        secret_wipe(memory, malloc_usable_size(memory));
    free(memory);
}

void *secret_realloc(void *memory, size_t len)
{
    void *longer = malloc(len > 0 ? len : 1);
    if (longer && memory) {
        const size_t held = malloc_usable_size(memory);
        memcpy(longer, memory, held < len ? held : len);
        secret_free(memory);
    }
    return longer;
}

void secret_wipe_freed(void)
{
    void *blocks[8]; /* one more than glibc's cache of a thread keeps of a size */
    for (size_t size = 16; size <= FREED_MAX; size += 16) {
        for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
            blocks[i] = malloc(size);
        for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
            secret_free(blocks[i]);
    }
}

void secret_guard_end(struct secret_guard *guard)
{
    secret_wipe(guard->memory, guard->len);
}
