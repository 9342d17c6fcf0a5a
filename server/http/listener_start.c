/* Starts the listener's threads, accepts connections, and stops in order. */
#include <netdb.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "http/listener_internal.h"
#include "meters/meters.h"
#include "os/clock.h"
#include "os/file.h"

#define CONNECTION_MEMORY ((size_t)16 * 1024) /* bytes for a request's head */
#define PEM_MAX ((size_t)64 * 1024)

/* Limits of connections (http/connections.h). A browser opens six; a campus network shows one address to the server. */
#define WAITING_MAX 1024
#define ADDRESS_MAX 4096
#define HEAD_SECONDS 15
#define BODY_SECONDS 60
#define ANSWER_SECONDS 600
#define ROOM_WAIT_MS 50 /* for a connection that was cut to close */

/* Threads of requests, by lane. Health has one of its own: it answers when the others are busy. */
#define PEOPLE_THREADS 6
#define PEOPLE_WAITING 512
#define BOOTH_THREADS 3
#define HEAVY_THREADS 2 /* PASSWORD_DERIVATIONS; where only one may run, an export goes on beside it */
#define HEAVY_WAITING 16
#define HEALTH_WAITING 64
#define SIGN_ON_THREADS 12 /* mostly wait for the network */
#define SIGN_ON_WAITING 512
#define METRICS_WAITING 16 /* two monitors ask at once; a stranger is refused in microseconds */

#define DRAIN_MS 10000   /* for requests that are still arriving when the server stops */
#define ANSWERS_MS 15000 /* then for answers: longer than a statement may take */
#define DRAIN_POLL_MS 5
/* Polls without a request before none is expected: by then all bytes in sockets are read. */
#define DRAIN_QUIET 20

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

/* The library's own strictness, from the version on in which it means the ends of lines. Before, it only looks for
 * Host, and answers with two heads; strict_head.c then does all. */
#if MHD_VERSION >= 0x00097701
#define STRICT MHD_OPTION_CLIENT_DISCIPLINE_LVL, 3
#else
#define STRICT MHD_OPTION_STRICT_FOR_CLIENT, 0
#endif

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
    return MHD_start_daemon(flags, 0, NULL, NULL, listener_handle, l, MHD_OPTION_CONNECTION_LIMIT,
                            options->connections_max / options->threads, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                            CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds, STRICT,
                            MHD_OPTION_NOTIFY_COMPLETED, listener_forget, NULL, MHD_OPTION_NOTIFY_CONNECTION,
                            listener_note_connection, serving, MHD_OPTION_URI_LOG_CALLBACK, listener_begin_exchange, l,
                            MHD_OPTION_ARRAY, l->certificate ? tls : none, MHD_OPTION_END);
}

static unsigned load_of(void *context, unsigned i)
{
    struct listener *l = context;
    return atomic_load(&l->serving[i].connections);
}

/* Cuts connections that wait for a request while this thread has no room, and gives them a moment to close. */
static void make_room(struct listener *l, const struct serving *serving)
{
    const struct timespec pause = {.tv_nsec = OS_MILLISECOND_NS};
    for (int ms = 0; ms < ROOM_WAIT_MS && atomic_load(&serving->connections) >= l->connections_each; ms++) {
        if (!connections_make_room(l->connections))
            return;
        (void)nanosleep(&pause, NULL);
    }
}

/* Gives the socket to a serving thread, which closes it when it is full or has no memory. */
static void take(void *context, unsigned i, int socket, const struct sockaddr *from, socklen_t from_len)
{
    struct listener *l = context;
    struct serving *serving = &l->serving[i];
    make_room(l, serving);
    atomic_fetch_add(&serving->connections, 1);
    if (MHD_add_connection(serving->daemon, socket, from, from_len) != MHD_YES)
        atomic_fetch_sub(&serving->connections, 1);
}

