#include "http/authority.h"

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

bool authority_is_ours(const struct server *server, const struct request *rq)
{
    if (!server->called_by[0] || strcmp(rq->path, "/healthz") == 0)
        return true;
    if (!rq->host)
        return false;
    for (size_t i = 0; i < SERVER_NAMES; i++)
        if (authority_in_list(server->called_by[i], rq->host))
            return true;
    return rq->local && names_this_machine(rq->host);
}
