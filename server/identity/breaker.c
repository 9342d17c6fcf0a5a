/* One row for each origin that did not answer. */
#include "identity/breaker.h"

#include <stdio.h>
#include <string.h>

enum gh_status identity_breaker_init(struct identity_breaker *breaker)
{
    *breaker = (struct identity_breaker){.next = 0};
    return pthread_mutex_init(&breaker->lock, NULL) == 0 ? GH_OK : GH_NO_MEMORY;
}

void identity_breaker_destroy(struct identity_breaker *breaker)
{
    (void)pthread_mutex_destroy(&breaker->lock);
}

/* RFC 6454, 4: scheme, host and port. */
static void write_origin(const char *url, char out[static BREAKER_ORIGIN_SIZE])
{
    const char *host = strstr(url, "://");
    const size_t before = host ? (size_t)(host - url) + 3 : 0;
    (void)snprintf(out, BREAKER_ORIGIN_SIZE, "%.*s", (int)(before + strcspn(url + before, "/?#")), url);
}

static struct breaker_origin *find(struct identity_breaker *breaker, const char *origin)
{
    for (size_t i = 0; i < BREAKER_ORIGINS; i++)
        if (strcmp(breaker->origins[i].origin, origin) == 0)
            return &breaker->origins[i];
    return NULL;
}

bool identity_breaker_may(struct identity_breaker *breaker, const char *url, tick now)
{
    char origin[BREAKER_ORIGIN_SIZE];
    write_origin(url, origin);
    (void)pthread_mutex_lock(&breaker->lock);
    struct breaker_origin *o = find(breaker, origin);
    const bool may = !o || now >= o->until;
    if (o && may) {
        o->tried = true;
        o->until = now + BREAKER_TRY;
    }
    (void)pthread_mutex_unlock(&breaker->lock);
    return may;
}

/* Calls that were on their way when the first one failed count as the same failure. */
static void fail(struct identity_breaker *breaker, struct breaker_origin *o, const char *origin, tick now)
{
    if (o && !o->tried && now < o->until)
        return;
    if (!o) {
        o = &breaker->origins[breaker->next++ % BREAKER_ORIGINS];
        *o = (struct breaker_origin){.failures = 0};
        (void)snprintf(o->origin, sizeof o->origin, "%s", origin);
    }
    o->tried = false;
    o->failures++;
    o->until = now + tick_doubled(BREAKER_FIRST, (int64_t)o->failures - 1, BREAKER_CAP);
}

void identity_breaker_note(struct identity_breaker *breaker, const char *url, bool answered, tick now)
{
    char origin[BREAKER_ORIGIN_SIZE];
    write_origin(url, origin);
    (void)pthread_mutex_lock(&breaker->lock);
    struct breaker_origin *o = find(breaker, origin);
    if (!answered)
        fail(breaker, o, origin, now);
    else if (o)
        *o = (struct breaker_origin){.failures = 0};
    (void)pthread_mutex_unlock(&breaker->lock);
}
