/* What this process has for single sign-on. */
#ifndef GH_SERVER_IDENTITY_HOST_H
#define GH_SERVER_IDENTITY_HOST_H

#include "identity/document.h"

/* Read-only while requests run; the cache locks itself. */
struct identity_host {
    struct http_curl curl;
    struct http_client http;
    struct identity_cache *cache; /* owned */
};

#endif
