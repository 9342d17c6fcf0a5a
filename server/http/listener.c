/* Serves HTTP with libmicrohttpd: assembles requests, dispatches them and sends the answers. */
#include "http/listener.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"
#include "http/acceptor.h"
#include "http/body_stream.h"
#include "http/client_address.h"
#include "http/route.h"
#include "http/waiting.h"
#include "os/file.h"

#define CONNECTION_MEMORY ((size_t)16 * 1024) /* bytes for a request's head */
#define BODY_FIRST ((size_t)4096)
#define BODY_MAX ((size_t)2 * 1024 * 1024) /* of all routes */
#define PEM_MAX ((size_t)64 * 1024)
#define BODY_SECONDS 60 /* for a whole body, so that a slow client can't hold a connection */

#define THREADS_MAX 64
#define DRAIN_MS 10000   /* for requests that are still arriving when the server stops */
#define ANSWERS_MS 15000 /* then for answers: longer than a statement may take */
#define DRAIN_POLL_MS 5
/* Polls without a request before none is expected: by then all bytes in sockets are read. */
#define DRAIN_QUIET 20

/* A serving thread. */
struct serving {
    struct MHD_Daemon *daemon; /* owned */
    /* Connections given to this thread and not closed yet. libmicrohttpd counts only those that it has started, which
     * is none when fifty arrive at once. */
    atomic_uint connections;
};

struct listener {
    const struct server *server;
    struct acceptor *acceptor; /* owned */
    struct serving serving[THREADS_MAX];
    unsigned count;
    struct waiting *waiting;
    atomic_bool draining;          /* tell clients to close their connections */
    atomic_bool refusing;          /* run no more requests */
    atomic_uint arriving, running; /* exchanges before and after their endpoint began */
    char *certificate, *key;       /* owned PEM texts; libmicrohttpd borrows them */
};

/* A request in progress, with its body as it arrives. */
struct exchange {
    char *body;
    size_t len, cap;
    bool begun, too_large, waited, ran;
    struct listener *listener;
    struct MHD_Connection *connection;
    int64_t began_ns;
    struct waiter waiter;
    char query[]; /* raw query from the question mark on; "" for none */
};

static int64_t boot_ns(const struct listener *l)
{
    return os_clock_read(&l->server->clock).boot_ns;
}

static bool append_body(struct exchange *x, const char *data, size_t len)
{
    if (len > BODY_MAX - x->len) {
        x->too_large = true;
        return true;
    }
    if (len > x->cap - x->len) {
        size_t cap = x->cap ? x->cap : BODY_FIRST;
        while (cap - x->len < len)
            cap *= 2;
        char *grown = realloc(x->body, cap);
        if (!grown)
            return false;
        x->body = grown;
        x->cap = cap;
    }
    memcpy(x->body + x->len, data, len);
    x->len += len;
    return true;
}

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

static void read_peer(struct MHD_Connection *connection, struct address *out)
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

static void find_client(struct MHD_Connection *connection, const struct server *server, struct request *rq)
{
    struct address peer;
    struct proxied proxied = {0};
    read_peer(connection, &peer);
    address_write(&peer, rq->address);
    if (!address_in_list(server->trusted_proxies, &peer))
        return;
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, add_proxied, &proxied);
    const struct address client =
        client_address(&peer, server->trusted_proxies, server->proxy_hops, &proxied.forwarded);
    address_write(&client, rq->address);
    rq->secure = proxied.protocol && strcmp(proxied.protocol, "https") == 0;
}

static enum request_language choose_language(const struct request *rq)
{
    const char *asked = request_query(rq, "lang");
    if (asked)
        return strcmp(asked, "en") == 0 ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
    const char *accepted = rq->accept_language;
    return accepted && strncmp(accepted, "en", 2) == 0 ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
}

static void read_head(const struct listener *l, struct MHD_Connection *connection, struct request *rq)
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
    };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, headers[i].name);
        memcpy((char *)rq + headers[i].field, &value, sizeof value);
    }
    (void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_query, rq);
    rq->secure = l->certificate != NULL;
    find_client(connection, l->server, rq);
    rq->language = choose_language(rq);
}

/* Adds the headers that every answer carries. */
static void add_headers(struct MHD_Response *response, const struct reply *reply, bool last)
{
    static const struct request_pair always[] = {
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Frame-Options", "DENY"},
        {"Content-Security-Policy",
         "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
         "frame-ancestors 'none'"},
    };
    bool cached = false;
    for (size_t i = 0; i < reply->header_count; i++) {
        (void)MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
        cached = cached || strcmp(reply->headers[i].name, "Cache-Control") == 0;
    }
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        (void)MHD_add_response_header(response, always[i].name, always[i].value);
    if (!cached)
        (void)MHD_add_response_header(response, "Cache-Control", "no-store");
    if (reply->content_type)
        (void)MHD_add_response_header(response, "Content-Type", reply->content_type);
    if (last)
        (void)MHD_add_response_header(response, "Connection", "close");
}

