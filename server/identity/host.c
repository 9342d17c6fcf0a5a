/* Opens and closes what a process has for single sign-on, and finds trust anchors. */
#include "identity/host.h"

#include <stdio.h>
#include <unistd.h>

enum gh_status identity_host_open(struct identity_host *host, const char *directory_ca_file, const char *ca_files)
{
    host->directory_ca_file = directory_ca_file;
    host->ca_files = ca_files;
    host->curl = (struct http_curl){.ca_file = NULL};
    host->http = http_client_curl(&host->curl);
    return identity_cache_open(&host->cache);
}

void identity_host_close(struct identity_host *host)
{
    identity_cache_close(host->cache);
    host->cache = NULL;
}

enum identity_fault identity_host_trust(const struct identity_host *host, struct identity_trust *trust,
                                        struct identity_call *call)
{
    const char *name = identity_setting(call->provider, "ca_file");
    call->http = &host->http;
    call->ca_file = host->directory_ca_file;
    if (!*name)
        return IDENTITY_GOOD;
    const int len = host->ca_files ? snprintf(trust->path, sizeof trust->path, "%s/%s", host->ca_files, name) : -1;
    if (len < 0 || (size_t)len >= sizeof trust->path || !identity_file_name(name) || access(trust->path, R_OK) != 0)
        return identity_because(call, IDENTITY_SETUP,
                                "the file of the certificate authority is not in the folder of --sign-on-ca-files");
    trust->curl = (struct http_curl){.ca_file = trust->path};
    trust->http = http_client_curl(&trust->curl);
    call->http = &trust->http;
    call->ca_file = trust->path;
    return IDENTITY_GOOD;
}
