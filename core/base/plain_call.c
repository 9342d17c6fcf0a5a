#include "base/plain_call.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#define HOST_MAX 63 /* of an address */
#define MAPPED_LEN 12

struct bytes url_host(const char *url)
{
    const char *scheme = strstr(url, "://"), *host = scheme ? scheme + 3 : url;
    size_t len = strcspn(host, "/?#");
    for (const char *at; (at = memchr(host, '@', len)) != NULL; host = at + 1)
        len -= (size_t)(at + 1 - host);
    if (len > 0 && host[0] == '[')
        return BYTES(host + 1, strcspn(host + 1, "]/"));
    return BYTES(host, strcspn(host, ":") < len ? strcspn(host, ":") : len);
}

static bool is_this_machine(struct bytes host)
{
    static const uint8_t mapped[MAPPED_LEN] = {[10] = 0xff, [11] = 0xff};
    char text[HOST_MAX + 1];
    struct in_addr v4;
    struct in6_addr v6;
    if (host.len == 0 || host.len > HOST_MAX)
        return false;
    memcpy(text, host.data, host.len);
    text[host.len] = '\0';
    if (strcasecmp(text, "localhost") == 0)
        return true;
    if (inet_pton(AF_INET, text, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, text, &v6) != 1)
        return false;
    return IN6_IS_ADDR_LOOPBACK(&v6) ||
           (memcmp(v6.s6_addr, mapped, sizeof mapped) == 0 && v6.s6_addr[sizeof mapped] == 127);
}

bool plain_call_allowed(struct bytes host, const char *allowed)
{
    while (allowed && *allowed) {
        const size_t len = strcspn(allowed, " ");
        if (len > 0 && len == host.len && strncasecmp(allowed, (const char *)host.data, len) == 0)
            return true;
        allowed += len + strspn(allowed + len, " ");
    }
    return is_this_machine(host);
}
