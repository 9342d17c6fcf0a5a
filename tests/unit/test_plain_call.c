/* Who may be called without TLS. */
#include "support/test.h"

#include "base/plain_call.h"

static void a_call_that_leaves_the_machine_needs_tls(void **state)
{
    (void)state;
    static const struct {
        const char *host, *allowed;
        bool plain;
    } cases[] = {
        {"localhost", "", true},
        {"LocalHost", NULL, true},
        {"127.0.0.1", "", true},
        {"127.8.9.10", "", true},
        {"::1", "", true},
        {"::ffff:127.0.0.1", "", true},
        {"", "", false},
        {"localhost.example.cn", "", false},
        {"127.0.0.1.example.cn", "", false},
        {"127.1", "", false},
        {"10.0.0.5", "", false},
        {"::ffff:10.0.0.5", "", false},
        {"::", "", false},
        {"db.example.edu.cn", "", false},
        {"db.example.edu.cn", "10.0.0.5 DB.example.edu.cn", true},
        {"10.0.0.5", "10.0.0.5", true},
        {"10.0.0.5", "10.0.0.50 10.0.0", false},
        {"", " ", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(plain_call_allowed(bytes_of_string(cases[i].host), cases[i].allowed), cases[i].plain);
}

static void the_host_of_a_url_is_what_is_called(void **state)
{
    (void)state;
    static const struct {
        const char *url, *host;
    } cases[] = {
        {"http://sms.example.cn/cgi-bin/sendsms", "sms.example.cn"},
        {"http://127.0.0.1:13013/x?to=127.0.0.1", "127.0.0.1"},
        {"http://127.0.0.1@evil.example/", "evil.example"},
        {"http://a:b@127.0.0.1:80@evil.example:80/", "evil.example"},
        {"http://evil.example/@127.0.0.1", "evil.example"},
        {"http://evil.example?@127.0.0.1", "evil.example"},
        {"http://evil.example#@127.0.0.1", "evil.example"},
        {"http://[::1]:8080/", "::1"},
        {"http://[2001:db8::1]", "2001:db8::1"},
        {"http://[", ""},
        {"smtp://mail.example.edu.cn:25", "mail.example.edu.cn"},
        {"mail.example.edu.cn", "mail.example.edu.cn"},
        {"http://", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct bytes host = url_host(cases[i].url), wanted = bytes_of_string(cases[i].host);
        assert_true(bytes_equal(host, wanted));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_call_that_leaves_the_machine_needs_tls),
                                       cmocka_unit_test(the_host_of_a_url_is_what_is_called)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
