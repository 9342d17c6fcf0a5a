/* The files that an enrolment code's network settings become. */
#include "support/test.h"

#include <string.h>

#include "network/files.h"

static struct enrol_network parsed(const char *text)
{
    struct enrol_network n;
    assert_int_equal(enrol_network_parse(bytes_of_string(text), &n), GH_OK);
    return n;
}

static void test_wifi(void **state)
{
    (void)state;
    char link[NETWORK_FILE_MAX], wifi[NETWORK_FILE_MAX];
    struct enrol_network n = parsed("w=%22%5c校&p=\"quoted\"pass");
    assert_int_equal(network_wifi_file(&n, wifi, sizeof wifi), GH_OK);
    assert_non_null(strstr(wifi, "\n    ssid=225ce6a0a1\n"));
    assert_non_null(strstr(wifi, "\n    psk=\"\"quoted\"pass\"\n"));
    assert_int_equal(network_link_file(&n, link, sizeof link), GH_OK);
    assert_non_null(strstr(link, "Type=wlan\n"));
    assert_non_null(strstr(link, "DHCP=yes\n"));
    n = parsed("w=open");
    assert_int_equal(network_wifi_file(&n, wifi, sizeof wifi), GH_OK);
    assert_non_null(strstr(wifi, "key_mgmt=NONE\n"));
    assert_null(strstr(wifi, "psk="));
}

static void test_address(void **state)
{
    (void)state;
    char link[NETWORK_FILE_MAX], wifi[NETWORK_FILE_MAX] = "x";
    struct enrol_network n = parsed("a=10.1.2.3/24&g=10.1.2.1&d=10.1.0.1,10.1.0.2");
    assert_int_equal(network_link_file(&n, link, sizeof link), GH_OK);
    assert_non_null(strstr(link, "Type=ether\n"));
    assert_non_null(strstr(link, "Address=10.1.2.3/24\nGateway=10.1.2.1\nDNS=10.1.0.1\nDNS=10.1.0.2\n"));
    assert_null(strstr(link, "DHCP"));
    assert_int_equal(network_wifi_file(&n, wifi, sizeof wifi), GH_OK);
    assert_string_equal(wifi, "");
    assert_int_equal(network_link_file(&n, link, 40), GH_TOO_LONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wifi), cmocka_unit_test(test_address)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
