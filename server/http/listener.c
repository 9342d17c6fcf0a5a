/* Serves HTTP connections with libmicrohttpd: reads requests, has them run, and sends the answers. */
#include "http/listener.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "http/body_stream.h"
#include "http/listener_internal.h"
#include "http/strict_head.h"
#include "meters/access_log.h"
#include "meters/meters.h"

#define BODY_FIRST ((size_t)4096)
#define BODY_OF_ANYBODY ((size_t)4096) /* more only from who is signed in, or a known booth */
/* Bytes of a too large body that are read and dropped: a client that still sends hears no answer. */
#define DROPPED_MAX ((size_t)4 * 1024 * 1024)
#define BODIES_MAX ((size_t)64 * 1024 * 1024) /* of all requests together */
#define RETRY_SECONDS "2"

/* How far a request is. */
enum phase {
    PHASE_HEAD = 0, /* its head is read next */
    PHASE_BODY,     /* its body arrives */
    PHASE_LOOKING,  /* a thread looks whether the caller may send a large body; the connection is suspended */
    PHASE_RUNNING,  /* a thread runs it; the connection is suspended */
    PHASE_DONE,     /* its reply is to be sent */
    PHASE_SENT      /* whatever else it sends is dropped */
};

/* A request in progress, with its body as it arrives. While the connection is suspended it belongs to the thread that
 * works on it. */
struct exchange {
    struct work work; /* must be first */
    struct listener *listener;
    struct MHD_Connection *mhd;
    struct connection *connection;
    const struct route *route; /* NULL: none has this path and method */
    enum phase phase;
    char *body;
    size_t len, cap, body_max;
    struct body_length announced;
    enum problem refused; /* PROBLEM_COUNT: not refused. The rest of its body is dropped. */
    bool clean_address;
    bool waited, ran;
    bool arrived;              /* some of its body has */
    int status;                /* of the answer; 0: none yet */
    uint64_t sent;             /* bytes of the answer's body */
    int64_t began_ns, took_ns; /* CLOCK_MONOTONIC: when it was complete; its answer or its run until it waits */
    uint64_t id;
    char network[ADDRESS_SIZE]; /* of the client */
    const char *url, *method;   /* libmicrohttpd's */
    struct request request;
    struct reply reply;
    struct MHD_Response *response; /* owned; made of the reply, not sent yet */
    struct waiter waiter;
    char query[]; /* raw query from the question mark on; "" for none */
};

static int64_t boot_ns(const struct listener *l)
{
    return os_clock_read(&l->server->clock).boot_ns;
}

/* Counts bytes of bodies. Returns false when all bodies together would be too much. */
static bool reserve(struct listener *l, size_t more)
{
    if (atomic_fetch_add(&l->bodies, more) + more <= BODIES_MAX)
        return true;
    atomic_fetch_sub(&l->bodies, more);
    return false;
}

/* Keeps a piece of the body, unless the request is refused. */
static enum problem append_body(struct exchange *x, const char *data, size_t len)
{
    if (x->refused != PROBLEM_COUNT)
        return x->refused;
    if (len > x->body_max - x->len)
        return PROBLEM_TOO_LARGE;
    if (len > x->cap - x->len) {
        size_t cap = x->cap ? x->cap : BODY_FIRST;
        while (cap - x->len < len)
            cap *= 2;
        if (!reserve(x->listener, cap - x->cap))
            return PROBLEM_BUSY;
        char *grown = realloc(x->body, cap);
        if (!grown) {
            atomic_fetch_sub(&x->listener->bodies, cap - x->cap);
            return PROBLEM_BUSY;
        }
        x->body = grown;
        x->cap = cap;
    }
    memcpy(x->body + x->len, data, len);
    x->len += len;
    return PROBLEM_COUNT;
}

#define POLICY_ORIGINS_MAX 256 /* bytes */
#define POLICY                                                                                                         \
    "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "               \
    "frame-ancestors "

/* Adds the content security policy. X-Frame-Options knows no list of origins, so a page that some may frame has none.
 */
static void add_policy(struct MHD_Response *response, const char *ancestors)
{
    char policy[sizeof POLICY + POLICY_ORIGINS_MAX];
    const bool framed = ancestors && ancestors[0] && strlen(ancestors) < POLICY_ORIGINS_MAX;
    (void)snprintf(policy, sizeof policy, "%s%s", POLICY, framed ? ancestors : "'none'");
    if (!framed)
        (void)MHD_add_response_header(response, "X-Frame-Options", "DENY");
    (void)MHD_add_response_header(response, "Content-Security-Policy", policy);
}

