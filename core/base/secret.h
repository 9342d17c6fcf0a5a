/* The one owner of memory that holds a secret: it is wiped when its owner lets it go, on every path.
 *
 *     uint8_t key[32];
 *     SECRET_UNTIL_END(key);   // wiped when this scope is left, also by return
 *
 * Heap memory goes with secret_free(). */
#ifndef GH_BASE_SECRET_H
#define GH_BASE_SECRET_H

#include <stddef.h>

/* Writes zeros that no compiler leaves out. */
void secret_wipe(void *memory, size_t len);
/* Wipes and frees memory of malloc(), all that was allocated. NULL is allowed. */
void secret_free(void *memory);
/* Returns memory of another size with the same content, as realloc() does, and wipes what it was before. NULL: out of
 * memory, and the memory stays. The caller frees it with secret_free(). */
void *secret_realloc(void *memory, size_t len);

/* Overwrites what this thread freed last in blocks of up to 1 KB, for libraries that free copies of a secret as they
 * are. malloc() gives out first what was freed last. Call right after the library; a block that is not reached stays.
 */
void secret_wipe_freed(void);

/* What SECRET_UNTIL_END() declares beside a variable. */
struct secret_guard {
    void *memory;
    size_t len;
};
/* Wipes what the guard names. The compiler calls it where the scope is left. */
void secret_guard_end(struct secret_guard *guard);

/* Wipes an array or struct of this scope whenever the scope is left. Follows its declaration. */
#define SECRET_UNTIL_END(variable)                                                                                     \
    struct secret_guard variable##_guard                                                                               \
        __attribute__((cleanup(secret_guard_end), unused)) = {&(variable), sizeof(variable)}

#endif
