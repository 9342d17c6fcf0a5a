/* What this process has for single sign-on. */
#ifndef GH_SERVER_IDENTITY_HOST_H
#define GH_SERVER_IDENTITY_HOST_H

#include "identity/document.h"

/* Read-only while requests run; the cache locks itself. */
struct identity_host {
    struct http_curl curl;
    struct http_client http;
    struct identity_cache *cache;  /* owned */
    const char *directory_ca_file; /* trust anchors of LDAP servers, borrowed; NULL for the system's */
};

/* Opens it at a fixed address. Providers are called with the system's trust anchors, LDAP servers with those of the
 * file, which is borrowed. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE identity_host_open(struct identity_host *host, const char *directory_ca_file);
void identity_host_close(struct identity_host *host); /* takes one that is all zero */

#endif
