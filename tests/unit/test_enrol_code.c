/* Codes of enrolment: what the page of booths writes is what the booth reads; everything else is refused whole. */
#include "support/test.h"

#include <string.h>

#include "wire/enrol_code.h"

#define ROOT "00112233445566778899aabbccddeeff"

static enum gh_status parse(const char *text, struct enrol_code *out)
{
    return enrol_code_parse(bytes_of_string(text), out);
}

static void test_a_code_of_before(void **state)
{
    (void)state;
    struct enrol_code c;
    assert_int_equal(parse("GHE1:4Q7K-X2MP9D@https://visit.example.edu.cn#1", &c), GH_OK);
    assert_string_equal(c.code, "4Q7K-X2MP9D");
    assert_string_equal(c.server, "https://visit.example.edu.cn#1"); /* only the newer form ends an address there */
    assert_string_equal(c.root, "");
    assert_false(c.network.given);
}

static void test_everything_in_one_code(void **state)
{
    (void)state;
    struct enrol_code c;
    assert_int_equal(parse("GHE2:4Q7K-X2MP9D@https://visit.example.edu.cn#r=00112233445566778899AABBCCDDEEFF"
                           "&w=%E6%A0%A1%E5%9B%AD&p=a%26b%3Dc%25%22d&a=10.1.2.3/24&g=10.1.2.1&d=10.1.0.1,10.1.0.2",
                           &c),
                     GH_OK);
    assert_string_equal(c.server, "https://visit.example.edu.cn");
    assert_string_equal(c.root, ROOT);
    assert_true(c.network.given);
    assert_string_equal(c.network.ssid, "校园");
    assert_string_equal(c.network.passphrase, "a&b=c%\"d");
    assert_string_equal(c.network.address, "10.1.2.3");
    assert_int_equal(c.network.prefix, 24);
    assert_string_equal(c.network.router, "10.1.2.1");
    assert_string_equal(c.network.name_servers[1], "10.1.0.2");
}

static void test_what_is_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "",
        "GHE3:4Q7K@https://a",
        "GHE2:4Q7K",
        "GHE2:@https://a",
        "GHE2:4Q7K@",
        "GHE2:4Q7K@https://a b",
        "GHE2:4Q7K@https://a#",
        "GHE2:4Q7K@https://a#w=",
        "GHE2:4Q7K@https://a#x=1",                   /* an unknown name: of a newer server */
        "GHE2:4Q7K@https://a#w=one&w=two",           /* twice */
        "GHE2:4Q7K@https://a#r=" ROOT "&r=" ROOT,    /* twice */
        "GHE2:4Q7K@https://a#r=0011",                /* too short */
        "GHE2:4Q7K@https://a#p=12345678",            /* a passphrase of no network */
        "GHE2:4Q7K@https://a#w=net&p=1234567",       /* too short */
        "GHE2:4Q7K@https://a#w=net&p=1234567%0A",    /* a line end would end a line of the configuration */
        "GHE2:4Q7K@https://a#w=net&p=1234567%C3%A9", /* not ASCII */
        "GHE2:4Q7K@https://a#w=%ff",                 /* not UTF-8 */
        "GHE2:4Q7K@https://a#w=%4",
        "GHE2:4Q7K@https://a#a=10.1.2.3",
        "GHE2:4Q7K@https://a#a=10.1.2.3/31",
        "GHE2:4Q7K@https://a#a=10.1.2.03/24",
        "GHE2:4Q7K@https://a#a=10.1.2.256/24",
        "GHE2:4Q7K@https://a#a=127.0.0.1/8",
        "GHE2:4Q7K@https://a#a=224.0.0.1/8",
        "GHE2:4Q7K@https://a#g=10.1.2.1", /* a router of no address */
        "GHE2:4Q7K@https://a#a=10.1.2.3/24&d=10.1.0.1,",
        "GHE2:4Q7K@https://a#a=10.1.2.3/24&d=10.1.0.1,10.1.0.2,10.1.0.3",
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct enrol_code c = {.code = "kept"};
        if (parse(refused[i], &c) == GH_OK)
            fail_msg("taken: %s", refused[i]);
        assert_string_equal(c.code, "kept");
    }
}

/* The limits: one more byte is refused. */
static void test_lengths(void **state)
{
    (void)state;
    struct enrol_network n;
    char text[ENROL_CODE_TEXT_MAX + 2] = "w=";
    memset(text + 2, 'n', 32);
    assert_int_equal(enrol_network_parse(bytes_of_string(text), &n), GH_OK);
    text[34] = 'n';
    assert_int_equal(enrol_network_parse(bytes_of_string(text), &n), GH_TOO_LONG);
    memset(text, 'a', sizeof text - 1);
    memcpy(text, "GHE2:", 5);
    struct enrol_code c;
    assert_int_equal(enrol_code_parse(BYTES(text, ENROL_CODE_TEXT_MAX + 1), &c), GH_TOO_LONG);
}

/* The longest network fits what the kiosk hands on, and comes back as it was. */
static void test_the_network_alone(void **state)
{
    (void)state;
    struct enrol_network n = {.given = true,
                              .address = "192.168.100.200",
                              .prefix = 24,
                              .router = "192.168.100.254",
                              .name_servers = {"192.168.100.251", "192.168.100.252"}};
    struct enrol_network back;
    char text[ENROL_NETWORK_TEXT_MAX], small[40];
    memset(n.ssid, '%', sizeof n.ssid - 1);
    memset(n.passphrase, '&', sizeof n.passphrase - 1);
    assert_int_equal(enrol_network_format(&n, text, sizeof text), GH_OK);
    assert_int_equal(enrol_network_parse(bytes_of_string(text), &back), GH_OK);
    assert_memory_equal(&back, &n, sizeof n);
    assert_int_equal(enrol_network_format(&n, small, sizeof small), GH_TOO_LONG);
    assert_int_equal(enrol_network_parse(bytes_of_string("r=" ROOT), &back), GH_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_code_of_before),  cmocka_unit_test(test_everything_in_one_code),
        cmocka_unit_test(test_what_is_refused),   cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_the_network_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
