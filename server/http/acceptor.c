/* The thread that accepts connections and gives each to the least busy serving thread. */
#include "http/acceptor.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BACKLOG 512
/* Phones sleep and change networks: their connections get longer than a booth's. */
#define KEEPALIVE_IDLE_S 15
#define KEEPALIVE_EVERY_S 5
#define KEEPALIVE_TRIES 3
#define UNANSWERED_MS 30000
#define OUT_OF_FILES_MS 100 /* out of file descriptors: time for others to close theirs */

struct acceptor {
    struct acceptor_options options;
    int listening, stop; /* sockets; stop: an eventfd that ends the thread */
    unsigned next;       /* thread to start with among equals; acceptor thread only */
    pthread_t thread;
    bool running;
};

static int listen_on(const struct acceptor_options *o)
{
    const int on = 1, off = 0;
    int s = socket(o->address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s < 0)
        return -1;
    bool good = setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0;
    if (o->address->sa_family == AF_INET6)
        good = good && setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0;
    if (good && bind(s, o->address, o->address_len) == 0 && listen(s, BACKLOG) == 0)
        return s;
    int why = errno;
    (void)close(s);
    errno = why;
    return -1;
}

enum gh_status acceptor_open(const struct acceptor_options *options, struct acceptor **out)
{
    struct acceptor *a = calloc(1, sizeof *a);
    if (!a)
        return GH_NO_MEMORY;
    a->options = *options;
    a->stop = eventfd(0, EFD_CLOEXEC);
    a->listening = a->stop >= 0 ? listen_on(options) : -1;
    if (a->listening < 0) {
        acceptor_close(a);
        return GH_IO;
    }
    *out = a;
    return GH_OK;
}

/* Returns the serving thread with the fewest connections. Equals take turns. */
static unsigned least_loaded(struct acceptor *a)
{
    const struct acceptor_options *o = &a->options;
    unsigned best = a->next, least = o->load(o->ctx, best);
    for (unsigned n = 1; n < o->count && least > 0; n++) {
        unsigned i = (a->next + n) % o->count, load = o->load(o->ctx, i);
        if (load < least) {
            least = load;
            best = i;
        }
    }
    a->next = (best + 1) % o->count;
    return best;
}

/* Notices a peer that is gone without a word in half a minute, so that its request does not hold a place for hours. */
static void notice_silence(int s)
{
    static const struct {
        int level, option, value;
    } options[] = {{SOL_SOCKET, SO_KEEPALIVE, 1},
                   {IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S},
                   {IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_EVERY_S},
                   {IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_TRIES},
                   {IPPROTO_TCP, TCP_USER_TIMEOUT, UNANSWERED_MS}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        (void)setsockopt(s, options[i].level, options[i].option, &options[i].value, sizeof options[i].value);
}

/* Accepts waiting connections, at most BACKLOG, so that a flood can't delay the check for the stop event. Returns false
 * when no file descriptors are left. */
static bool accept_some(struct acceptor *a)
{
    for (int n = 0; n < BACKLOG; n++) {
        struct sockaddr_storage from;
        socklen_t len = sizeof from;
        int s = accept4(a->listening, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (s >= 0)
            notice_silence(s);
        if (s >= 0)
            a->options.take(a->options.ctx, least_loaded(a), s, (struct sockaddr *)&from, len);
        else if (errno != EINTR && errno != ECONNABORTED)
            return errno == EAGAIN || errno == EWOULDBLOCK;
    }
    return true;
}

static void *run(void *context)
{
    struct acceptor *a = context;
    struct pollfd fds[] = {{.fd = a->stop, .events = POLLIN}, {.fd = a->listening, .events = POLLIN}};
    while (poll(fds, 2, -1) >= 0 || errno == EINTR) {
        if (fds[0].revents)
            break;
        if (fds[1].revents && !accept_some(a) && poll(fds, 1, OUT_OF_FILES_MS) > 0)
            break;
    }
    return NULL;
}

enum gh_status acceptor_start(struct acceptor *acceptor)
{
    acceptor->running = pthread_create(&acceptor->thread, NULL, run, acceptor) == 0;
    return acceptor->running ? GH_OK : GH_NO_MEMORY;
}

uint16_t acceptor_port(const struct acceptor *acceptor)
{
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } at;
    socklen_t len = sizeof at;
    if (getsockname(acceptor->listening, &at.any, &len) != 0)
        return 0;
    return ntohs(at.any.sa_family == AF_INET6 ? at.six.sin6_port : at.four.sin_port);
}

void acceptor_stop(struct acceptor *acceptor)
{
    const uint64_t one = 1;
    if (!acceptor->running || write(acceptor->stop, &one, sizeof one) != sizeof one)
        return;
    (void)pthread_join(acceptor->thread, NULL);
    acceptor->running = false;
    /* Closing the socket would reset the connections that still wait in its queue. */
    (void)accept_some(acceptor);
}

void acceptor_close(struct acceptor *acceptor)
{
    if (!acceptor)
        return;
    acceptor_stop(acceptor);
    if (acceptor->listening >= 0)
        (void)close(acceptor->listening);
    if (acceptor->stop >= 0)
        (void)close(acceptor->stop);
    free(acceptor);
}
