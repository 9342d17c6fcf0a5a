#include "http/authority.h"

#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "auth/address.h"
#include "http/server.h"

/* Cuts scheme, path and the port of http or https off. */
static struct bytes bare(struct bytes text)
{
    static const char *const schemes[] = {"https://", "http://"}, *const ports[] = {":443", ":80"};
    for (size_t i = 0; i < 2; i++)
        if (bytes_starts_with(text, bytes_of_string(schemes[i])))
            text = BYTES(text.data + strlen(schemes[i]), text.len - strlen(schemes[i]));
    const uint8_t *slash = text.len ? memchr(text.data, '/', text.len) : NULL;
    if (slash)
        text.len = (size_t)(slash - text.data);
    for (size_t i = 0; i < 2; i++) {
        size_t len = strlen(ports[i]);
        if (text.len > len && memcmp(text.data + text.len - len, ports[i], len) == 0) {
            text.len -= len;
            break;
        }
    }
    return text;
}

bool authority_in_list(const char *list, const char *host)
{
    const struct bytes wanted = bare(bytes_of_string(host));
    while (list && *list) {
        size_t len = strcspn(list, " ");
        const struct bytes one = bare(BYTES(list, len));
        if (one.len > 0 && one.len == wanted.len &&
            strncasecmp((const char *)one.data, (const char *)wanted.data, one.len) == 0)
            return true;
        list += len + strspn(list + len, " ");
    }
    return false;
}

static bool names_this_machine(const char *host)
{
    size_t len = strcspn(host, ":");
    return (len == 9 && strncasecmp(host, "localhost", len) == 0) || address_is_loopback(host) ||
           strcmp(host, "[::1]") == 0;
}

/* A monitor calls these by any address. They hold nothing of people, and /metrics has a token of its own. */
static bool has_no_name(const char *path)
{
    return strcmp(path, "/healthz") == 0 || strcmp(path, "/readyz") == 0 || strcmp(path, "/metrics") == 0;
}

bool authority_is_ours(const struct server *server, const struct request *rq)
{
    struct address called;
    if (has_no_name(rq->path))
        return true;
    if (!rq->host)
        return false;
    for (size_t i = 0; i < SERVER_NAMES; i++)
        if (authority_in_list(server->called_by[i], rq->host))
            return true;
    if (!server->called_by[0] && server->listens_on && address_read(bytes_of_string(rq->host), &called) &&
        address_in_list(server->listens_on, &called))
        return true;
    return (rq->local || !server->called_by[0]) && names_this_machine(rq->host);
}

void authority_addresses(const char *address, char out[static AUTHORITY_ADDRESSES_SIZE])
{
    struct ifaddrs *all = NULL;
    size_t used = 0;
    (void)snprintf(out, AUTHORITY_ADDRESSES_SIZE, "%s", address);
    if ((strcmp(address, "0.0.0.0") != 0 && strcmp(address, "::") != 0) || getifaddrs(&all) != 0)
        return;
    out[0] = '\0';
    for (const struct ifaddrs *one = all; one; one = one->ifa_next) {
        char text[NI_MAXHOST];
        const int family = one->ifa_addr ? one->ifa_addr->sa_family : AF_UNSPEC;
        const socklen_t len = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
        if ((family != AF_INET && family != AF_INET6) ||
            getnameinfo(one->ifa_addr, len, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0 || strchr(text, '%') ||
            used + strlen(text) + 2 > AUTHORITY_ADDRESSES_SIZE)
            continue;
        used += (size_t)snprintf(out + used, AUTHORITY_ADDRESSES_SIZE - used, "%s%s", used ? " " : "", text);
    }
    freeifaddrs(all);
}

const char *authority_summary(const struct server *server, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i <= SERVER_NAMES; i++) {
        const char *names = i < SERVER_NAMES ? server->called_by[i] : !server->called_by[0] ? server->listens_on : NULL;
        int n = names ? snprintf(out + used, size - used, "%s%s", used ? " " : "", names) : 0;
        if (n > 0 && (size_t)n < size - used)
            used += (size_t)n;
    }
    return out;
}
