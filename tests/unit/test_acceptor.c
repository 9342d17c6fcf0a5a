/* The acceptor spreads connections evenly, whenever they come and go. */
#include "support/test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/acceptor.h"

enum { THREADS = 4, CLIENTS = 50 };

struct scene {
    struct acceptor *acceptor;
    atomic_uint given[THREADS], taken;
    int sockets[2 * CLIENTS];
    unsigned whose[2 * CLIENTS];
};

static unsigned load_of(void *ctx, unsigned i)
{
    struct scene *s = ctx;
    return atomic_load(&s->given[i]);
}

static void take(void *ctx, unsigned i, int socket, const struct sockaddr *from, socklen_t from_len)
{
    struct scene *s = ctx;
    unsigned n = atomic_load(&s->taken);
    assert_int_equal(from->sa_family, AF_INET);
    assert_int_equal(from_len, sizeof(struct sockaddr_in));
    atomic_fetch_add(&s->given[i], 1);
    s->sockets[n] = socket;
    s->whose[n] = i;
    atomic_store(&s->taken, n + 1);
}

static void open_scene(struct scene *s)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct acceptor_options options = {(struct sockaddr *)&any, sizeof any, THREADS, load_of, take, s};
    memset(s, 0, sizeof *s);
    assert_int_equal(acceptor_open(&options, &s->acceptor), GH_OK);
    assert_int_equal(acceptor_start(s->acceptor), GH_OK);
    assert_int_not_equal(acceptor_port(s->acceptor), 0);
}

static void come(struct scene *s, int *clients, unsigned count)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    to.sin_port = htons(acceptor_port(s->acceptor));
    unsigned before = atomic_load(&s->taken);
    for (unsigned i = 0; i < count; i++) {
        clients[i] = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(connect(clients[i], (struct sockaddr *)&to, sizeof to), 0);
    }
    for (int tries = 0; atomic_load(&s->taken) < before + count; tries++) {
        assert_true(tries < 5000);
        (void)usleep(1000);
    }
}

static void assert_even(const struct scene *s)
{
    unsigned least = UINT32_MAX, most = 0;
    for (int i = 0; i < THREADS; i++) {
        unsigned n = atomic_load(&s->given[i]);
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    assert_true(most - least <= 1);
}

static void many_at_once_are_spread_evenly(void **unused)
{
    (void)unused;
    struct scene s;
    int clients[2 * CLIENTS];
    open_scene(&s);
    come(&s, clients, CLIENTS);
    assert_even(&s);

    /* All connections of one thread close. The next ones fill it up. */
    unsigned gone = 0;
    for (unsigned i = 0; i < CLIENTS; i++)
        if (s.whose[i] == 2) {
            atomic_fetch_sub(&s.given[2], 1);
            gone++;
        }
    come(&s, clients + CLIENTS, gone);
    assert_even(&s);
    acceptor_stop(s.acceptor);
    for (unsigned i = 0; i < CLIENTS + gone; i++) {
        (void)close(clients[i]);
        (void)close(s.sockets[i]);
    }
    acceptor_close(s.acceptor);
}

static void an_address_that_is_taken_is_told(void **unused)
{
    (void)unused;
    struct scene s;
    struct acceptor *second;
    open_scene(&s);
    struct sockaddr_in same = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    same.sin_port = htons(acceptor_port(s.acceptor));
    const struct acceptor_options options = {(struct sockaddr *)&same, sizeof same, 1, load_of, take, &s};
    assert_int_equal(acceptor_open(&options, &second), GH_IO);
    acceptor_close(s.acceptor);
    acceptor_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_at_once_are_spread_evenly),
        cmocka_unit_test(an_address_that_is_taken_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
