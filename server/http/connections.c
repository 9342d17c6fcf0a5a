/* Lists of connections under one lock, and the thread that looks at them twice a second. */
#include "http/connections.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "os/clock.h"
#include "os/cond.h"

#define BUCKETS 4096U
#define ADDRESS_LEN 17 /* a family and the bytes that count */
#define LOOK_MS 500
#define CUTS_MAX 32     /* in one hold of the lock, which every new connection wants: a shutdown takes microseconds */
#define PAUSE_NS 200000 /* between two holds, for those that wait for the lock */
#define GRACE_NS (LOOK_MS * OS_MILLISECOND_NS) /* a crowd that comes at once has this long to send its requests */

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_ANSWER };

struct peer {
    struct peer *next; /* in its bucket */
    uint8_t address[ADDRESS_LEN];
    unsigned held;         /* connections in all */
    unsigned all, waiting; /* those that count: without booths; waiting for a request */
};

struct connection {
    struct connections *owner;
    struct connection *before, *after; /* in the list of its stage's kind, oldest first */
    struct peer *peer;
    int socket;
    enum stage stage;
    bool exempt, booth;
    bool counted; /* in its address's number */
    bool cut;     /* in no list; its socket is shut down */
    int64_t since_ns, until_ns;
};

struct list {
    struct connection *first, *last;
};

struct connections {
    struct connections_options options;
    pthread_mutex_t lock;
    pthread_cond_t stopped;
    pthread_t thread;
    bool running, stopping; /* stopping: under lock */
    /* All below: under lock. */
    struct list waiting, answering; /* in stages HEAD and BODY; in stage ANSWER */
    unsigned count, answers;        /* connections; those in stage ANSWER that are not cut */
    uint64_t cuts;
    struct peer *buckets[BUCKETS];
    uint8_t key[crypto_shorthash_KEYBYTES];
};

static struct list *list_of(struct connection *c)
{
    return c->stage == STAGE_ANSWER ? &c->owner->answering : &c->owner->waiting;
}

static void leave(struct connection *c)
{
    struct list *list = list_of(c);
    *(c->before ? &c->before->after : &list->first) = c->after;
    *(c->after ? &c->after->before : &list->last) = c->before;
    c->before = c->after = NULL;
    if (c->stage != STAGE_ANSWER)
        c->peer->waiting--;
    else
        c->owner->answers--;
}

static void enter(struct connection *c, enum stage stage, int64_t seconds)
{
    c->stage = stage;
    c->since_ns = os_mono_ns();
    c->until_ns = c->since_ns + seconds * OS_SECOND_NS;
    struct list *list = list_of(c);
    c->before = list->last;
    *(list->last ? &list->last->after : &list->first) = c;
    list->last = c;
    if (stage != STAGE_ANSWER)
        c->peer->waiting++;
    else
        c->owner->answers++;
}

/* IPv4, also inside IPv6, by the whole address; IPv6 by its first 64 bits, of which one client may have all. */
static void read_address(const struct sockaddr *from, uint8_t out[static ADDRESS_LEN])
{
    memset(out, 0, ADDRESS_LEN);
    if (from && from->sa_family == AF_INET) {
        out[0] = 4;
        memcpy(out + 1, &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
    } else if (from && from->sa_family == AF_INET6) {
        const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
        const bool four = IN6_IS_ADDR_V4MAPPED(six);
        out[0] = four ? 4 : 6;
        memcpy(out + 1, six->s6_addr + (four ? 12 : 0), four ? 4 : 8);
    }
}

static struct peer **bucket_of(struct connections *c, const uint8_t address[static ADDRESS_LEN])
{
    uint8_t hash[crypto_shorthash_BYTES];
    uint64_t number;
    (void)crypto_shorthash(hash, address, ADDRESS_LEN, c->key);
    memcpy(&number, hash, sizeof number);
    return &c->buckets[number % BUCKETS];
}

static struct peer *find_peer(struct connections *c, const uint8_t address[static ADDRESS_LEN])
{
    struct peer **bucket = bucket_of(c, address), *peer = *bucket;
    while (peer && memcmp(peer->address, address, ADDRESS_LEN) != 0)
        peer = peer->next;
    if (!peer && (peer = calloc(1, sizeof *peer))) {
        memcpy(peer->address, address, ADDRESS_LEN);
        peer->next = *bucket;
        *bucket = peer;
    }
    return peer;
}

/* Frees a peer without connections. */
static void drop_peer(struct connections *c, struct peer *peer)
{
    struct peer **at = bucket_of(c, peer->address);
    if (peer->held > 0)
        return;
    while (*at != peer)
        at = &(*at)->next;
    *at = peer->next;
    free(peer);
}

/* Takes a connection out of its address's number. */
static void uncount(struct connection *c)
{
    if (c->counted)
        c->peer->all--;
    c->counted = false;
}

/* The serving thread finds the end of the stream and closes. */
static void cut(struct connection *c)
{
    leave(c);
    uncount(c);
    c->cut = true;
    c->owner->cuts++;
    (void)shutdown(c->socket, SHUT_RDWR);
}

static bool is_too_much(const struct connection *c, int64_t now_ns)
{
    const struct connections_options *o = &c->owner->options;
    return !c->exempt && now_ns - c->since_ns > GRACE_NS &&
           (c->peer->waiting > o->waiting_max || c->peer->all > o->address_max);
}

/* Cuts at most CUTS_MAX connections. Returns false where more may be left. */
static bool look(struct connections *all)
{
    const int64_t now_ns = os_mono_ns();
    struct connection *next;
    unsigned cuts = 0;
    for (struct connection *c = all->waiting.first; c && cuts < CUTS_MAX; c = next) {
        next = c->after;
        if (now_ns > c->until_ns || is_too_much(c, now_ns)) {
            cut(c);
            cuts++;
        }
    }
    for (struct connection *c = all->answering.first; c && cuts < CUTS_MAX; c = next) {
        next = c->after;
        if (!c->booth && now_ns > c->until_ns) {
            cut(c);
            cuts++;
        }
    }
    return cuts < CUTS_MAX;
}

/* Looks at all connections, with pauses for those that wait for the lock. Call under lock. */
static void look_at_all(struct connections *all)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    while (!look(all) && !all->stopping) {
        (void)pthread_mutex_unlock(&all->lock);
        (void)nanosleep(&pause, NULL);
        (void)pthread_mutex_lock(&all->lock);
    }
}

