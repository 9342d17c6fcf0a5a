/* What this process has for single sign-on. */
#ifndef GH_SERVER_IDENTITY_HOST_H
#define GH_SERVER_IDENTITY_HOST_H

#include "identity/document.h"

#define IDENTITY_PATH_SIZE 1024

/* Read-only while requests run; the cache locks itself. */
struct identity_host {
    struct http_curl curl;
    struct http_client http;
    struct identity_cache *cache; /* owned */
    /* Borrowed: trust anchors of LDAP servers without a file of their own, NULL for the system's; the folder of the
     * files that providers name, NULL for none. */
    const char *directory_ca_file, *ca_files;
};

/* Opens it at a fixed address. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE identity_host_open(struct identity_host *host, const char *directory_ca_file,
                                              const char *ca_files);
void identity_host_close(struct identity_host *host); /* takes one that is all zero */

/* Trust anchors of one provider. Stays where it is while a call uses it. */
struct identity_trust {
    char path[IDENTITY_PATH_SIZE];
    struct http_curl curl;
    struct http_client http;
};
/* Gives a call its client and trust anchors: those of the provider's file beside the system's (LDAP: instead of them).
 * IDENTITY_SETUP: the file is not there, with call->why. */
enum identity_fault identity_host_trust(const struct identity_host *host, struct identity_trust *trust,
                                        struct identity_call *call);

#endif
