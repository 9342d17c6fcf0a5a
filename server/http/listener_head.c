/* Reads the head of a request: fields, query, language, and the client behind trusted proxies. */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "http/client_address.h"
#include "http/listener_internal.h"

static enum MHD_Result add_query(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    struct request *rq = context;
    size_t count;
    if (rq->query_count == REQUEST_PAIRS_MAX)
        return MHD_NO;
    if (!value)
        value = "";
    if (utf8_count(bytes_of_string(name), &count) || utf8_count(bytes_of_string(value), &count))
        return MHD_YES;
    rq->query[rq->query_count++] = (struct request_pair){name, value};
    return MHD_YES;
}

void listener_read_peer(struct MHD_Connection *connection, struct address *out)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *sa = info ? info->client_addr : NULL;
    char text[ADDRESS_SIZE] = "";
    if (sa && sa->sa_family == AF_INET)
        (void)inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, text, sizeof text);
    else if (sa && sa->sa_family == AF_INET6)
        (void)inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, text, sizeof text);
    if (!address_read(bytes_of_string(text), out))
        *out = (struct address){0};
}

/* What proxies wrote into the head of a request. */
struct proxied {
    struct forwarded forwarded;
    const char *protocol; /* NULL: none */
};

/* A proxy may append a line of its own to the client's, so that all lines count. */
static enum MHD_Result add_proxied(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct proxied *proxied = context;
    (void)kind;
    if (value && strcasecmp(name, "X-Forwarded-For") == 0)
        forwarded_add(&proxied->forwarded, value);
    else if (value && strcasecmp(name, "X-Forwarded-Proto") == 0)
        proxied->protocol = value;
    return MHD_YES;
}

/* A demo listens on loopback alone, since its password is published. A proxy would bring strangers in all the same. */
static void warn_of_proxy(struct MHD_Connection *connection, const struct server *server)
{
    static const char *const fields[] = {"X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "Via"};
    static bool told;
    for (size_t i = 0; server->demo && i < sizeof fields / sizeof fields[0]; i++)
        if (MHD_lookup_connection_value(connection, MHD_HEADER_KIND, fields[i]) &&
            !__atomic_exchange_n(&told, true, __ATOMIC_RELAXED))
            OS_LOG(&server->log, OS_LOG_WARNING, "demo-behind-proxy", os_log_word("field", fields[i]));
}

static void find_client(struct MHD_Connection *connection, const struct server *server, struct request *rq)
{
    struct address peer;
    struct proxied proxied = {0};
    warn_of_proxy(connection, server);
    listener_read_peer(connection, &peer);
    address_write(&peer, rq->address);
    rq->local = address_is_loopback(rq->address);
    if (!address_in_list(server->trusted_proxies, &peer))
        return;
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, add_proxied, &proxied);
    const struct address client =
        client_address(&peer, server->trusted_proxies, server->proxy_hops, &proxied.forwarded);
    address_write(&client, rq->address);
    rq->secure = server_is_https(server) || (proxied.protocol && strcmp(proxied.protocol, "https") == 0);
}

static enum request_language choose_language(const struct request *rq)
{
    const char *asked = request_query(rq, "lang");
    if (asked)
        return strcmp(asked, "en") == 0 ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
    const char *accepted = rq->accept_language;
    return accepted && strncmp(accepted, "en", 2) == 0 ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
}

void listener_read_head(const struct listener *l, struct MHD_Connection *connection, struct request *rq)
{
    static const struct {
        const char *name;
        size_t field;
    } headers[] = {
        {"Cookie", offsetof(struct request, cookie)},
        {"X-CSRF-Token", offsetof(struct request, csrf)},
        {"Content-Type", offsetof(struct request, content_type)},
        {"Accept-Language", offsetof(struct request, accept_language)},
        {"Origin", offsetof(struct request, origin)},
        {"If-None-Match", offsetof(struct request, if_none_match)},
        {"User-Agent", offsetof(struct request, agent)},
        {"Host", offsetof(struct request, host)},
        {"Signature-Input", offsetof(struct request, signature_input)},
        {"Signature", offsetof(struct request, signature)},
        {"Content-Digest", offsetof(struct request, content_digest)},
        {"Accept-Encoding", offsetof(struct request, accept_encoding)},
        {"Idempotency-Key", offsetof(struct request, idempotency_key)},
        {"Authorization", offsetof(struct request, authorization)},
        {"Last-Event-ID", offsetof(struct request, last_event_id)},
    };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, headers[i].name);
        memcpy((char *)rq + headers[i].field, &value, sizeof value);
    }
    (void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_query, rq);
    rq->secure = l->certificate != NULL || server_is_https(l->server);
    find_client(connection, l->server, rq);
    rq->language = choose_language(rq);
}
