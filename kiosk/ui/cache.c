/* Pictures by key: found by hash, dropped by age, bounded in number and bytes. */
#include "ui/cache.h"

#include <string.h>

uint64_t cache_hash(const void *data, size_t len)
{
    const uint8_t *p = data;
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * 1099511628211u;
    return hash;
}

static size_t picture_bytes(const struct picture *p)
{
    return (size_t)p->w * (size_t)p->h * 4;
}

static void drop(struct cache *cache, size_t i)
{
    struct picture *p = &cache->slots[i];
    cache->bytes -= picture_bytes(p);
    SDL_DestroyTexture(p->texture);
    cache->count--;
    if (i != cache->count)
        *p = cache->slots[cache->count];
    explicit_bzero(&cache->slots[cache->count], sizeof cache->slots[0]);
}

static size_t oldest(const struct cache *cache)
{
    size_t found = 0;
    for (size_t i = 1; i < cache->count; i++)
        if (cache->slots[i].used < cache->slots[found].used)
            found = i;
    return found;
}

struct picture *cache_find(struct cache *cache, const void *key, size_t key_len, uint32_t frame)
{
    uint64_t hash = cache_hash(key, key_len);
    for (size_t i = 0; i < cache->count; i++) {
        struct picture *p = &cache->slots[i];
        if (p->hash == hash && p->key_len == key_len && memcmp(p->key, key, key_len) == 0) {
            p->used = frame;
            return p;
        }
    }
    return NULL;
}

struct picture *cache_put(struct cache *cache, SDL_Renderer *renderer, const void *key, size_t key_len,
                          SDL_Surface *surface, uint32_t frame)
{
    if (surface == NULL || key_len > CACHE_KEY_MAX) {
        SDL_FreeSurface(surface);
        return NULL;
    }
    SDL_Texture *texture = SDL_CreateTextureFromSurface(renderer, surface);
    struct picture p = {.texture = texture, .w = surface->w, .h = surface->h, .used = frame, .key_len = key_len};
    SDL_FreeSurface(surface);
    if (texture == NULL)
        return NULL;
    SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_BLEND);
    while (cache->count == CACHE_SLOTS || (cache->count > 0 && cache->bytes + picture_bytes(&p) > CACHE_BYTES_MAX))
        drop(cache, oldest(cache));
    p.hash = cache_hash(key, key_len);
    memcpy(p.key, key, key_len);
    cache->bytes += picture_bytes(&p);
    cache->slots[cache->count] = p;
    return &cache->slots[cache->count++];
}

void cache_clear(struct cache *cache)
{
    while (cache->count > 0)
        drop(cache, cache->count - 1);
}