static void suspend(const struct listener *l, struct exchange *x, int64_t position, int64_t until_ns)
{
    x->waiter = (struct waiter){.position = position, .deadline_ns = until_ns, .connection = x->connection};
    MHD_suspend_connection(x->connection);
    waiting_add(l->waiting, &x->waiter);
}

static void wait_in_body(void *context, int64_t position, int64_t until_ns)
{
    struct exchange *x = context;
    suspend(x->listener, x, position, until_ns);
}

static bool is_over_in_body(void *context)
{
    const struct exchange *x = context;
    return x->waiter.over;
}

static struct MHD_Response *make_response(struct exchange *x, const struct request *rq, struct reply *reply)
{
    const struct body_wait wait = {wait_in_body, is_over_in_body, x};
    if (reply->stream) {
        struct reply_stream *stream = reply->stream;
        reply->stream = NULL;
        return body_stream_response(stream, rq->accept_encoding, &wait);
    }
    return MHD_create_response_from_buffer(reply->len, reply->body,
                                           reply->body ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result send_reply(const struct listener *l, struct exchange *x, const struct request *rq,
                                  struct reply *reply)
{
    struct MHD_Response *response = make_response(x, rq, reply);
    if (!response) {
        reply_end(reply);
        return MHD_NO;
    }
    reply->body = NULL;
    add_headers(response, reply, atomic_load(&l->draining));
    enum MHD_Result result = MHD_queue_response(x->connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static void resume(void *connection)
{
    MHD_resume_connection(connection);
}

/* Suspends the connection. libmicrohttpd calls handle() again when it resumes. */
static enum MHD_Result wait_for_change(const struct listener *l, struct exchange *x, const struct reply *reply)
{
    x->waited = true;
    suspend(l, x, reply->wait_position, boot_ns(l) + reply->wait_seconds * OS_SECOND_NS);
    return MHD_YES;
}

static enum MHD_Result answer(const struct listener *l, struct MHD_Connection *connection, const char *url,
                              const char *method, struct exchange *x)
{
    struct request rq = {.method = method, .path = url, .body = BYTES(x->body, x->len)};
    struct reply reply = {0};
    read_head(l, connection, &rq);
    rq.server = l->server;
    rq.waited = x->waited;
    rq.raw_query = x->query[0] ? x->query : NULL;
    if (x->too_large || strlen(url) > REQUEST_PATH_MAX)
        (void)reply_problem(&rq, &reply, x->too_large ? PROBLEM_TOO_LARGE : PROBLEM_NOT_FOUND, NULL);
    else
        route_dispatch(l->server, &rq, &reply);
    enum MHD_Result result = reply.wait_seconds ? wait_for_change(l, x, &reply) : send_reply(l, x, &rq, &reply);
    request_end(&rq);
    return result;
}

/* Starts an exchange with the raw address: signatures cover it undecoded. */
static void *begin_exchange(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct listener *l = context;
    const char *query = strchr(uri, '?');
    size_t len = query ? strlen(query) : 0;
    struct exchange *x = calloc(1, sizeof *x + len + 1);
    if (!x)
        return NULL;
    if (query)
        memcpy(x->query, query, len + 1);
    x->began_ns = boot_ns(l);
    x->connection = connection;
    x->listener = l;
    atomic_fetch_add(&l->arriving, 1);
    return x;
}

/* Counts the exchange as running. Returns false when the server stops: what has not begun is not begun. */
static bool begin_running(struct exchange *x)
{
    struct listener *l = x->listener;
    if (x->ran)
        return true;
    atomic_fetch_add(&l->running, 1);
    atomic_fetch_sub(&l->arriving, 1);
    x->ran = true;
    return !atomic_load(&l->refusing);
}

/* libmicrohttpd calls this once for the head, then for each piece of the body, then without data when the request is
 * complete. */
static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **state)
{
    (void)version;
    const struct listener *l = context;
    struct exchange *x = *state;
    if (!x || !x->begun) {
        if (x)
            x->begun = true;
        return x ? MHD_YES : MHD_NO;
    }
    if (*size > 0) {
        if (boot_ns(l) - x->began_ns > BODY_SECONDS * OS_SECOND_NS)
            return MHD_NO;
        bool kept = x->too_large || append_body(x, data, *size);
        *size = 0;
        return kept ? MHD_YES : MHD_NO;
    }
    return begin_running(x) ? answer(l, connection, url, method, x) : MHD_NO;
}

static void forget(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
    (void)context;
    (void)connection;
    (void)why;
    struct exchange *x = *state;
    if (x) {
        atomic_fetch_sub(x->ran ? &x->listener->running : &x->listener->arriving, 1);
        free(x->body);
        free(x);
    }
    *state = NULL;
}

/* Reads a PEM file. The caller frees the text. Returns NULL on failure. */
static char *read_pem(const char *path)
{
    size_t len;
    char *text = calloc(1, PEM_MAX + 1);
    if (text && os_file_read(path, (uint8_t *)text, PEM_MAX, &len)) {
        free(text);
        text = NULL;
    }
    return text;
}

static bool find_address(const struct listener_options *options, struct sockaddr_storage *out, socklen_t *len)
{
    char port[8];
    struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    (void)snprintf(port, sizeof port, "%u", (unsigned)options->port);
    if (getaddrinfo(options->address, port, &hints, &found) != 0)
        return false;
    bool fits = found->ai_addrlen <= sizeof *out;
    if (fits) {
        memcpy(out, found->ai_addr, found->ai_addrlen);
        *len = found->ai_addrlen;
    }
    freeaddrinfo(found);
    return fits;
}

static void note_closed(void *context, struct MHD_Connection *connection, void **state,
                        enum MHD_ConnectionNotificationCode what)
{
    struct serving *serving = context;
    (void)connection;
    (void)state;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED)
        atomic_fetch_sub(&serving->connections, 1);
}

static struct MHD_Daemon *start_daemon(struct listener *l, struct serving *serving,
                                       const struct listener_options *options)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO |
                     MHD_USE_NO_LISTEN_SOCKET | (l->certificate ? MHD_USE_TLS : 0);
    static char priorities[] = "SECURE128:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3"; /* the API is not const */
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, l->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, l->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, priorities},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(
        flags, 0, NULL, NULL, handle, l, MHD_OPTION_CONNECTION_LIMIT, options->connections_max / options->threads,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds,
        MHD_OPTION_NOTIFY_COMPLETED, forget, NULL, MHD_OPTION_NOTIFY_CONNECTION, note_closed, serving,
        MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, l, MHD_OPTION_ARRAY, l->certificate ? tls : none, MHD_OPTION_END);
}

