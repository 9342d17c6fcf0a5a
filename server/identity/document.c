/* Fetches documents outside of the lock, so that a slow provider holds up only its own people. */
#include "identity/document.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "json/json_read.h"

#define KEPT_MAX 64 /* two of each provider, and some that were changed */

struct kept {
    char url[IDENTITY_SETTING_SIZE + 64];
    json_t *json; /* NULL: the last try failed */
    enum identity_fault fault;
    tick at;
};
struct identity_cache {
    pthread_mutex_t lock;
    struct kept items[KEPT_MAX]; /* under lock */
    size_t next;                 /* under lock: the place that is used next */
};

enum gh_status identity_cache_open(struct identity_cache **out)
{
    struct identity_cache *cache = calloc(1, sizeof *cache);
    if (!cache)
        return GH_NO_MEMORY;
    if (pthread_mutex_init(&cache->lock, NULL) != 0) {
        free(cache);
        return GH_NO_MEMORY;
    }
    *out = cache;
    return GH_OK;
}

void identity_cache_close(struct identity_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < KEPT_MAX; i++)
        json_decref(cache->items[i].json);
    (void)pthread_mutex_destroy(&cache->lock);
    free(cache);
}

/* A copy: two threads may not share a reference (jansson counts without a lock in older versions). */
static bool look(struct identity_cache *cache, const char *url, tick now, tick max_age, enum identity_fault *fault,
                 json_t **out)
{
    bool found = false;
    (void)pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < KEPT_MAX && !found; i++) {
        const struct kept *k = &cache->items[i];
        const tick age = now - k->at, limit = k->json ? max_age : IDENTITY_DOCUMENT_AGAIN;
        if (strcmp(k->url, url) != 0 || age < 0 || age > limit)
            continue;
        *out = k->json ? json_deep_copy(k->json) : NULL;
        *fault = k->fault;
        found = *out || k->fault;
    }
    (void)pthread_mutex_unlock(&cache->lock);
    return found;
}

static void keep(struct identity_cache *cache, const char *url, tick now, enum identity_fault fault, const json_t *json)
{
    struct kept *k = NULL;
    json_t *copy = json ? json_deep_copy(json) : NULL;
    (void)pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < KEPT_MAX && !k; i++)
        if (strcmp(cache->items[i].url, url) == 0)
            k = &cache->items[i];
    if (!k)
        k = &cache->items[cache->next++ % KEPT_MAX];
    (void)snprintf(k->url, sizeof k->url, "%s", url);
    json_decref(k->json);
    k->json = copy;
    k->fault = fault;
    k->at = now;
    (void)pthread_mutex_unlock(&cache->lock);
}

enum identity_fault identity_ask(struct identity_call *call, const char *url, const char *body,
                                 const char *authorization, int *http_status, json_t **out)
{
    struct http_answer *answer = calloc(1, sizeof *answer);
    char *room = malloc(IDENTITY_DOCUMENT_MAX);
    enum identity_fault fault = IDENTITY_GOOD;
    struct http_call request = {.method = body ? "POST" : "GET",
                                .url = url,
                                .headers = {"Accept: application/json"},
                                .body = body ? bytes_of_string(body) : BYTES(NULL, 0),
                                .timeout_ms = IDENTITY_TIMEOUT_MS,
                                .room = room,
                                .room_size = IDENTITY_DOCUMENT_MAX};
    size_t headers = 1;
    if (body)
        request.headers[headers++] = "Content-Type: application/x-www-form-urlencoded";
    if (authorization)
        request.headers[headers] = authorization;
    if (!answer || !room)
        fault = identity_because(call, IDENTITY_INTERNAL, "no memory");
    else if (call->http->send(call->http->context, &request, answer) != HTTP_ANSWERED)
        fault = identity_because(call, IDENTITY_NOT_REACHED, answer->error);
    else if (answer->cut)
        fault = identity_because(call, IDENTITY_MALFORMED, "the answer is too long");
    else if (answer->status >= 500)
        fault = identity_because(call, IDENTITY_NOT_REACHED, "the provider answered with an error of its own");
    else if (json_read(BYTES(room, answer->len), IDENTITY_DOCUMENT_MAX, out, NULL))
        fault = identity_because(call, IDENTITY_MALFORMED, "the answer is not JSON");
    else
        *http_status = answer->status;
    secret_free(room);
    secret_free(answer);
    return fault;
}

enum identity_fault identity_document(struct identity_call *call, const char *url, tick max_age, json_t **out)
{
    enum identity_fault fault = IDENTITY_GOOD;
    int status = 0;
    json_t *json = NULL;
    if (strlen(url) >= sizeof call->cache->items[0].url)
        return identity_because(call, IDENTITY_SETUP, "an address of the provider is too long");
    if (look(call->cache, url, call->now, max_age < IDENTITY_DOCUMENT_AGAIN ? IDENTITY_DOCUMENT_AGAIN : max_age, &fault,
             out)) {
        if (fault)
            (void)identity_because(call, fault, "a moment ago");
        return fault;
    }
    fault = identity_ask(call, url, NULL, NULL, &status, &json);
    if (!fault && status != 200)
        fault = identity_because(call, IDENTITY_SETUP, "a document of the provider is not there");
    keep(call->cache, url, call->now, fault, fault ? NULL : json);
    if (fault)
        json_decref(json);
    else
        *out = json;
    return fault;
}
