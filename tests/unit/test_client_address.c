/* Addresses of clients: their forms, their networks, and which of those that proxies and strangers wrote count. */
#include "support/test.h"

#include <string.h>

#include "http/authority.h"
#include "http/client_address.h"
#include "http/server.h"

static struct address address_of(const char *text)
{
    struct address a;
    assert_true(address_read(bytes_of_string(text), &a));
    return a;
}

static void assert_written(const char *text, const char *expected)
{
    char written[ADDRESS_SIZE];
    const struct address a = address_of(text);
    address_write(&a, written);
    assert_string_equal(written, expected);
}

static void one_address_has_one_form(void **unused)
{
    struct address a;
    (void)unused;
    assert_written("192.0.2.1", "192.0.2.1");
    assert_written("::ffff:192.0.2.1", "192.0.2.1");
    assert_written("::FFFF:c000:201", "192.0.2.1");
    assert_written("192.0.2.1:4711", "192.0.2.1");
    assert_written("[2001:DB8::1]:443", "2001:db8::1");
    assert_written("[2001:db8::1]", "2001:db8::1");
    static const char *const others[] = {"",     "unknown",   "192.0.2",  "192.0.2.256", "2001:db8::1::2",
                                         "[]:1", "_hidden:1", "1.2.3.4 ", ":",           "::1%eth0"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(address_read(bytes_of_string(others[i]), &a));
}

static void assert_network(const char *text, const char *expected)
{
    char network[ADDRESS_SIZE];
    address_network(text, network);
    assert_string_equal(network, expected);
}

static void wrong_tries_count_by_network(void **unused)
{
    (void)unused;
    assert_network("192.0.2.1", "192.0.2.1");
    assert_network("::ffff:192.0.2.1", "192.0.2.1");
    assert_network("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64");
    assert_network("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64");
    assert_network("2001:db8:1:3::1", "2001:db8:1:3::/64");
    assert_network("", "");
}

static bool trusts(const char *list, const char *text)
{
    const struct address a = address_of(text);
    return address_in_list(list, &a);
}

static void proxies_are_addresses_and_networks(void **unused)
{
    (void)unused;
    assert_true(trusts("10.1.2.3  127.0.0.1", "::ffff:127.0.0.1"));
    assert_true(trusts("::ffff:127.0.0.1", "127.0.0.1"));
    assert_true(trusts("2001:DB8:0::1", "2001:db8::1"));
    assert_true(trusts("10.8.0.0/13", "10.15.255.255"));
    assert_false(trusts("10.8.0.0/13", "10.16.0.0"));
    assert_true(trusts("2001:db8::/32", "2001:db8:ffff::1"));
    assert_false(trusts("2001:db8::/32", "192.0.2.1"));
    assert_false(trusts("", "127.0.0.1"));
    assert_false(trusts("127.0.0.1", "127.0.0.11"));
    assert_true(address_list_good(" 127.0.0.1 10.0.0.0/8 ::/0  "));
    assert_false(address_list_good("127.0.0.1,10.0.0.1"));
    assert_false(address_list_good("10.0.0.0/33"));
    assert_false(address_list_good("10.0.0.0/"));
    assert_false(address_list_good("proxy.example"));
}

/* lines: separated by a line feed. */
static void assert_client(const char *peer, const char *proxies, unsigned hops, const char *lines, const char *expected)
{
    char copy[512], written[ADDRESS_SIZE];
    struct forwarded forwarded = {0};
    assert_true(strlen(lines) < sizeof copy);
    memcpy(copy, lines, strlen(lines) + 1);
    for (char *line = copy, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        forwarded_add(&forwarded, line);
    }
    const struct address from = address_of(peer), client = client_address(&from, proxies, hops, &forwarded);
    address_write(&client, written);
    assert_string_equal(written, expected);
}

static void only_the_proxys_own_word_counts(void **unused)
{
    (void)unused;
    assert_client("192.0.2.9", "127.0.0.1", 1, "203.0.113.1", "192.0.2.9");
    assert_client("127.0.0.1", "127.0.0.1", 1, "203.0.113.1", "203.0.113.1");
    assert_client("::ffff:127.0.0.1", "127.0.0.1", 1, "203.0.113.1", "203.0.113.1");
    assert_client("127.0.0.1", "127.0.0.1", 1, "198.51.100.7, 203.0.113.1", "203.0.113.1");
    assert_client("127.0.0.1", "127.0.0.1", 1, "198.51.100.7 ,\t203.0.113.1 ", "203.0.113.1");
    /* HAProxy appends a line and leaves the client's own in front of it. */
    assert_client("127.0.0.1", "127.0.0.1", 1, "198.51.100.7\n203.0.113.1", "203.0.113.1");
    assert_client("127.0.0.1", "127.0.0.1", 1, "127.0.0.1\n198.51.100.7, 127.0.0.1\n203.0.113.1", "203.0.113.1");
    assert_client("127.0.0.1", "127.0.0.1", 1, "a\nb\nc\nd\ne\nf\ng\nh\ni\n203.0.113.1", "203.0.113.1");
    assert_client("127.0.0.1", "127.0.0.1", 1, "198.51.100.7, unknown", "127.0.0.1");
    assert_client("127.0.0.1", "127.0.0.1", 1, "198.51.100.7,", "127.0.0.1");
    assert_client("127.0.0.1", "127.0.0.1", 1, "", "127.0.0.1");
    assert_client("127.0.0.1", "127.0.0.1", 1, "::ffff:203.0.113.1", "203.0.113.1");
}

static void as_many_proxies_as_are_set(void **unused)
{
    static const char proxies[] = "127.0.0.1 10.0.0.0/8";
    (void)unused;
    assert_client("127.0.0.1", proxies, 2, "198.51.100.7, 203.0.113.1, 10.0.0.2", "203.0.113.1");
    assert_client("127.0.0.1", proxies, 2, "198.51.100.7\n203.0.113.1\n10.0.0.2", "203.0.113.1");
    /* A client inside a trusted network can't make the walk longer than it is set. */
    assert_client("127.0.0.1", proxies, 2, "198.51.100.7, 10.9.9.9, 10.0.0.2", "10.9.9.9");
    assert_client("127.0.0.1", proxies, 1, "203.0.113.1, 10.0.0.2", "10.0.0.2");
    /* A request that passed one proxy alone, since another one is not there. */
    assert_client("127.0.0.1", proxies, 3, "198.51.100.7, 203.0.113.1", "203.0.113.1");
}

static void a_name_has_one_form(void **unused)
{
    static const char list[] = "https://visit.example.edu.cn/ 10.0.0.5:8443  [2001:db8::5]:80";
    (void)unused;
    static const char *const good[] = {"visit.example.edu.cn", "Visit.Example.EDU.cn", "visit.example.edu.cn:443",
                                       "10.0.0.5:8443", "[2001:db8::5]"};
    static const char *const bad[] = {"",         "example.edu.cn", "visit.example.edu.cn.evil.example",
                                      "10.0.0.5", "10.0.0.5:84",    "visit.example.edu.cn:8443",
                                      "https:",   ":443",           "a visit.example.edu.cn"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(authority_in_list(list, good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(authority_in_list(list, bad[i]));
    assert_false(authority_in_list(NULL, "visit.example.edu.cn"));
}

static bool is_ours(const char *path, const char *host, bool local)
{
    const struct server server = {.called_by = {"https://visit.example.edu.cn", NULL, "10.0.0.5:8443"}};
    const struct request rq = {.path = path, .host = host, .local = local};
    return authority_is_ours(&server, &rq);
}

static void only_our_names_are_answered(void **unused)
{
    (void)unused;
    assert_true(is_ours("/", "visit.example.edu.cn", false) && is_ours("/", "10.0.0.5:8443", false));
    assert_true(is_ours("/healthz", "anything", false) && is_ours("/healthz", NULL, false));
    assert_false(is_ours("/", NULL, true) || is_ours("/", "evil.example", true) || is_ours("/healthz/", "a", false));
    static const char *const machine[] = {"localhost", "localhost:8080", "127.0.0.1:8080",
                                          "127.9.9.9", "[::1]:8080",     "[::1]"};
    for (size_t i = 0; i < sizeof machine / sizeof machine[0]; i++)
        assert_true(is_ours("/", machine[i], true) && !is_ours("/", machine[i], false));
    assert_false(is_ours("/", "localhost.evil.example", true) || is_ours("/", "128.0.0.1", true));
}

/* Nobody points a name at a server whose name is not configured. */
static void without_a_public_url_addresses_count(void **unused)
{
    (void)unused;
    const struct server server = {.called_by = {NULL, NULL, "gate.campus:8443"}, .listens_on = "10.0.0.5 2001:db8::5"};
    static const char *const good[] = {"10.0.0.5", "10.0.0.5:8080",    "[2001:db8::5]:8080", "localhost:8080",
                                       "[::1]",    "gate.campus:8443", "127.0.0.1"};
    static const char *const bad[] = {"a",         "visit.example.edu.cn", "10.0.0.6:8080",     "10.0.0.5.evil.example",
                                      "10.0.0.5a", "gate.campus",          "localhost.example", ""};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(authority_is_ours(&server, &(struct request){.path = "/", .host = good[i]}));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(authority_is_ours(&server, &(struct request){.path = "/", .host = bad[i], .local = true}));
    char found[AUTHORITY_ADDRESSES_SIZE];
    authority_addresses("10.0.0.5", found);
    assert_string_equal(found, "10.0.0.5");
    authority_addresses("0.0.0.0", found);
    assert_non_null(strstr(found, "127.0.0.1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_address_has_one_form),           cmocka_unit_test(wrong_tries_count_by_network),
        cmocka_unit_test(proxies_are_addresses_and_networks), cmocka_unit_test(only_the_proxys_own_word_counts),
        cmocka_unit_test(as_many_proxies_as_are_set),         cmocka_unit_test(a_name_has_one_form),
        cmocka_unit_test(only_our_names_are_answered),        cmocka_unit_test(without_a_public_url_addresses_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
