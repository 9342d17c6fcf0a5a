/* Pictures of texts, icons and corners, kept by use. */
#ifndef GH_UI_CACHE_H
#define GH_UI_CACHE_H

#include <SDL.h>

#define CACHE_KEY_MAX 256
#define CACHE_SLOTS 512
#define CACHE_BYTES_MAX ((size_t)12 * 1024 * 1024)

struct picture {
    SDL_Texture *texture; /* white with alpha: coloured when it is drawn */
    int w, h;
    uint64_t hash;
    uint32_t used; /* frame of the last use */
    size_t key_len;
    char key[CACHE_KEY_MAX];
};

struct cache {
    struct picture slots[CACHE_SLOTS];
    size_t count, bytes;
};

/* Returns a hash of the bytes (FNV-1a). */
uint64_t cache_hash(const void *data, size_t len);
/* Returns the picture of a key and marks it as used in this frame; NULL when there is none. */
struct picture *cache_find(struct cache *cache, const void *key, size_t key_len, uint32_t frame);
/* Keeps the surface, which it takes over, under a key; the least used pictures give way. Returns NULL for a NULL
 * surface or when the texture cannot be made. */
struct picture *cache_put(struct cache *cache, SDL_Renderer *renderer, const void *key, size_t key_len,
                          SDL_Surface *surface, uint32_t frame);
/* Frees every picture. */
void cache_clear(struct cache *cache);

#endif