static unsigned load_of(void *context, unsigned i)
{
    struct listener *l = context;
    return atomic_load(&l->serving[i].connections);
}

/* Gives the socket to a serving thread, which closes it when it is full or has no memory. */
static void take(void *context, unsigned i, int socket, const struct sockaddr *from, socklen_t from_len)
{
    struct listener *l = context;
    struct serving *serving = &l->serving[i];
    atomic_fetch_add(&serving->connections, 1);
    if (MHD_add_connection(serving->daemon, socket, from, from_len) != MHD_YES)
        atomic_fetch_sub(&serving->connections, 1);
}

static bool start_daemons(struct listener *l, const struct listener_options *options)
{
    while (l->count < options->threads) {
        struct serving *serving = &l->serving[l->count];
        serving->daemon = start_daemon(l, serving, options);
        if (!serving->daemon)
            return false;
        l->count++;
    }
    return true;
}

enum gh_status listener_start(const struct server *server, const struct listener_options *options,
                              struct listener **out, const char **why)
{
    struct sockaddr_storage address = {0};
    bool started = false;
    struct listener *l = calloc(1, sizeof *l);
    if (!l || options->threads < 1 || options->threads > THREADS_MAX) {
        free(l);
        return GH_NO_MEMORY;
    }
    struct acceptor_options accepting = {(struct sockaddr *)&address, 0, options->threads, load_of, take, l};
    l->server = server;
    if (options->tls_certificate) {
        l->certificate = read_pem(options->tls_certificate);
        l->key = read_pem(options->tls_key);
    }
    bool found = find_address(options, &address, &accepting.address_len);
    if (options->tls_certificate && (!l->certificate || !l->key))
        *why = "the certificate or its key can't be read";
    else if (!found)
        *why = "the address is not one of this machine's";
    else if (waiting_start(server, resume, &l->waiting) || !start_daemons(l, options))
        *why = "a thread did not start";
    else if (acceptor_open(&accepting, &l->acceptor) || acceptor_start(l->acceptor))
        *why = "the address or port is taken, or not allowed";
    else
        started = true;
    if (!started) {
        listener_stop(l);
        return GH_IO;
    }
    *out = l;
    return GH_OK;
}

uint16_t listener_port(const struct listener *listener)
{
    return acceptor_port(listener->acceptor);
}

static void wait_until_none(atomic_uint *count, atomic_uint *more, int ms)
{
    const struct timespec pause = {.tv_nsec = DRAIN_POLL_MS * OS_MILLISECOND_NS};
    const int64_t until_ns = os_mono_ns() + ms * OS_MILLISECOND_NS;
    for (int quiet = 0; quiet < DRAIN_QUIET && os_mono_ns() < until_ns; (void)nanosleep(&pause, NULL))
        quiet = atomic_load(count) + (more ? atomic_load(more) : 0) > 0 ? 0 : quiet + 1;
}

/* Lets requests that have arrived, or are arriving, get their answers. Afterwards no request runs. */
static void drain(struct listener *l)
{
    wait_until_none(&l->arriving, &l->running, DRAIN_MS);
    atomic_store(&l->refusing, true);
    wait_until_none(&l->running, NULL, ANSWERS_MS);
}

void listener_stop(struct listener *listener)
{
    if (!listener)
        return;
    atomic_store(&listener->draining, true);
    acceptor_close(listener->acceptor);
    /* No connection may be suspended when a daemon ends. */
    if (listener->waiting)
        waiting_stop(listener->waiting);
    drain(listener);
    for (unsigned i = 0; i < listener->count; i++)
        MHD_stop_daemon(listener->serving[i].daemon);
    waiting_free(listener->waiting);
    free(listener->certificate);
    free(listener->key);
    free(listener);
}