static void *run(void *context)
{
    struct connections *all = context;
    (void)pthread_mutex_lock(&all->lock);
    while (!all->stopping) {
        const int64_t until_ns = os_mono_ns() + LOOK_MS * OS_MILLISECOND_NS;
        while (!all->stopping && os_cond_wait_until(&all->stopped, &all->lock, until_ns)) {
        }
        look_at_all(all);
    }
    (void)pthread_mutex_unlock(&all->lock);
    return NULL;
}

enum gh_status connections_start(const struct connections_options *options, struct connections **out)
{
    struct connections *all = calloc(1, sizeof *all);
    if (!all)
        return GH_NO_MEMORY;
    all->options = *options;
    crypto_shorthash_keygen(all->key);
    if (pthread_mutex_init(&all->lock, NULL) != 0)
        goto no_lock;
    if (os_cond_init(&all->stopped))
        goto no_stopped;
    if (pthread_create(&all->thread, NULL, run, all) != 0)
        goto no_thread;
    all->running = true;
    *out = all;
    return GH_OK;
no_thread:
    (void)pthread_cond_destroy(&all->stopped);
no_stopped:
    (void)pthread_mutex_destroy(&all->lock);
no_lock:
    free(all);
    return GH_NO_MEMORY;
}

struct connection *connections_add(struct connections *connections, int socket, const struct sockaddr *from,
                                   bool exempt)
{
    uint8_t address[ADDRESS_LEN];
    struct connection *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    read_address(from, address);
    c->owner = connections;
    c->socket = socket;
    c->exempt = exempt;
    (void)pthread_mutex_lock(&connections->lock);
    c->peer = find_peer(connections, address);
    if (c->peer) {
        c->peer->held++;
        c->peer->all++;
        c->counted = true;
        connections->count++;
        enter(c, STAGE_HEAD, connections->options.head_seconds);
    }
    (void)pthread_mutex_unlock(&connections->lock);
    if (!c->peer) {
        free(c);
        return NULL;
    }
    return c;
}

void connections_remove(struct connection *connection)
{
    if (!connection)
        return;
    struct connections *all = connection->owner;
    (void)pthread_mutex_lock(&all->lock);
    if (!connection->cut)
        leave(connection);
    uncount(connection);
    connection->peer->held--;
    drop_peer(all, connection->peer);
    all->count--;
    (void)pthread_mutex_unlock(&all->lock);
    free(connection);
}

static void move(struct connection *c, enum stage stage, unsigned seconds)
{
    if (!c)
        return;
    (void)pthread_mutex_lock(&c->owner->lock);
    if (!c->cut) {
        leave(c);
        enter(c, stage, seconds);
    }
    (void)pthread_mutex_unlock(&c->owner->lock);
}

void connection_has_head(struct connection *connection)
{
    if (connection)
        move(connection, STAGE_BODY, connection->owner->options.body_seconds);
}

void connection_has_request(struct connection *connection)
{
    if (connection)
        move(connection, STAGE_ANSWER, connection->owner->options.answer_seconds);
}

void connection_is_booth(struct connection *connection)
{
    if (!connection)
        return;
    (void)pthread_mutex_lock(&connection->owner->lock);
    uncount(connection);
    connection->booth = true;
    (void)pthread_mutex_unlock(&connection->owner->lock);
}

void connection_is_done(struct connection *connection)
{
    if (!connection)
        return;
    const struct connections_options *o = &connection->owner->options;
    move(connection, STAGE_HEAD, o->idle_seconds + o->head_seconds);
}

bool connections_make_room(struct connections *connections)
{
    (void)pthread_mutex_lock(&connections->lock);
    struct connection *oldest = connections->waiting.first;
    if (oldest)
        cut(oldest);
    (void)pthread_mutex_unlock(&connections->lock);
    return oldest != NULL;
}

unsigned connections_count(struct connections *connections)
{
    (void)pthread_mutex_lock(&connections->lock);
    unsigned count = connections->count;
    (void)pthread_mutex_unlock(&connections->lock);
    return count;
}

void connections_figures(struct connections *connections, struct connections_figures *out)
{
    (void)pthread_mutex_lock(&connections->lock);
    *out = (struct connections_figures){
        .open = connections->count, .answering = connections->answers, .cut = connections->cuts};
    (void)pthread_mutex_unlock(&connections->lock);
}

void connections_stop(struct connections *connections)
{
    if (!connections || !connections->running)
        return;
    (void)pthread_mutex_lock(&connections->lock);
    connections->stopping = true;
    (void)pthread_cond_signal(&connections->stopped);
    (void)pthread_mutex_unlock(&connections->lock);
    (void)pthread_join(connections->thread, NULL);
    connections->running = false;
}

void connections_free(struct connections *connections)
{
    if (!connections)
        return;
    connections_stop(connections);
    (void)pthread_cond_destroy(&connections->stopped);
    (void)pthread_mutex_destroy(&connections->lock);
    free(connections);
}