/* Adds the headers that every answer carries. */
static void add_headers(struct MHD_Response *response, const struct reply *reply, bool secure, bool last)
{
    static const struct request_pair always[] = {
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
    };
    bool cached = false;
    for (size_t i = 0; i < reply->header_count; i++) {
        (void)MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
        cached = cached || strcmp(reply->headers[i].name, "Cache-Control") == 0;
    }
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        (void)MHD_add_response_header(response, always[i].name, always[i].value);
    add_policy(response, reply->frame_ancestors);
    if (!cached)
        (void)MHD_add_response_header(response, "Cache-Control", "no-store");
    if (reply->content_type)
        (void)MHD_add_response_header(response, "Content-Type", reply->content_type);
    if (secure)
        (void)MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    if (last)
        (void)MHD_add_response_header(response, "Connection", "close");
}

/* The access log's line of this request can be found by it. */
static void add_id(struct MHD_Response *response, const struct exchange *x)
{
    char id[17];
    if (!x->listener->server->access_log)
        return;
    (void)snprintf(id, sizeof id, "%016" PRIx64, x->id);
    (void)MHD_add_response_header(response, "X-Request-Id", id);
}

static void wait_in_body(void *context, int64_t position, int64_t until_ns)
{
    struct exchange *x = context;
    x->waiter = (struct waiter){.position = position, .deadline_ns = until_ns, .connection = x};
    MHD_suspend_connection(x->mhd);
    waiting_add(x->listener->waiting, &x->waiter);
}

static bool is_over_in_body(void *context)
{
    const struct exchange *x = context;
    return x->waiter.over;
}

static struct MHD_Response *make_response(struct exchange *x)
{
    const struct body_wait wait = {wait_in_body, is_over_in_body, x, &x->sent};
    struct reply *reply = &x->reply;
    if (reply->stream) {
        struct reply_stream *stream = reply->stream;
        reply->stream = NULL;
        return body_stream_response(stream, x->request.accept_encoding, &wait);
    }
    if (!reply->body)
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    return MHD_create_response_from_buffer_with_free_callback(reply->len, reply->body, secret_free);
}

static size_t route_index(const struct exchange *x)
{
    const struct route *routes = x->listener->server->routes;
    return x->route ? (size_t)(x->route - routes) : route_count(routes);
}

/* Counts the answer before it is sent, so that who has it finds it counted. */
static void count_answer(struct exchange *x)
{
    const unsigned lane = x->route && !route_is_quick(x->route) ? (unsigned)route_lane(x->route) : ROUTE_LANES;
    x->status = x->reply.status;
    x->sent += x->reply.body && strcmp(x->method, "HEAD") != 0 ? x->reply.len : 0;
    x->took_ns += os_mono_ns() - x->began_ns;
    address_wide_network(x->request.address, x->network);
    meters_request(x->listener->server->meters, route_index(x), lane, x->status, x->took_ns);
}

/* Sends a reply and ends the request. last: the connection closes after it. */
static enum MHD_Result send_reply(struct exchange *x, bool last)
{
    struct reply *reply = &x->reply;
    struct MHD_Response *response = x->response ? x->response : make_response(x);
    enum MHD_Result result = MHD_NO;
    count_answer(x);
    x->phase = PHASE_SENT;
    x->response = NULL;
    if (response) {
        reply->body = NULL;
        add_headers(response, reply, x->request.secure, last || atomic_load(&x->listener->draining));
        add_id(response, x);
        result = MHD_queue_response(x->mhd, (unsigned)reply->status, response);
        MHD_destroy_response(response);
    }
    reply_end(reply);
    request_end(&x->request);
    return result;
}

/* Sets up the request from the head and the body. It ends with request_end(). */
static void begin_request(struct exchange *x)
{
    x->request = (struct request){.method = x->method, .path = x->url, .body = BYTES(x->body, x->len)};
    x->reply = (struct reply){0};
    listener_read_head(x->listener, x->mhd, &x->request);
    x->request.server = x->listener->server;
    x->request.waited = x->waited;
    x->request.id = x->id;
    x->request.raw_query = x->query[0] ? x->query : NULL;
}

static void refuse(struct exchange *x, enum problem problem)
{
    if (problem == PROBLEM_BUSY)
        reply_header(&x->reply, "Retry-After", RETRY_SECONDS);
    (void)reply_problem(&x->request, &x->reply, problem, NULL);
}

static enum MHD_Result refuse_now(struct exchange *x, enum problem problem)
{
    begin_request(x);
    refuse(x, problem);
    return send_reply(x, true);
}

/* Lets the serving thread go on with the connection: it calls handle() again. */
static void resume(struct exchange *x, enum phase phase)
{
    x->phase = phase;
    MHD_resume_connection(x->mhd);
}

