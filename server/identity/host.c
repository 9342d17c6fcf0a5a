/* Opens and closes what a process has for single sign-on. */
#include "identity/host.h"

enum gh_status identity_host_open(struct identity_host *host, const char *directory_ca_file)
{
    host->directory_ca_file = directory_ca_file;
    host->curl = (struct http_curl){.ca_file = NULL};
    host->http = http_client_curl(&host->curl);
    return identity_cache_open(&host->cache);
}

void identity_host_close(struct identity_host *host)
{
    identity_cache_close(host->cache);
    host->cache = NULL;
}
