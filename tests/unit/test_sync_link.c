/* The local socket: lines come whole and in order, however they were cut; messages read back the same. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/local_socket.h"
#include "wire/sync_link.h"

static void a_status_comes_back_whole(void **state)
{
    (void)state;
    struct sync_status status, back;
    char line[SYNC_LINE_MAX + 1], why[WIRE_ERROR_SIZE] = "";
    memset(&status, 0, sizeof status);
    status.enrolled = status.clock_known = true;
    (void)snprintf(status.problem, sizeof status.problem, "unreachable");
    (void)snprintf(status.server, sizeof status.server, "https://visit.example.edu.cn");
    status.waiting = 1244;
    status.server_time = INT64_C(1764000000123);
    assert_int_equal(GH_OK, sync_status_encode(&status, line, sizeof line));
    assert_int_equal(GH_OK, sync_status_decode(bytes_of_string(line), &back, why));
    assert_memory_equal(&status, &back, sizeof status);
    assert_int_equal(GH_UNSUPPORTED, sync_status_decode(bytes_of_string("{\"t\":\"command\"}"), &back, why));
    assert_int_equal(GH_MALFORMED, sync_status_decode(bytes_of_string("nonsense"), &back, why));
}

static void commands_are_of_a_closed_list(void **state)
{
    (void)state;
    struct sync_command command;
    char why[WIRE_ERROR_SIZE];
    assert_int_equal(GH_OK,
                     sync_command_decode(bytes_of_string("{\"t\":\"command\",\"command\":\"now\"}"), &command, why));
    assert_int_equal(SYNC_COMMAND_NOW, command.kind);
    assert_int_equal(GH_OK,
                     sync_command_decode(bytes_of_string("{\"t\":\"command\",\"command\":\"look\"}"), &command, why));
    assert_int_equal(SYNC_COMMAND_LOOK, command.kind);
    assert_int_not_equal(
        GH_OK, sync_command_decode(bytes_of_string("{\"t\":\"command\",\"command\":\"explode\"}"), &command, why));
}

static void a_claim_and_its_answer_come_back_whole(void **state)
{
    (void)state;
    const struct sync_command command = {.kind = SYNC_COMMAND_CLAIM, .pass = {{7}}};
    const struct sync_claim claim = {
        .pass = {{7}}, .outcome = SYNC_CLAIM_HELD, .gate = 3, .at = INT64_C(1764000000123)};
    struct sync_command read;
    struct sync_claim back;
    char line[SYNC_LINE_MAX + 1], why[WIRE_ERROR_SIZE];
    assert_int_equal(GH_OK, sync_command_encode(&command, line, sizeof line));
    assert_int_equal(GH_OK, sync_command_decode(bytes_of_string(line), &read, why));
    assert_int_equal(SYNC_COMMAND_CLAIM, read.kind);
    assert_true(uuid_equal(&read.pass, &command.pass));
    assert_int_equal(GH_OK, sync_claim_encode(&claim, line, sizeof line));
    assert_int_equal(GH_OK, sync_claim_decode(bytes_of_string(line), &back, why));
    assert_memory_equal(&back, &claim, sizeof claim);
    assert_int_equal(GH_UNSUPPORTED, sync_claim_decode(bytes_of_string("{\"t\":\"sync\"}"), &back, why));
}

static void expect_line(struct local_line *in, const char *text)
{
    struct bytes line;
    assert_int_equal(GH_OK, local_read(in, &line));
    assert_true(bytes_equal(line, bytes_of_string(text)));
}

static void lines_come_whole_and_in_order(void **state)
{
    (void)state;
    int ends[2];
    struct bytes line;
    assert_int_equal(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
    struct local_line in = {.fd = ends[0]};
    assert_int_equal(GH_BUSY, local_read(&in, &line));
    assert_int_equal(5, write(ends[1], "one\nt", 5));
    expect_line(&in, "one");
    assert_int_equal(GH_BUSY, local_read(&in, &line));
    assert_int_equal(10, write(ends[1], "wo\nthree\n\n", 10));
    expect_line(&in, "two");
    expect_line(&in, "three");
    expect_line(&in, "");
    assert_int_equal(GH_BUSY, local_read(&in, &line));
    (void)close(ends[1]);
    assert_int_equal(GH_TRUNCATED, local_read(&in, &line));
    (void)close(ends[0]);
}

static void a_line_over_the_limit_ends_the_talk(void **state)
{
    (void)state;
    int ends[2];
    struct bytes line;
    static char much[LOCAL_LINE_MAX + 100];
    memset(much, 'x', sizeof much);
    assert_int_equal(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
    struct local_line in = {.fd = ends[0]};
    assert_int_equal((ssize_t)sizeof much, write(ends[1], much, sizeof much));
    assert_int_equal(GH_TOO_LONG, local_read(&in, &line));
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void one_listens_and_a_dead_socket_is_replaced(void **state)
{
    (void)state;
    char folder[] = "/tmp/gatehouse-link-XXXXXX", path[64];
    int first, second, client;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/sock", folder);
    assert_int_equal(GH_NOT_FOUND, local_connect(path, &client));
    assert_int_equal(GH_OK, local_listen(path, 0600, &first));
    assert_int_equal(GH_BUSY, local_listen(path, 0600, &second));
    assert_int_equal(GH_OK, local_connect(path, &client));
    (void)close(client);
    (void)close(first);
    assert_int_equal(GH_NOT_FOUND, local_connect(path, &client));
    assert_int_equal(GH_OK, local_listen(path, 0600, &second));
    (void)close(second);
    (void)unlink(path);
    (void)rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_comes_back_whole),
        cmocka_unit_test(commands_are_of_a_closed_list),
        cmocka_unit_test(a_claim_and_its_answer_come_back_whole),
        cmocka_unit_test(lines_come_whole_and_in_order),
        cmocka_unit_test(a_line_over_the_limit_ends_the_talk),
        cmocka_unit_test(one_listens_and_a_dead_socket_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
