/* Marks, and the certificate of the public address against a real TLS server (openssl s_server). */
#include "support/test.h"

#include <arpa/inet.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/groups.h"
#include "check/mark.h"
#include "client/http_client.h"

extern char **environ;

struct fixture {
    char folder[64], keys[96], authority[96], url[64];
    pid_t server;
};

static int set_up(void **state)
{
    static struct fixture f;
    (void)snprintf(f.folder, sizeof f.folder, "/tmp/gatehouse-check-XXXXXX");
    assert_non_null(mkdtemp(f.folder));
    (void)snprintf(f.keys, sizeof f.keys, "%s/keys/", f.folder);
    (void)snprintf(f.authority, sizeof f.authority, "%s/certificate.pem", f.folder);
    f.server = 0;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    if (f->server > 0) {
        (void)kill(f->server, SIGTERM);
        (void)waitpid(f->server, NULL, 0);
    }
    (void)snprintf(command, sizeof command, "rm -r %s", f->folder);
    return system(command);
}

static void a_mark_comes_back(void **state)
{
    const struct fixture *f = *state;
    char word[MARK_WORD_SIZE];
    tick at = 0;
    assert_int_equal(mark_read(f->keys, MARK_BACKUP, &at, word), GH_NOT_FOUND);
    assert_int_equal(mark_write(f->keys, MARK_BACKUP, tick_from_seconds(1764559200), "done"), GH_OK);
    assert_int_equal(mark_read(f->keys, MARK_BACKUP, &at, word), GH_OK);
    assert_int_equal(at, tick_from_seconds(1764559200));
    assert_string_equal(word, "done");
    assert_int_equal(mark_read(f->keys, MARK_AUDIT, &at, word), GH_NOT_FOUND);
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    (void)close(fd);
    return ntohs(address.sin_port);
}

/* Starts a server whose certificate, its own authority, is valid for ten days. */
static void start_server(struct fixture *f)
{
    char command[512], accept[16];
    const char *arguments[] = {"openssl", "s_server",   "-quiet", "-accept",    accept,
                               "-cert",   f->authority, "-key",   f->authority, NULL};
    (void)snprintf(
        command, sizeof command,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 10 -subj /CN=gate -addext "
        "subjectAltName=IP:127.0.0.1 -out %s -keyout %s/key.pem 2>/dev/null && cat %s/key.pem >> %s",
        f->authority, f->folder, f->folder, f->authority);
    assert_int_equal(system(command), 0);
    const int port = free_port();
    (void)snprintf(accept, sizeof accept, "%d", port);
    (void)snprintf(f->url, sizeof f->url, "https://127.0.0.1:%d", port);
    assert_int_equal(posix_spawnp(&f->server, "openssl", NULL, NULL, (char *const *)arguments, environ), 0);
}

static void a_certificate_ends(void **state)
{
    struct fixture *f = *state;
    struct check_target target = {.public_url = f->url, .public_ca_file = f->authority};
    struct check_finding finding = {0};
    const struct os_clock clock = os_clock_system(false);
    struct check_case c = {.target = &target, .now = os_clock_read(&clock).wall};
    start_server(f);
    for (int i = 0; i < 600 && (i == 0 || strstr(finding.found, "does not reach")); i++) {
        if (i > 0)
            (void)usleep(100000);
        check_certificate(&c, &finding);
    }
    assert_int_equal(finding.state, CHECK_WARNING); /* in ten days, which is soon */
    assert_non_null(strstr(finding.found, "ends on"));
    c.now -= 60 * TICK_DAY;
    check_certificate(&c, &finding);
    assert_int_equal(finding.state, CHECK_OK);
    c.now += 90 * TICK_DAY;
    check_certificate(&c, &finding);
    assert_int_equal(finding.state, CHECK_FAULT);
    target.public_ca_file = NULL;
    c.now -= 30 * TICK_DAY;
    check_certificate(&c, &finding);
    assert_int_equal(finding.state, CHECK_FAULT);
    assert_non_null(strstr(finding.found, "not trusted"));
}

static void every_check_says_something(void **state)
{
    const struct fixture *f = *state;
    const struct check_target target = {
        .database = "sqlite:/nowhere/server.db", .keys = f->keys, .clock = os_clock_system(false)};
    struct check_finding findings[CHECKS_MAX];
    char text[CHECK_TEXT_SIZE];
    size_t count;
    const struct check *checks = check_table(&count);
    checks_run(&target, findings);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(findings[i].found);
        check_text(findings[i].found, &findings[i], text, sizeof text);
        assert_null(strchr(text, '{'));
        assert_true(findings[i].state == CHECK_SKIPPED || findings[i].state == CHECK_OK || findings[i].mend);
        const bool by_settings = strcmp(checks[i].name, "wecom") == 0 || strcmp(checks[i].name, "sign-on") == 0;
        assert_int_equal(findings[i].state == CHECK_SKIPPED,
                         (i > 0 && checks[i].of_database) || by_settings || strcmp(checks[i].name, "key-age") == 0);
    }
    assert_int_equal(findings[0].state, CHECK_FAULT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_mark_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_certificate_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_check_says_something, set_up, tear_down),
    };
    return http_client_begin() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
