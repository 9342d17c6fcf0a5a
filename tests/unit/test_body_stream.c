/* Bodies that are made piece by piece. Small ones are sent whole, and a failing one ends after its last whole piece. */
#include "support/test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/body_stream.h"

struct source {
    struct reply_stream stream; /* first */
    int pieces, fails_at;       /* fails_at: that piece is left half, and fails; 0: none */
    int given;
};

static enum gh_status next(struct reply_stream *base, struct reply_buffer *out, bool *done)
{
    struct source *s = (struct source *)(void *)base;
    s->given++;
    if (s->given == s->fails_at)
        return reply_buffer_put(out, bytes_of_string("HALF")) ? GH_NO_MEMORY : GH_BUSY;
    *done = s->given == s->pieces;
    return reply_buffer_put(out, bytes_of_string("piece\n"));
}

static void end(struct reply_stream *base)
{
    free(base);
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **state)
{
    const struct source *wanted = context;
    (void)url, (void)method, (void)version, (void)data, (void)size, (void)state;
    struct source *s = calloc(1, sizeof *s);
    *s = *wanted;
    s->stream = (struct reply_stream){.next = next, .end = end};
    struct MHD_Response *response = body_stream_response(&s->stream, NULL, NULL);
    enum MHD_Result result = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return result;
}

/* Returns everything that a client gets until the server closes. */
static void ask(struct source *source, char *out, size_t size)
{
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, answer, source, MHD_OPTION_END);
    assert_non_null(daemon);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    to.sin_port = htons(MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assert_int_equal(connect(s, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(write(s, request, sizeof request - 1), sizeof request - 1);
    size_t len = 0;
    for (ssize_t n; len + 1 < size && (n = read(s, out + len, size - 1 - len)) > 0;)
        len += (size_t)n;
    out[len] = 0;
    (void)close(s);
    MHD_stop_daemon(daemon);
}

static void a_small_body_is_whole_at_once(void **unused)
{
    (void)unused;
    static char got[65536];
    ask(&(struct source){.pieces = 3}, got, sizeof got);
    assert_non_null(strstr(got, "Content-Length: 18\r\n"));
    assert_non_null(strstr(got, "\r\n\r\npiece\npiece\npiece\n"));
}

static void a_large_one_comes_in_pieces_to_its_end(void **unused)
{
    (void)unused;
    static char got[65536];
    ask(&(struct source){.pieces = 2000}, got, sizeof got);
    assert_null(strstr(got, "Content-Length:"));
    unsigned count = 0;
    for (const char *at = got; (at = strstr(at, "iece")) != NULL; at++)
        count++;
    assert_in_range(count, 1990, 2000); /* a chunk's head may stand within one */
    assert_non_null(strstr(got, "\r\n0\r\n\r\n"));
}

static void nothing_is_sent_of_a_piece_that_failed(void **unused)
{
    (void)unused;
    static char got[65536];
    static const int fails[] = {1, 2, 1500};
    for (size_t i = 0; i < sizeof fails / sizeof fails[0]; i++) {
        ask(&(struct source){.pieces = 2000, .fails_at = fails[i]}, got, sizeof got);
        assert_null(strstr(got, "HALF"));
        assert_null(strstr(got, "\r\n0\r\n\r\n")); /* cut, so that nobody takes it for the whole */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_body_is_whole_at_once),
        cmocka_unit_test(a_large_one_comes_in_pieces_to_its_end),
        cmocka_unit_test(nothing_is_sent_of_a_piece_that_failed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
