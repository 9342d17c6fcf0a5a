/* JSON documents of providers: fetched, bounded, and kept for a while in this process. */
#ifndef GH_SERVER_IDENTITY_DOCUMENT_H
#define GH_SERVER_IDENTITY_DOCUMENT_H

#include "identity/identity.h"

#define IDENTITY_DOCUMENT_MAX ((size_t)256 * 1024) /* bytes */
#define IDENTITY_TIMEOUT_MS 8000
#define IDENTITY_DOCUMENT_LIFE TICK_HOUR
#define IDENTITY_DOCUMENT_AGAIN (5 * TICK_SECOND) /* a document is not fetched again sooner, nor a failed one */

/* Opens the cache of this process; several threads use it. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE identity_cache_open(struct identity_cache **out);
void identity_cache_close(struct identity_cache *cache); /* takes NULL */

/* Returns the JSON document of a URL: the kept one while it is at most max_age old, or a fresh one. The caller gives
 * *out back with json_decref(). max_age under IDENTITY_DOCUMENT_AGAIN counts as that, so that strangers can't make
 * this server ask the provider at will. IDENTITY_NOT_REACHED, IDENTITY_SETUP (an answer other than 200), or
 * IDENTITY_MALFORMED, with call->why. */
enum identity_fault identity_document(struct identity_call *call, const char *url, tick max_age, json_t **out);

/* Forgets the kept document of a URL, if it still is this one: an access token that the provider refuses. */
void identity_document_forget(const struct identity_call *call, const char *url, const json_t *stale);

/* Returns whether a provider may be called now (identity/breaker.h), with call->why where it may not. Each call that
 * may be made is followed by identity_note_call(). identity_send() does both. */
bool identity_may_call(struct identity_call *call, const char *url);
void identity_note_call(struct identity_call *call, const char *url, bool answered);
/* Sends a request to a provider. IDENTITY_NOT_REACHED, IDENTITY_CERTIFICATE, with call->why. */
enum identity_fault identity_send(struct identity_call *call, const struct http_call *request,
                                  struct http_answer *answer);

/* Sends one request to a provider and returns its JSON. body: a form, sent by POST; NULL: GET. authorization: a header,
 * or NULL. *http_status gets the answer's status. Errors as above, but any status is good that comes with JSON. */
enum identity_fault identity_ask(struct identity_call *call, const char *url, const char *body,
                                 const char *authorization, int *http_status, json_t **out);
/* The same by POST of a JSON text. */
enum identity_fault identity_ask_json(struct identity_call *call, const char *url, const char *json, int *http_status,
                                      json_t **out);

#endif
