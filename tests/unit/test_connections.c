/* Limits of open connections: who is cut, and who is not. Sockets are pairs; a cut one reads its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <poll.h>

#include "http/connections.h"

#define MANY 12

struct end {
    int ours, theirs;
    struct connection *connection;
};

static const struct connections_options usual = {.waiting_max = 4,
                                                 .address_max = 6,
                                                 .head_seconds = 600,
                                                 .idle_seconds = 600,
                                                 .body_seconds = 600,
                                                 .answer_seconds = 600};

static struct connections *start(const struct connections_options *options)
{
    struct connections *all;
    assert_int_equal(connections_start(options, &all), GH_OK);
    return all;
}

static struct end open_from(struct connections *all, const char *address, bool exempt)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct end end;
    int pair[2];
    const bool is_four = inet_pton(AF_INET, address, &four.sin_addr) == 1;
    assert_true(is_four || inet_pton(AF_INET6, address, &six.sin6_addr) == 1);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    end.ours = pair[0];
    end.theirs = pair[1];
    const void *from = is_four ? (const void *)&four : (const void *)&six;
    end.connection = connections_add(all, end.ours, from, exempt);
    assert_non_null(end.connection);
    return end;
}

/* Waits for the cut, where one is to come. */
static bool is_cut(const struct end *end, int ms)
{
    struct pollfd fd = {.fd = end->theirs, .events = POLLIN};
    return poll(&fd, 1, ms) == 1;
}

static void close_end(struct end *end)
{
    connections_remove(end->connection);
    (void)close(end->ours);
    (void)close(end->theirs);
}

static void close_all(struct connections *all, struct end *ends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        close_end(&ends[i]);
    assert_int_equal(connections_count(all), 0);
    connections_stop(all);
    connections_free(all);
}

static unsigned count_cut(const struct end *ends, size_t count)
{
    unsigned cut = 0;
    for (size_t i = 0; i < count; i++)
        cut += is_cut(&ends[i], 0);
    return cut;
}

static void a_flood_of_one_address_displaces_itself(void **state)
{
    (void)state;
    struct connections *all = start(&usual);
    struct end ends[MANY + 1];
    ends[MANY] = open_from(all, "192.0.2.2", false);
    for (size_t i = 0; i < MANY; i++)
        ends[i] = open_from(all, "192.0.2.1", false);
    assert_true(is_cut(&ends[MANY - 4 - 1], 60000)); /* the last of those that are too many */
    assert_int_equal(count_cut(ends, MANY + 1), MANY - 4);
    assert_false(is_cut(&ends[MANY], 0));
    close_all(all, ends, MANY + 1);
}

static void an_address_is_a_network_in_ipv6_and_the_same_inside_it(void **state)
{
    (void)state;
    struct connections *all = start(&usual);
    struct end ends[MANY];
    for (size_t i = 0; i < MANY; i++) {
        static const char *const from[] = {"2001:db8::1", "2001:db8::ffff:2", "192.0.2.1", "::ffff:192.0.2.1"};
        ends[i] = open_from(all, from[i % 4], false);
    }
    for (size_t i = 0; i < 4; i++)
        assert_true(is_cut(&ends[i], 60000));
    assert_int_equal(count_cut(ends, MANY), 4);
    close_all(all, ends, MANY);
}

static void proxies_requests_in_work_and_booths_do_not_count(void **state)
{
    (void)state;
    struct connections *all = start(&usual);
    struct end ends[MANY * 3], sign;
    for (size_t i = 0; i < MANY; i++) {
        ends[i] = open_from(all, "192.0.2.1", true);
        ends[MANY + i] = open_from(all, "192.0.2.2", false);
        connection_has_head(ends[MANY + i].connection);
        connection_has_request(ends[MANY + i].connection);
        connection_is_booth(ends[MANY + i].connection);
        ends[2 * MANY + i] = open_from(all, i % 2 ? "192.0.2.3" : "192.0.2.4", false);
        connection_has_request(ends[2 * MANY + i].connection);
    }
    /* One that is cut for being too late says that all were looked at. */
    sign = open_from(all, "192.0.2.9", false);
    assert_true(connections_make_room(all));
    assert_true(is_cut(&ends[0], 0)); /* the oldest that waits, a proxy's too */
    assert_int_equal(usleep(1200000), 0);
    assert_int_equal(count_cut(ends, MANY * 3), 1);
    close_end(&sign);
    close_all(all, ends, MANY * 3);
}

static void every_step_has_its_time(void **state)
{
    (void)state;
    struct connections_options short_head = usual, short_body = usual, short_answer = usual;
    const struct connections_options *each[] = {&short_head, &short_body, &short_answer};
    short_head.head_seconds = short_body.body_seconds = short_answer.answer_seconds = 1;
    for (size_t i = 0; i < 3; i++) {
        struct connections *all = start(each[i]);
        struct end ends[4];
        for (size_t k = 0; k < 4; k++)
            ends[k] = open_from(all, "192.0.2.1", true);
        connection_has_head(ends[1].connection);
        connection_has_request(ends[2].connection);
        connection_has_request(ends[3].connection);
        connection_is_booth(ends[3].connection);
        assert_true(is_cut(&ends[i], 60000));
        assert_int_equal(count_cut(ends, 4), 1);
        /* After the cut its notes do nothing. */
        connection_has_request(ends[i].connection);
        connection_is_done(ends[i].connection);
        close_all(all, ends, 4);
    }
}

static void booths_keep_their_address(void **state)
{
    (void)state;
    struct connections *all = start(&usual);
    struct end booth = open_from(all, "192.0.2.1", false), other = open_from(all, "192.0.2.1", false);
    connection_has_request(booth.connection);
    connection_is_booth(booth.connection);
    close_end(&other);
    connection_is_done(booth.connection);
    close_all(all, &booth, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flood_of_one_address_displaces_itself),
        cmocka_unit_test(an_address_is_a_network_in_ipv6_and_the_same_inside_it),
        cmocka_unit_test(proxies_requests_in_work_and_booths_do_not_count),
        cmocka_unit_test(every_step_has_its_time),
        cmocka_unit_test(booths_keep_their_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