/* ---- On the threads of requests ---- */

static void run_request(struct work *work);

/* The waiting thread gives back what waited for a change. A request runs again, and its connection stays suspended; an
 * answer that has begun goes on. */
void listener_run_again(void *context)
{
    struct exchange *x = context;
    if (x->phase == PHASE_SENT) {
        MHD_resume_connection(x->mhd);
        return;
    }
    x->waited = true;
    x->began_ns = os_mono_ns(); /* the wait does not count */
    begin_request(x);
    x->work.run = run_request;
    workers_add_always(x->listener->lanes[route_lane(x->route)], &x->work);
}

static void wait_for_change(struct exchange *x)
{
    struct listener *l = x->listener;
    x->took_ns += os_mono_ns() - x->began_ns;
    x->waiter = (struct waiter){.position = x->reply.wait_position,
                                .deadline_ns = boot_ns(l) + x->reply.wait_seconds * OS_SECOND_NS,
                                .connection = x};
    reply_end(&x->reply);
    request_end(&x->request);
    waiting_add(l->waiting, &x->waiter);
}

static void run_request(struct work *work)
{
    struct exchange *x = (struct exchange *)work;
    route_dispatch(x->listener->server, &x->request, &x->reply);
    if (x->request.device)
        connection_is_booth(x->connection);
    if (x->reply.wait_seconds) {
        wait_for_change(x);
        return;
    }
    if (x->reply.stream) /* its beginning may need the database */
        x->response = make_response(x);
    resume(x, PHASE_DONE);
}

/* Looks whether the caller may send a large body, before it is kept. */
static void look_at_caller(struct work *work)
{
    struct exchange *x = (struct exchange *)work;
    begin_request(x);
    enum problem problem = route_look(&x->request, x->route);
    request_end(&x->request);
    if (problem != PROBLEM_COUNT)
        x->refused = problem;
    resume(x, PHASE_BODY);
}

/* ---- On the serving threads ---- */

/* Suspends the connection and has its lane do the work. Returns false, still suspended, when too much waits. */
static bool hand_over(struct exchange *x, enum phase phase, void (*run)(struct work *work))
{
    x->phase = phase;
    x->work.run = run;
    MHD_suspend_connection(x->mhd);
    return workers_add(x->listener->lanes[route_lane(x->route)], &x->work);
}

/* Starts an exchange with the raw address: signatures cover it undecoded. */
void *listener_begin_exchange(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct listener *l = context;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    const char *query = strchr(uri, '?');
    size_t len = query ? strlen(query) : 0;
    struct exchange *x = calloc(1, sizeof *x + len + 1);
    if (!x)
        return NULL;
    if (query)
        memcpy(x->query, query, len + 1);
    x->listener = l;
    x->mhd = connection;
    x->connection = info ? info->socket_context : NULL;
    x->refused = PROBLEM_COUNT;
    x->began_ns = os_mono_ns();
    x->id = l->ids_begin + atomic_fetch_add(&l->requests, 1);
    x->clean_address = strict_head_address(uri);
    atomic_fetch_add(&l->arriving, 1);
    return x;
}

static const struct route *find_route(const struct exchange *x, enum problem *problem)
{
    char path[REQUEST_PATH_MAX + 1], allow[64] = "";
    const char *parameters[REQUEST_PARAMETERS_MAX];
    const struct route *route = NULL;
    if (strlen(x->url) <= REQUEST_PATH_MAX) {
        (void)snprintf(path, sizeof path, "%s", x->url);
        route = route_find(x->listener->server->routes, x->method, path, parameters, allow, sizeof allow);
    }
    *problem = allow[0] ? PROBLEM_METHOD_NOT_ALLOWED : PROBLEM_NOT_FOUND;
    return route;
}

/* Knows after the head what the request may send. A body that is not wanted is not read. */
static enum MHD_Result look_at_head(struct exchange *x, const char *version)
{
    enum problem problem;
    x->phase = PHASE_BODY;
    if (!x->clean_address || !strict_head_read(x->mhd, x->method, version, &x->announced))
        return refuse_now(x, PROBLEM_BAD_REQUEST);
    if (x->announced.chunked)
        return refuse_now(x, PROBLEM_LENGTH_REQUIRED);
    x->route = find_route(x, &problem);
    if (x->announced.length == 0)
        return MHD_YES;
    connection_has_head(x->connection);
    if (!x->route)
        return refuse_now(x, problem);
    x->body_max = route_body_max(x->route);
    if (x->announced.length > x->body_max && (x->body_max == 0 || x->announced.length > DROPPED_MAX))
        return refuse_now(x, x->body_max ? PROBLEM_TOO_LARGE : PROBLEM_BAD_REQUEST);
    if (x->announced.length > x->body_max)
        x->refused = PROBLEM_TOO_LARGE;
    if (x->refused != PROBLEM_COUNT || x->announced.length <= BODY_OF_ANYBODY ||
        hand_over(x, PHASE_LOOKING, look_at_caller))
        return MHD_YES;
    x->refused = PROBLEM_BUSY; /* told after the body, which is dropped */
    resume(x, PHASE_BODY);
    return MHD_YES;
}

