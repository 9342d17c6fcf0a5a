/* Fetches documents outside of the lock, so that a slow provider holds up only its own people. */
#include "identity/document.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "identity/breaker.h"
#include "os/clock.h"
#include "json/json_read.h"

#define KEY_SIZE (2 * IDENTITY_SETTING_SIZE + 64)
#define KEPT_MAX 64 /* two of each provider, and some that were changed */

struct kept {
    char key[KEY_SIZE];
    json_t *json; /* NULL: the last try failed */
    enum identity_fault fault;
    tick at; /* when it came, by the clock that never goes back: a call may take longer than a failure is kept */
};
struct identity_cache {
    struct identity_breaker breaker;
    pthread_mutex_t lock;
    struct kept items[KEPT_MAX]; /* under lock */
    size_t next;                 /* under lock: the place that is used next */
};

enum gh_status identity_cache_open(struct identity_cache **out)
{
    struct identity_cache *cache = calloc(1, sizeof *cache);
    if (!cache)
        return GH_NO_MEMORY;
    if (identity_breaker_init(&cache->breaker))
        goto no_breaker;
    if (pthread_mutex_init(&cache->lock, NULL) != 0)
        goto no_lock;
    *out = cache;
    return GH_OK;
no_lock:
    identity_breaker_destroy(&cache->breaker);
no_breaker:
    free(cache);
    return GH_NO_MEMORY;
}

void identity_cache_close(struct identity_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < KEPT_MAX; i++)
        json_decref(cache->items[i].json);
    (void)pthread_mutex_destroy(&cache->lock);
    identity_breaker_destroy(&cache->breaker);
    free(cache);
}

/* A document is that of its URL as this CA file vouches for it. */
static bool write_key(const struct identity_call *call, const char *url, char out[static KEY_SIZE])
{
    const int len = snprintf(out, KEY_SIZE, "%s %s", url, identity_setting(call->provider, "ca_file"));
    return len > 0 && len < KEY_SIZE;
}

/* A copy: two threads may not share a reference (jansson counts without a lock in older versions). */
static bool look(struct identity_cache *cache, const char *key, tick max_age, enum identity_fault *fault, json_t **out)
{
    const tick now = os_mono_ms();
    bool found = false;
    (void)pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < KEPT_MAX && !found; i++) {
        const struct kept *k = &cache->items[i];
        const tick age = now - k->at, limit = k->json ? max_age : IDENTITY_DOCUMENT_AGAIN;
        if (strcmp(k->key, key) != 0 || age > limit)
            continue;
        *out = k->json ? json_deep_copy(k->json) : NULL;
        *fault = k->fault;
        found = *out || k->fault;
    }
    (void)pthread_mutex_unlock(&cache->lock);
    return found;
}

static void keep(struct identity_cache *cache, const char *key, enum identity_fault fault, const json_t *json)
{
    struct kept *k = NULL;
    json_t *copy = json ? json_deep_copy(json) : NULL;
    (void)pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < KEPT_MAX && !k; i++)
        if (strcmp(cache->items[i].key, key) == 0)
            k = &cache->items[i];
    if (!k)
        k = &cache->items[cache->next++ % KEPT_MAX];
    (void)snprintf(k->key, sizeof k->key, "%s", key);
    json_decref(k->json);
    k->json = copy;
    k->fault = fault;
    k->at = os_mono_ms();
    (void)pthread_mutex_unlock(&cache->lock);
}

void identity_document_forget(const struct identity_call *call, const char *url, const json_t *stale)
{
    struct identity_cache *cache = call->cache;
    char key[KEY_SIZE];
    if (!write_key(call, url, key))
        return;
    (void)pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < KEPT_MAX; i++) {
        struct kept *k = &cache->items[i];
        if (strcmp(k->key, key) == 0 && k->json && json_equal(k->json, stale)) {
            json_decref(k->json);
            *k = (struct kept){.fault = IDENTITY_GOOD};
        }
    }
    (void)pthread_mutex_unlock(&cache->lock);
}

bool identity_may_call(struct identity_call *call, const char *url)
{
    if (identity_breaker_may(&call->cache->breaker, url, os_mono_ms()))
        return true;
    (void)identity_because(call, IDENTITY_NOT_REACHED, "it did not answer a moment ago, and is left alone for a while");
    return false;
}

void identity_note_call(struct identity_call *call, const char *url, bool answered)
{
    identity_breaker_note(&call->cache->breaker, url, answered, os_mono_ms());
}

enum identity_fault identity_send(struct identity_call *call, const struct http_call *request,
                                  struct http_answer *answer)
{
    if (!identity_may_call(call, request->url))
        return IDENTITY_NOT_REACHED;
    const bool answered = call->http->send(call->http->context, request, answer) == HTTP_ANSWERED;
    identity_note_call(call, request->url, answered || answer->untrusted);
    return answered
               ? IDENTITY_GOOD
               : identity_because(call, answer->untrusted ? IDENTITY_CERTIFICATE : IDENTITY_NOT_REACHED, answer->error);
}

/* type: header of the body; NULL: GET without one. */
static enum identity_fault ask(struct identity_call *call, const char *url, const char *body, const char *type,
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
    if (type)
        request.headers[headers++] = type;
    if (authorization)
        request.headers[headers] = authorization;
    if (!answer || !room)
        fault = identity_because(call, IDENTITY_INTERNAL, "no memory");
    else if ((fault = identity_send(call, &request, answer)) != IDENTITY_GOOD)
        *http_status = 0;
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

enum identity_fault identity_ask(struct identity_call *call, const char *url, const char *body,
                                 const char *authorization, int *http_status, json_t **out)
{
    return ask(call, url, body, body ? "Content-Type: application/x-www-form-urlencoded" : NULL, authorization,
               http_status, out);
}

enum identity_fault identity_ask_json(struct identity_call *call, const char *url, const char *json, int *http_status,
                                      json_t **out)
{
    return ask(call, url, json, "Content-Type: application/json", NULL, http_status, out);
}

enum identity_fault identity_document(struct identity_call *call, const char *url, tick max_age, json_t **out)
{
    enum identity_fault fault = IDENTITY_GOOD;
    int status = 0;
    json_t *json = NULL;
    char key[KEY_SIZE];
    if (!write_key(call, url, key))
        return identity_because(call, IDENTITY_SETUP, "an address of the provider is too long");
    if (look(call->cache, key, max_age < IDENTITY_DOCUMENT_AGAIN ? IDENTITY_DOCUMENT_AGAIN : max_age, &fault, out)) {
        if (fault)
            (void)identity_because(call, fault, "a moment ago");
        return fault;
    }
    fault = identity_ask(call, url, NULL, NULL, &status, &json);
    if (!fault && status != 200)
        fault = identity_because(call, IDENTITY_SETUP, "a document of the provider is not there");
    if (fault != IDENTITY_NOT_REACHED) /* of these the breaker knows */
        keep(call->cache, key, fault, fault ? NULL : json);
    if (fault)
        json_decref(json);
    else
        *out = json;
    return fault;
}