static bool start_lanes(struct listener *l)
{
    static const struct workers_options lanes[ROUTE_LANES] = {
        [ROUTE_LANE_PEOPLE] = {PEOPLE_THREADS, PEOPLE_WAITING, false},
        [ROUTE_LANE_BOOTHS] = {BOOTH_THREADS, 0, false},
        [ROUTE_LANE_HEAVY] = {HEAVY_THREADS, HEAVY_WAITING, true},
        [ROUTE_LANE_HEALTH] = {1, HEALTH_WAITING, false},
        [ROUTE_LANE_METRICS] = {1, METRICS_WAITING, false},
        [ROUTE_LANE_SIGN_ON] = {SIGN_ON_THREADS, SIGN_ON_WAITING, true},
    };
    for (size_t i = 0; i < ROUTE_LANES; i++)
        if (workers_start(&lanes[i], &l->lanes[i]))
            return false;
    return true;
}

static void read_gauges(void *context, struct meters_gauges *out)
{
    static const char *const names[ROUTE_LANES] = {
        [ROUTE_LANE_PEOPLE] = "people", [ROUTE_LANE_BOOTHS] = "booths",   [ROUTE_LANE_HEAVY] = "heavy",
        [ROUTE_LANE_HEALTH] = "health", [ROUTE_LANE_METRICS] = "metrics", [ROUTE_LANE_SIGN_ON] = "sign-on"};
    struct listener *l = context;
    struct connections_figures connections;
    struct workers_figures lane;
    for (size_t i = 0; i < ROUTE_LANES; i++) {
        workers_figures(l->lanes[i], &lane);
        out->pools[i] = (struct meters_pool){.name = names[i],
                                             .threads = lane.threads,
                                             .busy = lane.busy,
                                             .waiting = lane.waiting,
                                             .done = lane.done,
                                             .refused = lane.refused,
                                             .waited_ns = lane.waited_ns};
    }
    connections_figures(l->connections, &connections);
    out->connections = connections.open;
    out->answering = connections.answering;
    out->cut = connections.cut;
    out->long_polls = waiting_count(l->waiting);
    out->body_bytes = atomic_load(&l->bodies);
}

static bool start_watch(struct listener *l, const struct listener_options *options)
{
    const struct connections_options limits = {.waiting_max = WAITING_MAX,
                                               .address_max = ADDRESS_MAX,
                                               .head_seconds = HEAD_SECONDS,
                                               .idle_seconds = options->idle_seconds,
                                               .body_seconds = BODY_SECONDS,
                                               .answer_seconds = ANSWER_SECONDS};
    l->connections_each = options->connections_max / options->threads;
    return connections_start(&limits, &l->connections) == GH_OK;
}

static bool start_daemons(struct listener *l, const struct listener_options *options)
{
    while (l->count < options->threads) {
        struct serving *serving = &l->serving[l->count];
        serving->listener = l;
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
    randombytes_buf(&l->ids_begin, sizeof l->ids_begin);
    meters_source(server->meters, read_gauges, l);
    if (options->tls_certificate) {
        l->certificate = read_pem(options->tls_certificate);
        l->key = read_pem(options->tls_key);
    }
    bool found = find_address(options, &address, &accepting.address_len);
    if (options->tls_certificate && (!l->certificate || !l->key))
        *why = "the certificate or its key can't be read";
    else if (!found)
        *why = "the address is not one of this machine's";
    else if (!start_watch(l, options) || !start_lanes(l) || waiting_start(server, listener_run_again, &l->waiting) ||
             !start_daemons(l, options))
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

void listener_announce_stop(struct listener *listener)
{
    atomic_store(&listener->draining, true);
    meters_stopping(listener->server->meters);
}

void listener_stop(struct listener *listener)
{
    if (!listener)
        return;
    listener_announce_stop(listener);
    acceptor_close(listener->acceptor);
    /* No connection may be suspended when a daemon ends. */
    if (listener->waiting)
        waiting_stop(listener->waiting);
    drain(listener);
    /* The lanes resume what they have. */
    for (size_t i = 0; i < ROUTE_LANES; i++)
        workers_stop(listener->lanes[i]);
    connections_stop(listener->connections);
    for (unsigned i = 0; i < listener->count; i++)
        MHD_stop_daemon(listener->serving[i].daemon);
    waiting_free(listener->waiting);
    for (size_t i = 0; i < ROUTE_LANES; i++)
        workers_free(listener->lanes[i]);
    connections_free(listener->connections);
    free(listener->certificate);
    free(listener->key);
    free(listener);
}