/* Counts the exchange as running. Returns false when the server stops: what has not begun is not begun. */
static bool begin_running(struct exchange *x)
{
    struct listener *l = x->listener;
    atomic_fetch_add(&l->running, 1);
    atomic_fetch_sub(&l->arriving, 1);
    x->ran = true;
    return !atomic_load(&l->refusing);
}

static enum MHD_Result run_complete(struct exchange *x)
{
    connection_has_request(x->connection);
    x->began_ns = os_mono_ns();
    if (!begin_running(x))
        return MHD_NO;
    begin_request(x);
    if (x->refused != PROBLEM_COUNT) {
        refuse(x, x->refused);
        return send_reply(x, true);
    }
    if (!x->route && strlen(x->url) > REQUEST_PATH_MAX) {
        refuse(x, PROBLEM_NOT_FOUND);
        return send_reply(x, false);
    }
    if (!x->route || route_is_quick(x->route)) {
        route_dispatch(x->listener->server, &x->request, &x->reply);
        return send_reply(x, false);
    }
    if (!hand_over(x, PHASE_RUNNING, run_request)) {
        refuse(x, PROBLEM_BUSY);
        resume(x, PHASE_DONE);
    }
    return MHD_YES;
}

/* libmicrohttpd calls this once for the head, then for each piece of the body, then without data when the request is
 * complete, and again after each suspension. */
enum MHD_Result listener_handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                const char *version, const char *data, size_t *size, void **state)
{
    struct exchange *x = *state;
    (void)context;
    (void)connection;
    if (!x)
        return MHD_NO;
    x->url = url;
    x->method = method;
    if (x->phase == PHASE_HEAD)
        return look_at_head(x, version);
    if (x->phase == PHASE_DONE)
        return send_reply(x, false);
    if (x->phase == PHASE_SENT) {
        *size = 0;
        return MHD_YES;
    }
    if (*size > 0) {
        x->refused = append_body(x, data, *size);
        x->arrived = true;
        *size = 0;
        return MHD_YES;
    }
    /* After a look at the caller some versions call for the head once more. */
    if (x->announced.length > 0 && !x->arrived)
        return MHD_YES;
    return run_complete(x);
}

static void log_access(const struct exchange *x)
{
    struct access_log *log = x->listener->server->access_log;
    if (!log || x->phase == PHASE_HEAD)
        return;
    access_log_put(log, &(struct access_line){.at = server_now(x->listener->server),
                                              .id = x->id,
                                              .method = x->route ? x->route->method : "",
                                              .route = x->route ? x->route->pattern : "",
                                              .network = x->network,
                                              .status = x->status,
                                              .bytes = x->sent,
                                              .duration_ns = x->took_ns});
}

void listener_forget(void *context, struct MHD_Connection *connection, void **state,
                     enum MHD_RequestTerminationCode why)
{
    (void)context;
    (void)connection;
    (void)why;
    struct exchange *x = *state;
    if (x) {
        struct listener *l = x->listener;
        connection_is_done(x->connection);
        log_access(x);
        if (x->response)
            MHD_destroy_response(x->response);
        reply_end(&x->reply);
        request_end(&x->request);
        atomic_fetch_sub(&l->bodies, x->cap);
        secret_free(x->body); /* it may be a password */
        atomic_fetch_sub(x->ran ? &l->running : &l->arriving, 1);
        secret_free(x); /* its path and query may hold a link */
    }
    *state = NULL;
}

/* Notes where a connection begins and ends. */
void listener_note_connection(void *context, struct MHD_Connection *mhd, void **state,
                              enum MHD_ConnectionNotificationCode what)
{
    struct serving *serving = context;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        connections_remove(*state);
        atomic_fetch_sub(&serving->connections, 1);
        return;
    }
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    int socket = info ? info->connect_fd : -1;
    struct address peer;
    listener_read_peer(mhd, &peer);
    info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    *state = connections_add(serving->listener->connections, socket, info ? info->client_addr : NULL,
                             address_in_list(serving->listener->server->trusted_proxies, &peer));
}
