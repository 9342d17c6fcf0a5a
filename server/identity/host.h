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

/* Opens it at a fixed address. Providers are called with the system's trust anchors. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE identity_host_open(struct identity_host *host);
void identity_host_close(struct identity_host *host); /* takes one that is all zero */

#endif
